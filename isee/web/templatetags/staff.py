"""What the templates of the staff pages need besides: words for codes, form fields, the role one acts in."""

from django import template
from django.forms import BoundField, Select
from django.utils.safestring import SafeString

from isee.access.api import Assignment
from isee.web.guards import actor_of
from isee.web.present import accounts, words
from isee.web.present.lacks import Lack, lack_words

register = template.Library()


@register.filter
def word(code: str, kind: str) -> str:
    """`{{ "grandparent"|word:"relation" }}`."""
    return words.word(code, kind)


@register.filter
def detail(counts: dict[str, object]) -> str:
    """What an audit event says besides: its counts and codes in words."""
    return words.detail_words(counts)


@register.filter
def lack(missing: Lack) -> str:
    """What a school lacks, with how many: `12 visits are not certified`."""
    return lack_words(missing.kind, missing.count)


@register.filter
def control(field: BoundField) -> SafeString:
    """A form field's input in our look, tied to its errors and its help."""
    look = "form-select" if isinstance(field.field.widget, Select) else "form-control"
    attributes: dict[str, str | bool] = {"class": look, "placeholder": ""}
    told = [
        f"{field.id_for_label}_{part}" for part, text in (("error", field.errors), ("help", field.help_text)) if text
    ]
    if told:
        attributes["aria-describedby"] = " ".join(told)
    if field.errors:
        attributes["class"] = f"{look} is-invalid"
        attributes["aria-invalid"] = "true"
    return field.as_widget(attrs=attributes)


@register.filter
def role_title(assignment: Assignment) -> str:
    """A role with what it covers: `ครูประจำชั้น ป.4/1`."""
    return accounts.role_title(assignment)


@register.filter
def role_name(assignment: Assignment) -> str:
    """`รักษาการผู้อำนวยการสถานศึกษา`: the role alone."""
    return accounts.role_name(assignment)


@register.filter
def browser_name(agent: str) -> str:
    """`Chrome, Android`: what a user-agent text says, in words for people."""
    return accounts.browser_name(agent)


@register.simple_tag(takes_context=True)
def present_role(context: template.Context) -> dict[str, str] | None:
    """The role in which the reader acts, for the header."""
    return accounts.present_role(actor_of(context["request"]))
