"""What every template needs: numbers, dates, the states of a figure, maps, rankings and trends."""

import math
from datetime import date, datetime
from typing import Any

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from isee.kernel import Grade
from isee.places.api import Area
from isee.reporting.api import Cell, latest_release
from isee.web import navigation
from isee.web.present import figures, formats, places
from isee.web.present.pages import scale_text
from isee.web.present.progress import phase_words

register = template.Library()


@register.filter
def number(value: float | None, decimals: int = 0) -> str:
    """`{{ 12446|number }}` is `12,446`; nothing stays nothing, and is never a zero."""
    return "" if value is None else formats.number(value, decimals=decimals)


@register.filter
def day(value: date | datetime | None) -> str:
    """`{{ made_at|day }}`: `24 พ.ย. 2569`, in English `24 Nov 2026`; a moment is taken as Bangkok's day."""
    if value is None:
        return ""
    return formats.day(timezone.localtime(value).date() if isinstance(value, datetime) else value)


@register.filter
def moment(value: datetime | None) -> str:
    """A day and the time of day in Bangkok: `24 พ.ย. 2569 14:05`."""
    return "" if value is None else formats.moment(value)


@register.filter
def term(key: int) -> str:
    """`{{ 25692|term }}` is `2/2569`."""
    return formats.term(key)


@register.filter
def place_name(row: Any) -> str:
    """The name of an area or a school in the reader's language."""
    return formats.name(row)


@register.filter
def cell(value: Cell, unit: str) -> SafeString | str:
    """A published figure, its range, or in words why there is none."""
    said = figures.cell_text(value, unit)
    return format_html('<span class="cell-{}">{}</span>', value["s"], said) if value["v"] is None else said


@register.filter
def grade(code: str) -> str:
    """`{{ "P1"|grade }}` is `ป.1`, in English `P.1`."""
    found = Grade(code)
    return found.label_th if formats.in_thai() else found.label_en


@register.filter
def area_title(area: Area) -> str:
    """An area with the word for its kind: `ตำบลแม่คง`."""
    return places.title(places.words(area))


@register.filter
def area_above(area: Area) -> str:
    """The areas above one, nearest first: `อำเภอแม่สะเรียง จังหวัดแม่ฮ่องสอน`."""
    titles = []
    above = area.parent
    while above is not None:
        titles.append(places.title(places.words(above)))
        above = above.parent
    return (" " if formats.in_thai() else ", ").join(titles)


@register.filter
def whole_words(text: str) -> str:
    """Thai terms that a browser's dictionary would break in two, held together by word joiners."""
    for word in formats.UNBROKEN:
        text = text.replace(word.replace("\u2060", ""), word)
    return text


@register.filter
def phase(name: str) -> str:
    """A phase of long work in the reader's language."""
    return phase_words(name)


@register.filter
def minutes(seconds: int) -> int:
    """Whole minutes, rounded up, so that nobody waits longer than told."""
    return math.ceil(seconds / 60)


@register.simple_tag(takes_context=True)
def navigation_items(context: template.Context) -> list[navigation.Item]:
    """The entries of the header."""
    return navigation.main_items(context["request"])


@register.simple_tag(takes_context=True)
def other_language(context: template.Context) -> navigation.OtherLanguage:
    """This page in the other language."""
    return navigation.other_language(context["request"])


@register.simple_tag
def account_links() -> dict[str, str]:
    """Where to sign in and out."""
    return navigation.account_links()


@register.inclusion_tag("parts/release_note.html")
def release_note() -> dict[str, Any]:
    """From which release the figures are, and what is made up in them."""
    release = latest_release()
    if release is None:
        return {"manifest": None}
    manifest = release.manifest
    return {
        "manifest": manifest,
        "made_at": datetime.fromisoformat(manifest["made_at"]),
        "scale": scale_text(manifest["scale"]),
        "in_thai": formats.in_thai(),
    }


@register.inclusion_tag("parts/synthetic.html")
def synthetic_badge() -> dict[str, Any]:
    """The badge on every page of a synthetic nation; empty on a real one."""
    release = latest_release()
    synthetic = release is not None and release.manifest["synthetic"]
    return {"scale": scale_text(release.manifest["scale"]) if release and synthetic else ""}
