"""One request, one transaction, one scope."""

from collections.abc import Callable

import pghistory
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponseBase

from isee.access.api import current_actor, open_scope

OUTSIDE = ("/static/", "/healthz", "/readyz")


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
                return self._answer(request)

    def _answer(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if response.status_code >= 500 and transaction.get_connection().in_atomic_block:
            transaction.set_rollback(True)
        return response
