"""Accounts: opened, given a role and a way in, closed. An administrator sees all, a school its own teachers."""

import uuid as uuid_module
from dataclasses import dataclass
from datetime import timedelta

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from isee.access.api import (
    Ability,
    Actor,
    Assignment,
    OneTimeLink,
    User,
    accounts,
    assign_role,
    assignments_of,
    can_appoint_acting,
    can_end_assignment,
    can_manage_account,
    close_account,
    current_assignments,
    end_assignment,
    find_account,
    make_one_time_link,
    managed_school,
    open_account,
    open_sessions,
    reopen_account,
    revoke_all_sessions,
    unused_link,
    with_second_factor,
)
from isee.system.api import now
from isee.web.guards import actor_of, requires, user_of
from isee.web.pages.user_forms import AccountForm, RoleForm
from isee.web.present.qr import qr_svg
from isee.web.present.staff import page_of

LINK_LIFETIME = timedelta(days=7)
managers = requires(Ability.MANAGE_USERS, Ability.MANAGE_SCHOOL_USERS)


@dataclass(frozen=True)
class Row:
    """One account of the list."""

    user: User
    roles: list[Assignment]
    second_factor: bool


@require_safe
@managers
def users(request: HttpRequest) -> HttpResponse:
    """The accounts that the reader looks after, by name."""
    school = managed_school(actor_of(request))
    text = request.GET.get("q", "").strip()
    page = page_of(accounts(at=now(), text=text, teachers_of=school), request)
    ids = [user.pk for user in page.rows]
    roles, having = assignments_of(ids, at=now()), with_second_factor(ids)
    rows = [Row(user, roles.get(user.pk, []), user.pk in having) for user in page.rows]
    context = {
        "page": page,
        "rows": rows,
        "q": text,
        "of_school": school is not None,
        "appoints": can_appoint_acting(actor_of(request)),
        "query": f"q={text}&" if text else "",
    }
    return render(request, "staff/users.html", context)


@managers
@require_http_methods(["GET", "HEAD", "POST"])
def new_user(request: HttpRequest) -> HttpResponse:
    """Open an account with its first role; its owner gets in by the one-time code that is shown next."""
    actor = actor_of(request)
    account, role = (
        AccountForm(request.POST or None),
        RoleForm(request.POST or None, by=actor, role=request.GET.get("role", "")),
    )
    if request.method != "POST" or not (account.is_valid() & role.is_valid()):
        status = 422 if request.method == "POST" else 200
        return render(request, "staff/new_user.html", {"account": account, "role": role}, status=status)
    user = open_account(
        account.cleaned_data["username"], display_name=account.cleaned_data["display_name"], by=actor, at=now()
    )
    assign_role(user, role.chosen_role, by=actor, at=now(), **role.scope())
    return _slip(request, user)


@require_safe
@managers
def user(request: HttpRequest, uuid: uuid_module.UUID) -> HttpResponse:
    """One account: its roles, its way in, where it is signed in."""
    return _show(
        request, _managed(request, uuid), RoleForm(None, by=actor_of(request), role=request.GET.get("role", ""))
    )


def _show(request: HttpRequest, account: User, form: RoleForm, *, status: int = 200) -> HttpResponse:
    actor = actor_of(request)
    roles = list(current_assignments(account.pk, at=now()))
    context = {
        "account": account,
        "roles": [(role, can_end_assignment(actor, role)) for role in roles],
        "manages": can_manage_account(actor, account, at=now()),
        "own": account.pk == actor.user_id,
        "form": form,
        "giving": "role" in request.GET,
        "sessions": open_sessions(account.pk, at=now()),
        "second_factor": account.pk in with_second_factor([account.pk]),
        "two_persons": _needs_two_persons(actor, account),
        "link": unused_link(account.pk, at=now()),
    }
    return render(request, "staff/user.html", context, status=status)


@require_POST
@managers
def give_role(request: HttpRequest, uuid: uuid_module.UUID) -> HttpResponse:
    """Give one more role."""
    account, actor = _managed(request, uuid), actor_of(request)
    form = RoleForm(request.POST, by=actor)
    if not form.is_valid():
        return _show(request, account, form, status=422)
    assign_role(account, form.chosen_role, by=actor, at=now(), **form.scope())
    messages.success(request, _("The role is given."))
    return HttpResponseRedirect(reverse("user", args=[uuid]))


@require_POST
@managers
def end_role(request: HttpRequest, uuid: uuid_module.UUID, number: int) -> HttpResponse:
    """End a role now."""
    account, actor = _managed(request, uuid), actor_of(request)
    assignment = current_assignments(account.pk, at=now()).filter(pk=number).first()
    if assignment is None or not can_end_assignment(actor, assignment):
        raise Http404
    if assignment.pk == actor.assignment_id:
        messages.error(request, _("You act in this role now, so that you cannot end it yourself."))
    else:
        end_assignment(assignment, by=actor, at=now())
        messages.success(request, _("The role has ended."))
    still_mine = managed_school(actor) is None or current_assignments(account.pk, at=now()).exists()
    return HttpResponseRedirect(reverse("user", args=[uuid]) if still_mine else reverse("users"))


@require_POST
@managers
def make_link(request: HttpRequest, uuid: uuid_module.UUID) -> HttpResponse:
    """A new one-time code, shown once, on a slip to print."""
    account, actor = _way_in(request, uuid), actor_of(request)
    if _needs_two_persons(actor, account):
        return HttpResponseRedirect(f"{reverse('recoveries')}?user={account.uuid}")
    return _slip(request, account)


def _needs_two_persons(actor: Actor, account: User) -> bool:
    """A school gives the first way in alone, and any later one through a second person."""
    used = account.has_usable_password() or account.pk in with_second_factor([account.pk])
    return used and not actor.can(Ability.MANAGE_USERS)


def _slip(request: HttpRequest, account: User) -> HttpResponse:
    """A new code for an account; one whose way in was used before gets it through two persons of its school."""
    code = make_one_time_link(
        account, OneTimeLink.Purpose.SET_PASSWORD, by=actor_of(request), at=now(), lifetime=LINK_LIFETIME
    )
    return show_slip(
        request, account, code, hours=LINK_LIFETIME // timedelta(hours=1), back=reverse("user", args=[account.uuid])
    )


def show_slip(request: HttpRequest, account: User, code: str, *, hours: int, back: str) -> HttpResponse:
    """The slip with a code, which is on this answer and nowhere else."""
    page = request.build_absolute_uri(reverse("set_password"))
    address = f"{page}#{code}"
    context = {
        "account": account, "code": code, "page": page, "address": address, "qr": qr_svg(address),
        "until": now() + timedelta(hours=hours), "back": back,
    }  # fmt: skip
    response = render(request, "staff/slip.html", context)
    response["Cache-Control"] = "private, no-store"
    return response


@require_POST
@managers
def end_sessions(request: HttpRequest, uuid: uuid_module.UUID) -> HttpResponse:
    """Sign an account out everywhere."""
    ended = revoke_all_sessions(_way_in(request, uuid), by=actor_of(request), at=now())
    messages.success(request, _("Signed out in %(browsers)s browsers.") % {"browsers": ended})
    return HttpResponseRedirect(reverse("user", args=[uuid]))


@require_POST
@managers
def close(request: HttpRequest, uuid: uuid_module.UUID) -> HttpResponse:
    """Close an account, or open it again."""
    account, actor = _way_in(request, uuid), actor_of(request)
    if account.pk == user_of(request).pk:
        messages.error(request, _("You cannot close your own account."))
    elif account.is_active:
        close_account(account, by=actor, at=now())
        messages.success(request, _("The account is closed and signed out everywhere."))
    else:
        reopen_account(account, by=actor, at=now())
        messages.success(request, _("The account is open again."))
    return HttpResponseRedirect(reverse("user", args=[uuid]))


def _managed(request: HttpRequest, uuid: uuid_module.UUID) -> User:
    """The account, if it is among those that the reader sees; a school sees its own teachers."""
    account = find_account(uuid)
    if account is None:
        raise Http404
    school = managed_school(actor_of(request))
    if school is not None and not accounts(at=now(), teachers_of=school).filter(pk=account.pk).exists():
        raise Http404
    if school is None and not actor_of(request).can(Ability.MANAGE_USERS):
        raise PermissionDenied
    return account


def _way_in(request: HttpRequest, uuid: uuid_module.UUID) -> User:
    """The account, if the reader may give it a way in and take it away."""
    account = _managed(request, uuid)
    if not can_manage_account(actor_of(request), account, at=now()):
        raise PermissionDenied
    return account
