"""The part of the API that knows its reader: by a token in the header `Authorization`, inside one signed scope.

The token opens its role's scope in the database for the transaction of this request. Which places an answer holds is
decided by that scope alone. Each reading is written down in the same transaction: no record, no figures.
"""

import re
from collections.abc import Callable
from urllib.parse import unquote

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponseBase

from isee.access.api import Actor, ApiToken, current_actor, find_api_token, open_api_token
from isee.system.api import now
from isee.web.api import problems
from isee.web.api.limits import seconds_to_wait
from isee.web.api.problems import ApiProblem, told

HEADER = "HTTP_AUTHORIZATION"
BEARER = re.compile(r"Bearer +(?P<token>[\x21-\x7e]{1,200}) *", re.IGNORECASE)
IN_ADDRESS = re.compile(r"isee_[\w-]{20,}|[?&](?:access_token|token|api_key|authorization)=", re.IGNORECASE)
READER = "isee_reader"
CLOSED = {
    "unknown": ApiProblem(401, "token_unknown", problems.TOKEN_UNKNOWN),
    "revoked": ApiProblem(401, "token_revoked", problems.TOKEN_REVOKED),
    "expired": ApiProblem(401, "token_expired", problems.TOKEN_EXPIRED),
    "role_ended": ApiProblem(403, "role_ended", problems.ROLE_ENDED),
}


class Reader:
    """Who reads with which token."""

    def __init__(self, token: ApiToken, actor: Actor) -> None:
        self.token = token
        self.actor = actor


def reader_of(request: HttpRequest) -> Reader:
    """The reader whose scope is open."""
    reader: Reader = getattr(request, READER)
    return reader


def read_as_staff(request: HttpRequest, read: Callable[[HttpRequest], HttpResponseBase]) -> HttpResponseBase:
    """Answer inside the scope of the request's token. Raises `ApiProblem` 401 or 403 where none opens."""
    if IN_ADDRESS.search(unquote(request.get_full_path())):
        raise ApiProblem(422, "token_in_address", problems.TOKEN_IN_ADDRESS)
    found = BEARER.fullmatch(request.META.pop(HEADER, ""))
    if found is None:
        raise ApiProblem(401, "token_missing", problems.TOKEN_MISSING)
    with transaction.atomic():
        opened = open_api_token(found["token"])
        if opened.token_id is None or opened.state in CLOSED:
            raise CLOSED[opened.state]
        if wait := _wait(opened.token_id):
            response = told(request, ApiProblem(429, "too_many_requests", problems.TOO_MANY_FOR_TOKEN))
            response["Retry-After"] = str(wait)
            return response
        token = find_api_token(opened.token_id)
        actor = current_actor(origin=f"api {request.META.get('REMOTE_ADDR', '')}")
        setattr(request, READER, Reader(token, Actor(**{**vars(actor), "reason": token.purpose})))
        answer = read(request)
        if answer.status_code >= 500:
            transaction.set_rollback(True)
    return answer


def internally_finished(response: HttpResponseBase) -> HttpResponseBase:
    """Nobody on the way may keep it, and no other site's page may ask for it."""
    del response["Content-Language"]
    response["Cache-Control"] = "private, no-store"
    response["Vary"] = "Authorization, Accept-Encoding, Accept-Language"
    return response


def _wait(token_id: int) -> int:
    allowed = settings.ISEE_API_TOKEN_PER_MINUTE
    return seconds_to_wait(f"token-{token_id}", at=now().timestamp(), allowed=allowed)
