"""One request, one transaction, one scope; what a reader's browser may do and keep; no text that cannot be stored."""

from collections.abc import Callable

import pghistory
from django.conf import settings
from django.core.exceptions import BadRequest
from django.db import transaction
from django.http import HttpRequest, HttpResponseBase
from django.utils.cache import add_never_cache_headers

from isee.access.api import current_actor, open_scope

OUTSIDE = ("/static/", "/healthz", "/readyz", "/metrics")
PERMISSIONS = "camera=(self), geolocation=(self), microphone=(), payment=(), usb=(), interest-cohort=()"


class ScopeMiddleware:
    """Opens the scope of the request's session in one transaction that a server error rolls back.

    Without a session, or with one that is forged, expired or revoked, the transaction has no scope, and tables
    of persons show no rows.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer inside the scope."""
        if request.path.startswith(OUTSIDE):
            return self.get_response(request)
        token = request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")
        if not token:
            return self._answer(request)
        with transaction.atomic():
            open_scope(token)
            actor = current_actor(origin=f"web {request.META.get('REMOTE_ADDR', '')}")
            request.actor = actor  # type: ignore[attr-defined]
            with pghistory.context(user=actor.user_id, assignment=actor.assignment_id, origin=actor.origin):
                response = self._answer(request)
        if "Cache-Control" not in response:
            # Refusals and public pages too: each names the reader and the reader's role.
            add_never_cache_headers(response)
        return response

    def _answer(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if response.status_code >= 500 and transaction.get_connection().in_atomic_block:
            transaction.set_rollback(True)
        return response


class StorableTextMiddleware:
    """Refuses addresses and forms with a NUL character: no browser sends one, and PostgreSQL stores none."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass on; the form is read in `process_view`, after its token was."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: object) -> None:
        """A NUL anywhere is a bad request."""
        for form in (request.GET, request.POST):
            if any("\0" in value for _name, values in form.lists() for value in values):
                raise BadRequest("a NUL character")


class BehindProxyMiddleware:
    """Takes the reader's address from the proxy, which adds it at the end of `X-Forwarded-For`.

    Without this, limits on signing in would count all readers as one, and the audit would name the proxy.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer a request that came through the proxy."""
        forwarded = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
        if forwarded:
            request.META["REMOTE_ADDR"] = forwarded
        return self.get_response(request)


class PermissionsPolicyMiddleware:
    """Tells browsers which of their devices our pages may ask for: the camera and the place, for home visits."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Add the header."""
        response = self.get_response(request)
        response["Permissions-Policy"] = PERMISSIONS
        return response
