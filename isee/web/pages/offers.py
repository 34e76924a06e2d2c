"""Roles offered: a school invites a teacher who moves, and the owner of the account takes the role or does not."""

import uuid as uuid_module

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from isee.access.api import (
    Ability,
    OfferError,
    RoleOffer,
    answer_offer,
    find_offer,
    managed_school,
    offer_move,
    offers_of,
    offers_to,
    withdraw_offer,
)
from isee.places.api import School, schools_by_id
from isee.registry.api import Room, rooms_of
from isee.system.api import now
from isee.web.guards import actor_of, requires, signed_in, user_of
from isee.web.present.accounts import room_name
from isee.web.present.staff import present_term


@requires(Ability.MANAGE_SCHOOL_USERS)
@require_http_methods(["GET", "HEAD", "POST"])
def offers(request: HttpRequest) -> HttpResponse:
    """The offers that nobody has answered, and the form that invites a teacher from another school."""
    school = _own_school(request)
    if request.method != "POST":
        return _show(request, school)
    rooms = {str(room.pk): room for room in _rooms(school)}
    chosen = [rooms[number] for number in request.POST.getlist("rooms") if number in rooms]
    label = ", ".join(room_name(room.grade, room.name) for room in chosen)
    try:
        offer_move(
            request.POST.get("username", ""), school_id=school, room_ids=[room.pk for room in chosen],
            label=label[:160], by=actor_of(request), at=now(),
        )  # fmt: skip
    except OfferError as fault:
        return _show(request, school, problem=_problem(fault))
    messages.success(request, _("Invited. The teacher accepts after signing in; the role at the old school then ends."))
    return HttpResponseRedirect(reverse("offers"))


def _own_school(request: HttpRequest) -> int:
    school = managed_school(actor_of(request))
    if school is None:
        raise PermissionDenied
    return school


def _rooms(school: int) -> list[Room]:
    return list(rooms_of(school, present_term().year))


def _show(request: HttpRequest, school: int, *, problem: str = "") -> HttpResponse:
    waiting = list(offers_of([school], at=now()))
    froms = schools_by_id([row.from_school_id for row in waiting if row.from_school_id is not None])
    context = {
        "rows": [(row, froms.get(row.from_school_id or 0)) for row in waiting],
        "rooms": [(room.pk, room_name(room.grade, room.name)) for room in _rooms(school)],
        "problems": [problem] if problem else [], "username": request.POST.get("username", ""),
        "chosen": [int(number) for number in request.POST.getlist("rooms") if number.isdecimal()],
    }  # fmt: skip
    return render(request, "staff/offers.html", context, status=422 if problem else 200)


def _problem(fault: OfferError) -> str:
    return {
        "unknown": _("Nobody has this user name. The teacher finds it on the page “My account”."),
        "own": _("This is your own account."),
        "here": _("This teacher works at your school already."),
        "open": _("This teacher is invited already."),
    }[fault.code]


@require_POST
@requires(Ability.MANAGE_SCHOOL_USERS)
def withdraw(request: HttpRequest, uuid: uuid_module.UUID) -> HttpResponse:
    """Take an offer of one's own school back."""
    if not withdraw_offer(_wanted(uuid), by=actor_of(request), at=now()):
        raise Http404
    messages.success(request, _("The invitation is taken back."))
    return HttpResponseRedirect(reverse("offers"))


@require_POST
@signed_in
def answer(request: HttpRequest, uuid: uuid_module.UUID) -> HttpResponse:
    """Take the role that one is offered, or decline it; taking it ends the role at the old school at once."""
    offer = _wanted(uuid)
    if offer.user_id != user_of(request).pk:
        raise Http404
    accepted = request.POST.get("answer") == "accept"
    token = request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")
    made = answer_offer(offer, token=token, accepted=accepted, origin=actor_of(request).origin)
    if made is None:
        messages.error(request, _("This invitation is over. The school can invite you anew."))
    elif made:
        request.session["assignment"] = made
        messages.success(request, _("You now work in your new role. Your role at the old school has ended."))
    else:
        messages.success(request, _("You have declined; your roles stay as they are."))
    return HttpResponseRedirect(reverse("work"))


def _wanted(uuid: uuid_module.UUID) -> RoleOffer:
    found = find_offer(uuid)
    if found is None:
        raise Http404
    return found


def own_offers(request: HttpRequest) -> list[tuple[RoleOffer, School]]:
    """The roles that the reader is offered, each with its school."""
    rows = list(offers_to(user_of(request).pk, at=now()))
    schools = schools_by_id([row.school_id for row in rows])
    return [(row, schools[row.school_id]) for row in rows if row.school_id in schools]
