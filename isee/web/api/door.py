"""What all addresses of the API share: no reader is known, a limit, ETag and cache, CORS, problems as JSON."""

import hashlib
from collections.abc import Callable
from urllib.parse import unquote

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotModified
from django.utils.functional import Promise
from django.utils.http import parse_etags

from isee.reporting.api import Release, latest_release
from isee.system.api import now
from isee.web.api import problems
from isee.web.api.limits import network_of, seconds_to_wait
from isee.web.api.problems import ApiProblem, told
from isee.web.api.staff_door import internally_finished, read_as_staff

ROOT = "/api/v1/"
STAFF = f"{ROOT}staff/"
SHAPE = "1"
"""Changes when the same release is told in another form, so that kept answers are asked for anew."""
READ_METHODS = "GET, HEAD, OPTIONS"
MAX_AGE_SECONDS = 300
PREFLIGHT_SECONDS = 86_400
CROSS_ORIGIN = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Retry-After, Content-Disposition",
}
PREFLIGHT = {
    "Allow": READ_METHODS,
    "Access-Control-Allow-Methods": READ_METHODS,
    "Access-Control-Allow-Headers": "If-None-Match",
    "Access-Control-Max-Age": str(PREFLIGHT_SECONDS),
}
# Their answers depend on more than the newest release; a content hash stands in for its id.
OF_MORE_THAN_ONE_RELEASE = (f"{ROOT}releases", f"{ROOT}openapi.json", f"{ROOT}docs")


class ApiDoor:
    """Stands before the sessions: an answer is the same for everybody, so that anybody may keep it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass pages on untouched; answer for the API."""
        if not request.path.startswith(ROOT):
            return self.get_response(request)
        forget_reader(request)
        internal = request.path.startswith(STAFF)
        try:
            response = self._answer_staff(request) if internal else self._answer(request)
        except ApiProblem as problem:
            response = told(request, problem)
        return internally_finished(response) if internal else _finished(response)

    def _answer_staff(self, request: HttpRequest) -> HttpResponseBase:
        """For staff: inside the scope of a token, and for nobody else to keep."""
        if request.method == "OPTIONS":
            return HttpResponse(status=204, headers={"Allow": READ_METHODS})
        if refusal := _refusal(request):
            return refusal
        response = read_as_staff(request, self._read)
        return response if response.status_code < 400 else _as_problem(request, response)

    def _answer(self, request: HttpRequest) -> HttpResponseBase:
        if request.method == "OPTIONS":
            return HttpResponse(status=204, headers=PREFLIGHT)
        if refusal := _refusal(request):
            return refusal
        release = latest_release()
        setattr(request, RELEASE, release)
        etag = etag_of(release, request) if release else ""
        if etag and _is_known(request, etag):
            return HttpResponseNotModified(headers={"ETag": etag})
        response = self._read(request)
        if response.status_code >= 400:
            return _as_problem(request, response)
        return _tagged(request, response, etag)

    def _read(self, request: HttpRequest) -> HttpResponseBase:
        """What a GET would give; the server leaves the body of a HEAD out."""
        method = request.method
        request.method = "GET"
        try:
            return self.get_response(request)
        finally:
            request.method = method


RELEASE = "isee_release"


def release_of(request: HttpRequest) -> Release:
    """The release that the whole answer is made from. Raises `ApiProblem` before the first one."""
    release: Release | None = getattr(request, RELEASE, None)
    if release is None:
        raise problems.no_release()
    return release


def forget_reader(request: HttpRequest) -> None:
    """Drop cookies before anything reads them: no session is opened, and none is begun."""
    request.META.pop("HTTP_COOKIE", None)
    request.COOKIES = {}


def etag_of(release: Release, request: HttpRequest) -> str:
    """Made from the release's id and the address; empty where the answer depends on more than that."""
    if request.path.startswith(OF_MORE_THAN_ONE_RELEASE):
        return ""
    text = "\n".join((SHAPE, release.id, request.get_full_path()))
    return f'"{release.id}-{hashlib.sha256(text.encode()).hexdigest()[:16]}"'


def _is_known(request: HttpRequest, etag: str) -> bool:
    known = parse_etags(request.headers.get("If-None-Match", ""))
    return "*" in known or etag in (tag.removeprefix("W/") for tag in known)


def _tagged(request: HttpRequest, response: HttpResponseBase, etag: str) -> HttpResponseBase:
    """With its ETag: of its release, or else of its content, when only the making of it shows what that is."""
    if not etag and isinstance(response, HttpResponse) and response.status_code == 200:
        etag = f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'
        if _is_known(request, etag):
            return HttpResponseNotModified(headers={"ETag": etag})
    if etag:
        response["ETag"] = etag
    return response


def _refusal(request: HttpRequest) -> HttpResponse | None:
    """405, 429 or 422 for what no address is asked about."""
    if request.method not in ("GET", "HEAD"):
        response = told(request, ApiProblem(405, "read_only", problems.METHOD))
        response["Allow"] = READ_METHODS
        return response
    network = network_of(request.META.get("REMOTE_ADDR", ""))
    if wait := seconds_to_wait(network, at=now().timestamp(), allowed=settings.ISEE_API_PER_MINUTE):
        return too_many(request, wait, problems.TOO_MANY)
    if "\0" in request.path or "\0" in unquote(request.META.get("QUERY_STRING", "")):
        raise ApiProblem(422, "malformed", problems.MALFORMED)
    return None


def too_many(request: HttpRequest, wait: int, hint: Promise) -> HttpResponse:
    """429 with the seconds to wait."""
    response = told(request, ApiProblem(429, "too_many_requests", hint))
    response["Retry-After"] = str(wait)
    return response


def _as_problem(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """Pages for what went wrong become JSON; what is JSON already stays."""
    if response.get("Content-Type", "").startswith("application/json"):
        return response
    status = response.status_code
    if status == 404:
        near = problems.nearest(request.path, _addresses())
        return told(request, ApiProblem(404, "unknown_address", problems.NO_SUCH_ADDRESS, near))
    if status < 500:
        return told(request, ApiProblem(status, "malformed", problems.MALFORMED))
    return told(request, ApiProblem(status, "failed", problems.FAILED))


def _addresses() -> list[str]:
    from isee.web.api.endpoints import description  # the endpoints themselves need this module

    return [*description()["paths"], f"{ROOT}openapi.json"]


def _finished(response: HttpResponseBase) -> HttpResponseBase:
    for header, value in CROSS_ORIGIN.items():
        response[header] = value
    del response["Content-Language"]
    kept = response.status_code in (200, 304)
    response["Cache-Control"] = f"public, max-age={MAX_AGE_SECONDS}" if kept else "no-store"
    response["Vary"] = "Accept-Encoding" if kept else "Accept-Encoding, Accept-Language"
    return response
