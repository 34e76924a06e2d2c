"""Who may open a page: the actor of a request, the abilities that a page asks for, and the second factor."""

import ipaddress
from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.authentication import get_authentication_records
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from isee.access.api import RULES, Ability, Actor, User, with_second_factor
from isee.system.api import now

NOBODY = Actor(user_id=None, assignment_id=None, role=None, origin="web")
ADDED = "second_factor_added"
DEMO = "demo_sign_in"
FORWARDED = ("HTTP_FORWARDED", "HTTP_X_FORWARDED", "HTTP_X_REAL_IP", "HTTP_VIA")
# What somebody can do who has not shown a second factor yet: leave, set one up, act in another role.
WITHOUT_SECOND_FACTOR = ("account_", "mfa_", "role", "enter", "set_password")

# The database lets second factors be changed in their owner's scope, which opens with a role.
CHANGES_A_FACTOR = (
    "mfa_activate_totp", "mfa_deactivate_totp", "mfa_generate_recovery_codes", "mfa_add_webauthn",
    "mfa_remove_webauthn",
)  # fmt: skip

View = Callable[..., HttpResponseBase]


def actor_of(request: HttpRequest) -> Actor:
    """Who acts, as the database sees it: the actor of the open scope, or nobody."""
    actor: Actor = getattr(request, "actor", NOBODY)
    return actor


def user_of(request: HttpRequest) -> User:
    """The account that is signed in, on a page that only such can open."""
    assert isinstance(request.user, User)
    return request.user


def signed_in(view: View) -> View:
    """The page is for whoever is signed in; others are led to the sign-in page and back."""

    @never_cache
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path(), login_url=reverse(settings.LOGIN_URL))
        return view(request, *args, **kwargs)

    return guarded


def requires(*abilities: Ability) -> Callable[[View], View]:
    """The page is for roles with one of these abilities; others are told kindly that it is not theirs."""

    def guard(view: View) -> View:
        @signed_in
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not any(actor_of(request).can(ability) for ability in abilities):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return guarded

    return guard


def confirmed_freshly(view: View) -> View:
    """The page does what outlasts this session: a second factor was shown in the last minutes, or it is asked for."""

    @signed_in
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if demo_stands_in(request) or has_just_shown_second_factor(request):
            return view(request, *args, **kwargs)
        if user_of(request).pk not in with_second_factor([user_of(request).pk]):
            messages.info(request, _("Set up a second factor first: what you wanted to do needs one."))
            return HttpResponseRedirect(reverse("mfa_index"))
        return redirect_to_login(request.get_full_path(), login_url=reverse("mfa_reauthenticate"))

    return guarded


class SecondFactorMiddleware:
    """Lets nobody act in a role that needs a second factor before they have shown one in this session."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass on; the decision is in `process_view`, when the page is known."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: View, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """Lead to setting a factor up, or to showing it."""
        role = actor_of(request).role
        if role is None and request.user.is_authenticated and _url_name(request) in CHANGES_A_FACTOR:
            messages.info(request, _("You can set a second factor up or change it as soon as you have a role."))
            return HttpResponseRedirect(reverse("account_home"))
        if role is None or not RULES[role].second_factor or has_shown_second_factor(request):
            return None
        name = _url_name(request)
        if name is None or name.startswith(WITHOUT_SECOND_FACTOR):
            return None
        user = user_of(request)
        has_one = user.pk in with_second_factor([user.pk])
        return HttpResponseRedirect(reverse("mfa_reauthenticate" if has_one else "mfa_index"))


def _url_name(request: HttpRequest) -> str | None:
    return request.resolver_match.url_name if request.resolver_match else None


def has_shown_second_factor(request: HttpRequest) -> bool:
    """Was an app code, a recovery code or a passkey accepted in this session, or one just set up?"""
    records = get_authentication_records(request, request.user)
    return (
        any(record.get("method") == "mfa" for record in records)
        or request.session.get(ADDED) == request.user.pk
        or demo_stands_in(request)
    )


def has_just_shown_second_factor(request: HttpRequest) -> bool:
    """Was an app code, a recovery code or a passkey accepted within the time after which allauth asks again?"""
    shown = [
        one.get("at", 0) for one in get_authentication_records(request, request.user) if one.get("method") == "mfa"
    ]
    return bool(shown) and now().timestamp() - max(shown) < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT


def demo_stands_in(request: HttpRequest) -> bool:
    """A demo sign-in needs no second factor: on the demo alone, on this machine, and through no proxy."""
    return bool(settings.ISEE_DEMO and request.session.get(DEMO) == request.user.pk and is_on_this_machine(request))


def is_on_this_machine(request: HttpRequest) -> bool:
    """Does the request come from a loopback address, forwarded by nobody?"""
    if any(header.startswith(FORWARDED) for header in request.META):
        return False
    try:
        return ipaddress.ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False
