"""Transfers between schools: what was asked, and the answer of the school that lets go or of an office above."""

import uuid as uuid_module
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from isee.access.api import RULES, Ability, Actor, ScopeKind, places_in_scope
from isee.registry.api import (
    Person,
    Transfer,
    TransferError,
    TransferState,
    decide_transfer,
    persons_by_id,
    transfers_in_scope,
)
from isee.system.api import now
from isee.web.guards import actor_of, requires
from isee.web.present.staff import page_of

REASON_LENGTH = 300
OFFICES_ABOVE = (ScopeKind.SCHOOL_GROUP, ScopeKind.AREA)


@dataclass(frozen=True)
class Row:
    """One transfer as a reader sees it: the child only where the child is theirs, and whether they may decide."""

    transfer: Transfer
    person: Person | None
    mine: bool


@require_safe
@requires(Ability.DECIDE_TRANSFER)
def transfers(request: HttpRequest) -> HttpResponse:
    """What waits for an answer, and on request what was answered."""
    past = request.GET.get("show") == "past"
    found = transfers_in_scope(None if past else TransferState.ASKED)
    page = page_of(found.exclude(state=TransferState.ASKED) if past else found, request)
    context = {
        "page": page, "rows": rows_of(list(page.rows), by=actor_of(request)), "past": past,
        "query": "show=past&" if past else "",
    }  # fmt: skip
    return render(request, "staff/transfers.html", context)


def rows_of(found: list[Transfer], *, by: Actor) -> list[Row]:
    """Transfers with the children that the reader may see, and whether the reader may decide each."""
    places = {row.from_school_id: row.from_subdistrict for row in found if row.from_school_id and row.from_subdistrict}
    places |= {row.to_school_id: row.to_subdistrict for row in found if row.to_subdistrict}
    mine = places_in_scope({school: place for school, place in places.items() if place is not None})
    is_above = by.role is not None and RULES[by.role].scope in OFFICES_ABOVE
    persons = persons_by_id([row.person_id for row in found])
    return [
        Row(
            row,
            persons.get(row.person_id) if row.from_school_id in mine else None,
            row.state == TransferState.ASKED
            and (row.from_school_id in mine or (is_above and row.to_school_id in mine)),
        )
        for row in found
    ]  # fmt: skip


def waiting_for(by: Actor) -> int:
    """How many transfers wait for this reader's answer."""
    return sum(row.mine for row in rows_of(list(transfers_in_scope(TransferState.ASKED)), by=by))


@require_POST
@requires(Ability.DECIDE_TRANSFER)
def decide(request: HttpRequest, uuid: uuid_module.UUID) -> HttpResponse:
    """Confirm or refuse; a refusal says why, since the asking school reads it."""
    agree = request.POST.get("answer") == "yes"
    reason = request.POST.get("reason", "").strip()[:REASON_LENGTH]
    if not agree and not reason:
        messages.error(request, _("Nothing was decided: a refusal needs a reason, which the asking school reads."))
        return HttpResponseRedirect(reverse("transfers"))
    try:
        decide_transfer(uuid, agree=agree, reason=reason, by=actor_of(request), at=now())
    except TransferError as error:
        messages.error(request, _already(error.code))
    else:
        messages.success(request, _("The move is confirmed.") if agree else _("The move is refused."))
    return HttpResponseRedirect(reverse("transfers"))


def _already(code: str) -> str:
    if code == "already_decided":
        return _("Somebody else has answered this request already. Nothing was changed.")
    return _("This request is not yours to answer: the present school or an office above must. Nothing was changed.")
