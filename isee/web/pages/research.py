"""Research extracts: asked for by a recipient, decided by a second person, downloaded until their day."""

import uuid as uuid_module
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
    StreamingHttpResponse,
)
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from isee.access.api import Ability, Actor
from isee.kernel import ThaiDateError, parse_thai_date
from isee.places.api import child_areas
from isee.reporting.api import research
from isee.system.api import now, today
from isee.web.guards import actor_of, requires
from isee.web.jobs.api import defer_research_file
from isee.web.present.due import Due
from isee.web.present.formats import in_thai, name, term

State = research.State
members = requires(Ability.REQUEST_RESEARCH, Ability.APPROVE_RESEARCH)
CAN_BE_ENDED = (State.APPROVED, State.READY, State.FAILED)


def province_names() -> dict[str, str]:
    """The names of all provinces by their codes, and of the nation."""
    found = {f"{area.code:02d}": name(area) for area in child_areas(research.NATION)}
    return {research.NATION: _("The whole country"), **found}


def column_label(column: str) -> str:
    """What a column holds, in the reader's language."""
    one = research.BY_NAME[column]
    return one.th if in_thai() else one.en


class AskForm(forms.Form):
    """Who needs which data of which children, for what, and until when."""

    institution = forms.CharField(
        label=gettext_lazy("Responsible institution"), max_length=200,
        help_text=gettext_lazy("The university, institute or office that answers for the research."),
    )  # fmt: skip
    purpose = forms.CharField(
        label=gettext_lazy("Purpose"), min_length=30, max_length=1000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("The question of the research, and why it needs data of single children."),
    )  # fmt: skip
    ethics_reference = forms.CharField(
        label=gettext_lazy("Reference of the ethics approval"), max_length=120,
        help_text=gettext_lazy("The number and year of the committee's decision."),
    )  # fmt: skip
    columns = forms.MultipleChoiceField(label=gettext_lazy("Columns"), widget=forms.CheckboxSelectMultiple)
    terms = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Terms"), coerce=int, widget=forms.CheckboxSelectMultiple
    )  # fmt: skip
    places = forms.MultipleChoiceField(label=gettext_lazy("Places"), widget=forms.CheckboxSelectMultiple)
    until = forms.CharField(
        label=gettext_lazy("Needed until"), max_length=30,
        help_text=gettext_lazy("A day within two years, such as 31/3/2570. The file is removed then."),
    )  # fmt: skip
    agreed = forms.BooleanField(label=gettext_lazy("I will keep to the terms of use."))

    def __init__(self, *args: Any, terms: Iterable[int], places: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = {
            "columns": [(one.name, column_label(one.name)) for one in research.COLUMNS],
            "terms": [(str(key), term(key)) for key in terms],
            "places": list(places.items()),
        }
        for field, offered in choices.items():
            chooser = self.fields[field]
            assert isinstance(chooser, forms.MultipleChoiceField)
            chooser.choices = offered

    def clean_until(self) -> date:
        """The day, as people write it."""
        try:
            return parse_thai_date(self.cleaned_data["until"].strip())
        except ThaiDateError as wrong:
            raise forms.ValidationError(_("Write a day such as 31/3/2570.")) from wrong


def waiting_research(actor: Actor) -> Iterator[Due]:
    """The requests that wait for this actor, for the page of what is due."""
    if not actor.can(Ability.APPROVE_RESEARCH):
        return
    count = research.research_requests(actor).filter(state=State.ASKED).count()
    words = ngettext(
        "request for research waits for your decision", "requests for research wait for your decision", count
    )
    note = _("Is it allowed, and is all of it needed?")
    yield Due(count, words, note, reverse("research"), _("See them"), urgent=True)


@require_safe
@members
def requests(request: HttpRequest) -> HttpResponse:
    """The requests that one may see: one's own, or all for those who decide."""
    actor = actor_of(request)
    found = list(research.research_requests(actor)[:200])
    context = {
        "waiting": [one for one in found if one.state == State.ASKED],
        "others": [one for one in found if one.state != State.ASKED],
        "asks": actor.can(Ability.REQUEST_RESEARCH), "decides": actor.can(Ability.APPROVE_RESEARCH),
    }  # fmt: skip
    return render(request, "staff/research.html", context)


@requires(Ability.REQUEST_RESEARCH)
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """The form of a request, with what there is to choose from."""
    terms, provinces = research.research_choices()
    names = province_names()
    places = {code: names.get(code, code) for code in (research.NATION, *provinces)} if provinces else {}
    form = AskForm(request.POST or None, terms=terms, places=places)
    problems: list[str] = []
    if request.method == "POST" and form.is_valid():
        wanted = {field: form.cleaned_data[field] for field in form.fields if field != "agreed"}
        try:
            made = research.ask_research(**wanted, by=actor_of(request), at=now())
        except research.ResearchError as refused:
            problems = [_problem(refused)]
        else:
            messages.success(request, _("The request waits for the decision of a second person."))
            return HttpResponseRedirect(reverse("research_request", args=[made.uuid]))
    context = {"form": form, "problems": problems, "frozen": bool(terms), "k": research.K,
               "quasi": research.QUASI_IDENTIFIERS}  # fmt: skip
    return render(request, "staff/research_new.html", context, status=422 if request.method == "POST" else 200)


@require_safe
@members
def request_page(request: HttpRequest, uuid: uuid_module.UUID) -> HttpResponse:
    """One request with its decision, its report and, for its recipient, its file."""
    return _show(request, _wanted(request, uuid))


@require_POST
@requires(Ability.APPROVE_RESEARCH)
def decide(request: HttpRequest, uuid: uuid_module.UUID) -> HttpResponse:
    """Approve, refuse or end as the second person."""
    wanted, actor = _wanted(request, uuid), actor_of(request)
    reason = request.POST.get("reason", "")[:300]
    try:
        if request.POST.get("answer") == "approve":
            research.approve_research(wanted, by=actor, at=now())
            defer_research_file(wanted.pk)
            said = _("Approved. The file is being made.")
        elif request.POST.get("answer") == "refuse":
            research.refuse_research(wanted, reason=reason, by=actor, at=now())
            said = _("Refused.")
        else:
            research.end_research(wanted, reason=reason, by=actor, at=now())
            said = _("Ended. The file can no longer be downloaded.")
    except research.ResearchError as refused:
        return _show(request, wanted, problem=_problem(refused))
    messages.success(request, said)
    return HttpResponseRedirect(reverse("research_request", args=[uuid]))


@require_POST
@requires(Ability.REQUEST_RESEARCH)
def withdraw(request: HttpRequest, uuid: uuid_module.UUID) -> HttpResponse:
    """Take one's own request back."""
    wanted = _wanted(request, uuid)
    try:
        research.withdraw_research(wanted, by=actor_of(request), at=now())
    except research.ResearchError as refused:
        return _show(request, wanted, problem=_problem(refused))
    messages.success(request, _("Taken back."))
    return HttpResponseRedirect(reverse("research"))


@require_POST
@requires(Ability.REQUEST_RESEARCH)
def download(request: HttpRequest, uuid: uuid_module.UUID) -> HttpResponseBase:
    """The file, for its recipient while the approval holds; each download is written down."""
    wanted = _wanted(request, uuid)
    try:
        chunks = research.download_research(wanted, by=actor_of(request), today=today(), at=now())
    except research.ResearchError as refused:
        if refused.code == "not_yours":
            raise PermissionDenied from refused
        return _show(request, wanted, problem=_problem(refused))
    response = StreamingHttpResponse(chunks, content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="isee-research-{str(wanted.uuid)[:8]}.zip"'
    response["Content-Length"] = str(wanted.file_bytes)
    response["Cache-Control"] = "private, no-store"
    return response


def _wanted(request: HttpRequest, uuid: uuid_module.UUID) -> research.ResearchRequest:
    found = research.find_research(uuid, actor_of(request))
    if found is None:
        raise Http404
    return found


def _show(request: HttpRequest, wanted: research.ResearchRequest, *, problem: str = "") -> HttpResponse:
    actor = actor_of(request)
    names, decides = province_names(), research.may_decide(actor, wanted)
    own = wanted.recipient_id == actor.user_id
    asked = set(wanted.columns)
    context = {
        "wanted": wanted, "problems": [problem] if problem else [],
        "columns": [(column_label(one), one in asked) for one in research.expanded(wanted.columns)],
        "terms": [term(key) for key in wanted.terms],
        "places": [names.get(code, code) for code in wanted.places],
        "decides": decides and wanted.state == State.ASKED,
        "again": decides and wanted.state == State.FAILED,
        "ends": decides and wanted.state in CAN_BE_ENDED,
        "own_waiting": own and wanted.state == State.ASKED,
        "downloads": own and wanted.state == State.READY and wanted.until >= today(),
        "steps": _steps(wanted.report), "report": wanted.report,
    }  # fmt: skip
    return render(request, "staff/research_request.html", context, status=422 if problem else 200)


def _steps(report: dict[str, Any]) -> list[tuple[str, int, int]]:
    """What was taken from how many children and rows, in words."""
    if not report:
        return []
    words = {
        "school": _("School taken out"), "subdistrict": _("Subdistrict taken out, the district is left"),
        "district": _("District taken out, the province is left"), "age": _("Age taken out, its band is left"),
        "grade": _("Grade taken out, its level is left"), "province": _("Province taken out, the region is left"),
        "all": _("All identifying columns taken out"), "withheld": _("Rows withheld"),
    }  # fmt: skip
    losses = [*report["steps"], report["suppressed"], report["withheld"]]
    return [(words[loss["step"]], loss["children"], loss["rows"]) for loss in losses]


def _problem(refused: research.ResearchError) -> str:
    return {
        "until": _("The day lies within the next two years."),
        "terms": _("One of these terms is not frozen. Choose again."),
        "places": _("One of these places is not known. Choose again."),
        "large": _("That is more than one file can hold. Ask for fewer terms or provinces."),
        "reason": _("Say why, so that the recipient knows what to do."),
        "over": _("This was decided already, or its time is over."),
    }.get(refused.code, _("A second person decides, never the one who asks."))
