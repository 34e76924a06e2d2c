"""What the API says when it cannot answer: a word for programs, a hint for people, and what is near."""

from collections.abc import Iterable
from difflib import get_close_matches

from django.http import HttpRequest, JsonResponse
from django.utils.functional import Promise
from django.utils.translation import get_language_from_request, override
from django.utils.translation import gettext_lazy as _

NEAREST = 5
COMPARED_CHARACTERS = 64
LIKENESS = 0.3
"""Low: a wrong choice is better named than none, since choices are few and checked."""
NO_RELEASE_RETRY_SECONDS = 60
REALM = "iSEE"

MALFORMED = _("The address is not well formed. Compare it with /api/v1/openapi.json.")
NO_SUCH_ADDRESS = _("There is no such address. /api/v1/openapi.json lists all of them.")
METHOD = _("This API only reads: use GET.")
TOO_MANY = _("Too many requests from this address. Wait for the seconds in Retry-After, or download a whole table.")
FAILED = _("Something went wrong here, not with you. Try again later.")
NO_RELEASE = _("No figures have been published yet. Try again when the first release is made.")
UNKNOWN_AREA = _("This release has no area with this code.")
UNKNOWN_SCHOOL = _("This release has no school with this code.")
UNKNOWN_INDICATOR = _("There is no indicator of this name.")
UNKNOWN_TERM = _("There are no figures of this term.")
UNKNOWN_RELEASE = _("There is no release with this id.")
UNKNOWN_TABLE = _("This release has no table of this name.")
TOO_MANY_FOR_TOKEN = _("Too many requests with this token. Wait for the seconds in Retry-After.")
TOKEN_MISSING = _("Send a token in the header Authorization: Bearer. You make one on the page /account/tokens.")
TOKEN_UNKNOWN = _("This token is not known. Compare it with what you copied, or make a new one on /account/tokens.")
TOKEN_REVOKED = _("This token was revoked. Make a new one on the page /account/tokens.")
TOKEN_EXPIRED = _("This token is over. Make a new one on the page /account/tokens.")
TOKEN_IN_ADDRESS = _(
    "A token never belongs in an address, which is logged on its way. Revoke it on /account/tokens and send a new one "
    "in the header Authorization."
)
ROLE_ENDED = _("The role in which this token reads has ended, or its account is closed. Ask your administrator.")
ROLE_SEES_NOTHING = _("The role in which this token reads sees no figures of whole schools or places.")
OUTSIDE_SCOPE = _("This place is not known, or not in the scope of this token. /api/v1/staff/scope says what is.")
NO_EXTRACT = _("No term has been frozen yet. Try again when the first one is.")
AREA_TOO_LARGE = _(
    "Ask for the schools of one province, district or subdistrict. All schools are in the table schools.csv."
)


class ApiProblem(Exception):
    """An answer that is not figures: its status, a word that stays the same, a hint in the reader's language."""

    def __init__(self, status: int, error: str, hint: Promise, nearest: Iterable[str] = ()) -> None:
        super().__init__(error)
        self.status = status
        self.error = error
        self.hint = hint
        self.nearest = list(nearest)


def unknown(kind: str, hint: Promise, *, asked: str, choices: Iterable[str]) -> ApiProblem:
    """404 for a code or name that the release does not have, with those that are nearest to it."""
    choices = list(choices)
    return ApiProblem(404, f"unknown_{kind}", hint, nearest_codes(asked, choices) or nearest(asked, choices))


def nearest(asked: str, choices: Iterable[str]) -> list[str]:
    """The choices most like what was asked, best first."""
    return get_close_matches(asked[:COMPARED_CHARACTERS], list(choices), n=NEAREST, cutoff=LIKENESS)


def nearest_codes(asked: str, codes: Iterable[str]) -> list[str]:
    """The codes nearest in number, since neighbours have neighbouring numbers."""
    numbers = [code for code in codes if code.isdecimal()]
    return sorted(numbers, key=lambda code: (abs(int(code) - int(asked)), code))[:NEAREST] if asked.isdecimal() else []


def no_release() -> ApiProblem:
    """503 before the first release."""
    return ApiProblem(503, "no_release", NO_RELEASE)


def told(request: HttpRequest, problem: ApiProblem) -> JsonResponse:
    """The problem as an answer, its hint in Thai unless the reader asks for English."""
    with override(get_language_from_request(request)):
        body = {"error": problem.error, "hint": str(problem.hint), "nearest": problem.nearest}
    response = JsonResponse(body, status=problem.status, json_dumps_params={"ensure_ascii": False})
    if problem.status == 401:
        response["WWW-Authenticate"] = f'Bearer realm="{REALM}"'
    if problem.status == 503:
        response["Retry-After"] = str(NO_RELEASE_RETRY_SECONDS)
    return response
