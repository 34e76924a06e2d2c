"""For auditors: a random sample of records with their evidence in one bundle, and what changed after a deadline."""

import csv
import io
import json
import secrets
from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from isee.access.api import (
    Ability,
    Change,
    Part,
    ReadingPurpose,
    changes_since,
    parts_open_to,
    record_event,
    record_reading,
)
from isee.collect.api import Round, photos_of, rounds_of_terms, visits_of
from isee.kernel import AcademicTerm
from isee.places.api import child_areas
from isee.registry.api import persons_by_id
from isee.screening.api import PovertyClass, Result, results_by_class, sample_results
from isee.support.api import payments_of, receipts_of
from isee.system.api import now
from isee.web.guards import actor_of, requires, user_of
from isee.web.paper.record import Imprint, record_document
from isee.web.paper.typesetting import set_pdf
from isee.web.present.accounts import present_role
from isee.web.present.formats import name
from isee.web.present.staff import page_of, present_term
from isee.web.present.words import word
from isee.web.record.opening import find_child, open_record
from isee.web.record.photos import embedded_photo

LARGEST_SAMPLE = 30
TERMS_BACK = 9
CHANGES_SHOWN = 2000
WATCHED = ("registry.Enrolment", "collect.Visit", "screening.Result", "support.Entitlement", "support.Payment")


class SampleForm(forms.Form):
    """Of which results a sample is drawn, and how many."""

    term = forms.ChoiceField(label=gettext_lazy("Term"))
    poverty_class = forms.ChoiceField(
        label=gettext_lazy("Result of screening"), initial=PovertyClass.EXTREMELY_POOR.value
    )
    province = forms.ChoiceField(label=gettext_lazy("Province"), required=False)
    size = forms.IntegerField(label=gettext_lazy("Records"), min_value=1, max_value=LARGEST_SAMPLE, initial=10)
    seed = forms.CharField(
        label=gettext_lazy("Seed"), max_length=40, required=False,
        help_text=gettext_lazy("The same seed draws the same records again. Left empty, one is drawn by lot."),
    )  # fmt: skip

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        present = present_term()
        terms = [present.plus(-back) for back in range(TERMS_BACK + 1)]
        self._choose("term", [(str(term.key), str(term)) for term in terms])
        self._choose("poverty_class", [(one.value, word(one.value, "class")) for one in PovertyClass])
        self._choose("province", [("", _("all provinces")), *((area.text, name(area)) for area in child_areas("TH"))])

    def _choose(self, field: str, choices: list[tuple[str, str]]) -> None:
        chooser = self.fields[field]
        assert isinstance(chooser, forms.ChoiceField)
        chooser.choices = choices


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Ability.SAMPLE_RECORDS)
def sample(request: HttpRequest) -> HttpResponse:
    """The form, and the bundle that it asks for: each record as PDF with its photos, and one table of evidence."""
    form = SampleForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return render(request, "staff/audit_sample.html", {"form": form}, status=422 if request.POST else 200)
    asked = form.cleaned_data
    code, seed = asked["province"], asked["seed"] or secrets.token_hex(8)
    within = (int(code) * 10_000, int(code) * 10_000 + 9_999) if code else None
    population = results_by_class(int(asked["term"]), PovertyClass(asked["poverty_class"]), schools=within)
    total = population.count()
    drawn = sample_results(population, size=asked["size"], seed=seed)
    if not drawn:
        form.add_error(None, _("Nobody has this class in this term and place."))
        return render(request, "staff/audit_sample.html", {"form": form}, status=422)
    about = {
        "term": str(AcademicTerm.from_key(int(asked["term"]))), "class": asked["poverty_class"],
        "province": code or "TH", "population": total, "size": len(drawn), "seed": seed, "drawn_at": now().isoformat(),
        "method": "ordered by md5(seed | internal number of the person), the first ones taken",
    }  # fmt: skip
    record_event(
        action="sample_drawn", by=actor_of(request), at=now(), object_kind="term", object_id=int(asked["term"]),
        detail={"population": total, "size": len(drawn)},
    )  # fmt: skip
    response = HttpResponse(_bundle(request, drawn, about), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="sample-{asked["term"]}.zip"'
    return response


def _bundle(request: HttpRequest, drawn: Sequence[Result], about: dict[str, Any]) -> bytes:
    buffer, table = io.BytesIO(), io.StringIO(newline="")
    writer = csv.writer(table)
    writer.writerow([
        "number", "record", "school", "term", "class", "income_per_head", "score", "model", "decided_at", "visited_on",
        "visit_state", "certified_on", "photos", "paid_baht", "receipted_baht",
    ])  # fmt: skip
    with ZipFile(buffer, "w", ZIP_DEFLATED) as bundle:
        for number, result in enumerate(drawn, start=1):
            file = f"records/{number:02d}.pdf"
            pdf = _record_pdf(request, result)
            writer.writerow([number, file if pdf else "", *_evidence(result)])
            if pdf:
                bundle.writestr(file, pdf)
        bundle.writestr("evidence.csv", table.getvalue().encode("utf-8-sig"))
        bundle.writestr("sample.json", json.dumps(about, indent=1))
    return buffer.getvalue()


def _record_pdf(request: HttpRequest, result: Result) -> bytes | None:
    """The record with all that an auditor may open; None where it no longer stands as a child's of its own."""
    found = find_child(request, result.person.uuid)
    if found is None:
        return None
    at, purpose, opened = now(), ReadingPurpose.AUDIT, parts_open_to(actor_of(request))
    record_reading(person_id=found.person.pk, part="print", by=actor_of(request), at=at, purpose=purpose)
    read = open_record(request, found, opened=opened, purpose=purpose)
    role = present_role(actor_of(request))
    imprint = Imprint(
        by=user_of(request).display_name, role=role["full"] if role else "", at=at, why=word(purpose, "purpose")
    )
    pictures = embedded_photo(request, purpose=purpose) if Part.PHOTO in opened else None
    return set_pdf("record", record_document(read, imprint, pictures=pictures), made_at=at)


def _evidence(result: Result) -> list[Any]:
    person, key = result.person_id, result.term_key
    visit = next((one for one in visits_of(person) if one.term_key <= key), None)
    paid = sum(one.amount_baht for one in payments_of(person) if one.term_key == key and one.paid_on)
    receipted = sum(one.amount_baht for one in receipts_of(person) if one.term_key == key)
    return [
        result.school.code, str(AcademicTerm.from_key(key)), result.poverty_class, result.income_per_head, result.score,
        result.model_version, result.decided_at.isoformat(), visit.visited_on if visit else "",
        visit.state if visit else "", visit.certified_on if visit else "", len(photos_of(person)), paid, receipted,
    ]  # fmt: skip


@require_safe
@requires(Ability.VIEW_AUDIT)
def changes(request: HttpRequest) -> HttpResponse:
    """What was added, changed or removed in a term after a round of it had closed; on request as CSV."""
    present = present_term()
    rounds = rounds_of_terms(present.plus(-TERMS_BACK).key, present.key)[::-1]
    over = next((one for one in rounds if _closed(one) <= now()), None)
    chosen = next((one for one in rounds if str(one.pk) == request.GET.get("round", "")), over)
    if "round" in request.GET and (chosen is None or str(chosen.pk) != request.GET["round"]):
        raise Http404
    found = _changes(chosen) if chosen else []
    if request.GET.get("as") == "csv" and chosen is not None:
        return _as_csv(found, chosen)
    page = page_of(found, request)
    persons = persons_by_id([one.person_id for one in page.rows if one.person_id])
    context = {
        "rounds": rounds, "chosen": chosen, "closed": _closed(chosen) if chosen else None, "page": page,
        "rows": [(one, persons.get(one.person_id or 0)) for one in page.rows], "most": CHANGES_SHOWN,
        "cut": len(found) == CHANGES_SHOWN, "query": f"round={chosen.pk}&" if chosen else "",
    }  # fmt: skip
    return render(request, "staff/audit_changes.html", context)


def _changes(chosen: Round) -> list[Change]:
    return changes_since(WATCHED, since=_closed(chosen), term_key=chosen.term_key, at_most=CHANGES_SHOWN)


def _closed(chosen: Round) -> datetime:
    """The end of the round's last day, with its days of grace, in Thailand."""
    last = chosen.grace_until or chosen.closes_on
    return timezone.make_aware(datetime.combine(last + timedelta(days=1), time.min))


def _as_csv(found: Sequence[Change], chosen: Round) -> HttpResponse:
    table = io.StringIO(newline="")
    writer = csv.writer(table)
    writer.writerow(["at", "table", "what", "row", "person", "account", "columns"])
    for one in found:
        who = one.user.username if one.user else ""
        writer.writerow([
            one.at.isoformat(), one.table, one.what, one.row_id, one.person_id or "", who, " ".join(one.columns),
        ])  # fmt: skip
    response = HttpResponse(table.getvalue().encode("utf-8-sig"), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="changes-{chosen.term_key}.csv"'
    return response
