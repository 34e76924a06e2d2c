"""One's own account: roles, second factor, signed-in browsers; the ways in by a one-time code."""

from collections.abc import Callable
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.core import ratelimit
from allauth.mfa.totp.views import ActivateTOTPView
from allauth.mfa.webauthn.views import AddWebAuthnView
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.forms import PasswordChangeForm
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from isee.access.api import (
    OneTimeLink,
    User,
    current_assignments,
    open_sessions,
    record_event,
    revoke_session,
    session_of,
    set_password,
    use_one_time_link,
    with_second_factor,
)
from isee.system.api import now
from isee.web.guards import ADDED, DEMO, actor_of, demo_stands_in, is_on_this_machine, signed_in, user_of


@require_safe
@signed_in
def home(request: HttpRequest) -> HttpResponse:
    """Roles to act in, the second factor, and where one is signed in."""
    user_id = user_of(request).pk
    context = {
        "roles": current_assignments(user_id, at=now()),
        "present_role": actor_of(request).assignment_id,
        "sessions": open_sessions(user_id, at=now()),
        "present_session": _present_session(request),
        "has_second_factor": user_id in with_second_factor([user_id]),
        "demo": demo_stands_in(request),
    }
    return render(request, "staff/account.html", context)


@require_POST
@signed_in
def switch_role(request: HttpRequest) -> HttpResponse:
    """Act in another of one's own roles; the session is sealed anew with it."""
    wanted = request.POST.get("assignment", "")
    own = {str(assignment.pk): assignment for assignment in current_assignments(user_of(request).pk, at=now())}
    if wanted not in own:
        raise Http404
    request.session["assignment"] = own[wanted].pk
    record_event(
        action="role_switched", by=actor_of(request), at=now(), object_kind="assignment", object_id=own[wanted].pk
    )
    return HttpResponseRedirect(reverse("work"))


@require_POST
@signed_in
def end_session(request: HttpRequest, number: int) -> HttpResponse:
    """Sign one of one's own browsers out."""
    session = open_sessions(user_of(request).pk, at=now()).filter(pk=number).first()
    if session is None:
        raise Http404
    revoke_session(session, by=actor_of(request), at=now())
    messages.success(request, _("That browser is signed out."))
    return HttpResponseRedirect(reverse("account_home"))


@sensitive_post_parameters("old_password", "new_password1", "new_password2")
@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def change_password(request: HttpRequest) -> HttpResponse:
    """Choose another password; every other browser is signed out."""
    form = PasswordChangeForm(user_of(request), request.POST or None)
    if request.method != "POST":
        return render(request, "staff/change_password.html", {"form": form})
    problems = (
        []
        if ratelimit.consume(request, action="change_password")
        else [_("Too many attempts. Wait a minute and try again.")]
    )
    if problems or not form.is_valid():
        return render(request, "staff/change_password.html", {"form": form, "problems": problems}, status=422)
    user = user_of(request)
    form.save()
    for session in open_sessions(user.pk, at=now()).exclude(pk=_present_session(request)):
        revoke_session(session, by=actor_of(request), at=now())
    update_session_auth_hash(request, user)
    record_event(action="password_changed", by=actor_of(request), at=now(), object_kind="user", object_id=user.pk)
    messages.success(request, _("Your new password holds from now on; other browsers are signed out."))
    return HttpResponseRedirect(reverse("account_home"))


def _present_session(request: HttpRequest) -> int:
    present = session_of(request.session.session_key or "")
    return present.pk if present else 0


@sensitive_post_parameters("code", "password", "again")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def choose_password(request: HttpRequest) -> HttpResponse:
    """Set a password with a one-time code. Looking at the page uses nothing up; only a valid password does."""
    if request.method != "POST":
        return render(request, "staff/set_password.html")
    code = request.POST.get("code", "").strip()
    password = request.POST.get("password", "")
    problems = _limit(request)
    if not problems and password != request.POST.get("again", ""):
        problems = [_("The two passwords are not the same.")]
    if not problems:
        problems = _use_code(code, password)
    if problems:
        return render(request, "staff/set_password.html", {"problems": problems, "code": code}, status=422)
    messages.success(request, _("Your password is set. Sign in with it now."))
    return HttpResponseRedirect(reverse("account_login"))


def _use_code(code: str, password: str) -> list[str]:
    """Take the code and set the password; a password that is refused leaves the code unused."""
    try:
        with transaction.atomic():
            user = use_one_time_link(code, OneTimeLink.Purpose.SET_PASSWORD, at=now())
            if user is None:
                return [
                    _("This code does not work: it was used already, is too old, or was mistyped. Ask for a new one.")
                ]
            validate_password(password, user)
            set_password(user, password, at=now())
    except ValidationError as refused:
        return list(refused.messages)
    return []


@sensitive_post_parameters("code")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest) -> HttpResponse:
    """The door of the demo: a one-time code signs in as a role. It exists on the demo's own machine only."""
    if not (settings.ISEE_DEMO and is_on_this_machine(request)):
        raise Http404
    if request.method != "POST":
        return render(request, "staff/enter.html")
    problems = _limit(request)
    user: User | None = None
    if not problems:
        user = use_one_time_link(request.POST.get("code", "").strip(), OneTimeLink.Purpose.DEMO_SIGN_IN, at=now())
        problems = [] if user else [_("This link was used already or is too old. Start the demo again for new ones.")]
    if user is None:
        return render(request, "staff/enter.html", {"problems": problems}, status=422)
    get_adapter(request).login(request, user)
    request.session[DEMO] = user.pk
    return HttpResponseRedirect(reverse("work"))


def _limit(request: HttpRequest) -> list[str]:
    return (
        []
        if ratelimit.consume(request, action="one_time_code")
        else [_("Too many attempts. Wait a minute and try again.")]
    )


class ActivateApp(ActivateTOTPView):  # type: ignore[misc]  # allauth has no types
    """Set up an authenticator app; having done so counts as the second factor of this session."""

    def form_valid(self, form: Any) -> HttpResponse:
        """Remember it in the session."""
        return _added(self.request, lambda: super(ActivateApp, self).form_valid(form))


class AddPasskey(AddWebAuthnView):  # type: ignore[misc]  # allauth has no types
    """Add a passkey or a security key, with the same consequence."""

    def form_valid(self, form: Any) -> HttpResponse:
        """Remember it in the session."""
        return _added(self.request, lambda: super(AddPasskey, self).form_valid(form))


def _added(request: HttpRequest, save: Callable[[], HttpResponse]) -> HttpResponse:
    response = save()
    request.session[ADDED] = request.user.pk
    record_event(action="second_factor_added", by=actor_of(request), at=now())
    return response
