"""A lost phone or password: the school asks, a second person confirms, and a new code is shown once."""

import uuid as uuid_module
from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from isee.access.api import (
    Ability,
    Actor,
    RecoveryError,
    RecoveryRequest,
    User,
    ask_recovery,
    can_be_recovered,
    can_decide,
    confirm_recovery,
    find_recovery,
    managed_school,
    open_recoveries,
    refuse_recovery,
    scope_schools,
    staff_of,
    withdraw_recovery,
)
from isee.places.api import schools_by_id
from isee.system.api import now
from isee.web.guards import actor_of, requires
from isee.web.pages.users import show_slip
from isee.web.present.words import LOSSES, word

CODE_HOURS = 24


@requires(Ability.ASK_RECOVERY, Ability.CONFIRM_RECOVERY)
@require_http_methods(["GET", "HEAD", "POST"])
def recoveries(request: HttpRequest) -> HttpResponse:
    """The requests that wait for a second person, and, for a school, the form that asks."""
    if request.method != "POST":
        return _show(request)
    actor, school = actor_of(request), managed_school(actor_of(request))
    chosen = request.POST.get("user", "")
    user = None if school is None else next((one for one in _staff(actor, school) if str(one.uuid) == chosen), None)
    if school is None or user is None or request.POST.get("loss") not in RecoveryRequest.Loss.values:
        return _show(request, problem=_("Choose the colleague and what was lost."))
    try:
        ask_recovery(user, school_id=school, loss=RecoveryRequest.Loss(request.POST["loss"]), by=actor, at=now())
    except RecoveryError as fault:
        return _show(request, problem=_problem(fault))
    messages.success(request, _("The request waits for the second person. It lapses after 24 hours."))
    return HttpResponseRedirect(reverse("recoveries"))


def _staff(actor: Actor, school: int) -> list[User]:
    """The colleagues for whom the school can ask."""
    found = staff_of(school, at=now()).exclude(pk=actor.user_id or 0)
    return [user for user in found if can_be_recovered(user, school_id=school, at=now())]


def _show(request: HttpRequest, *, problem: str = "") -> HttpResponse:
    actor = actor_of(request)
    school = managed_school(actor)
    waiting = list(open_recoveries(scope_schools(), at=now()))
    schools = schools_by_id([row.school_id for row in waiting])
    rows = [
        (row, schools[row.school_id], can_decide(actor, row), row.requested_by_id == actor.user_id) for row in waiting
    ]
    context = {
        "rows": rows, "asks": school is not None, "staff": [] if school is None else _staff(actor, school),
        "losses": [(value, word(value, "loss")) for value in LOSSES], "problems": [problem] if problem else [],
        "chosen": request.GET.get("user", request.POST.get("user", "")),
    }  # fmt: skip
    return render(request, "staff/recoveries.html", context, status=422 if problem else 200)


@require_POST
@requires(Ability.CONFIRM_RECOVERY)
def confirm(request: HttpRequest, uuid: uuid_module.UUID) -> HttpResponse:
    """Confirm as the second person; the code is on this answer and nowhere else."""
    wanted = _wanted(uuid)
    try:
        code = confirm_recovery(wanted, by=actor_of(request), at=now())
    except RecoveryError as fault:
        return _show(request, problem=_problem(fault))
    return show_slip(request, wanted.user, code, hours=CODE_HOURS, back=reverse("recoveries"))


@require_POST
@requires(Ability.CONFIRM_RECOVERY)
def refuse(request: HttpRequest, uuid: uuid_module.UUID) -> HttpResponse:
    """Refuse as the second person."""
    return _done(request, lambda: refuse_recovery(_wanted(uuid), by=actor_of(request), at=now()), _("Refused."))


@require_POST
@requires(Ability.ASK_RECOVERY)
def withdraw(request: HttpRequest, uuid: uuid_module.UUID) -> HttpResponse:
    """Take one's own request back."""
    return _done(request, lambda: withdraw_recovery(_wanted(uuid), by=actor_of(request), at=now()), _("Taken back."))


def _done(request: HttpRequest, act: Callable[[], None], said: str) -> HttpResponse:
    try:
        act()
    except RecoveryError as fault:
        return _show(request, problem=_problem(fault))
    messages.success(request, said)
    return HttpResponseRedirect(reverse("recoveries"))


def _wanted(uuid: uuid_module.UUID) -> RecoveryRequest:
    found = find_recovery(uuid)
    if found is None:
        raise Http404
    return found


def _problem(fault: RecoveryError) -> str:
    return {
        "own": _("Somebody else asks for your own account."),
        "elsewhere": _("This account also works elsewhere, so that only an administrator can give it a way in."),
        "open": _("A request for this account waits already."),
        "over": _("This request was decided already, or its 24 hours are over."),
    }.get(fault.code, _("A second person decides: neither the one who asked nor the owner of the account."))
