"""Public pages as bytes, kept from their first rendering on: a release never changes, so its pages do not either.

Kept are the nation and its areas, for readers who are not signed in: each page as it opens, and the choices of
indicator, term and group from the nation to the province. They lie compressed in `ISEE_HOME/pages/<edition>/`, where
the edition is the release with this version of the pages; the pages of an earlier edition go when the first of a new
one comes. Pages that name the day, the reader or live tables are never kept.
"""

import gzip
import hashlib
import json
import os
import shutil
import uuid
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotModified
from django.utils.cache import patch_cache_control
from django.utils.translation import get_language_from_path

from isee.reporting.api import latest_release
from isee.web.metrics import KEPT_PAGE

KEPT_VIEWS = ("home", "area")
CHOICES = {"show", "term", "group"}
API = "/api/v1/"
"""It answers for its own addresses, faults in them included."""
FRESH_SECONDS = 300
_LEFT_OUT = ("Content-Encoding", "Content-Length", "Set-Cookie")
_PARTS = ("templates", "static", "locale", "present", "pages", "templatetags")


class StoredPagesMiddleware:
    """Answers from the kept bytes where there are some, and keeps what the pages answer where it may be kept."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The kept page, or the page as it is made now."""
        if not _may_be_kept(request) or (release := latest_release()) is None:
            return self.get_response(request)
        place = _place(request, edition=f"{release.id}-{version_of_pages()}")
        kept = _read(place)
        if kept is None:
            response = self.get_response(request)
            if not _is_public_page(request, response):
                return response
            kept = _keep(place, response)
        return _answer(request, *kept)


def forget_pages() -> None:
    """Let every kept page be made anew: call it when something changes that they show besides the release."""
    shutil.rmtree(_folder(), ignore_errors=True)


@cache
def version_of_pages() -> str:
    """Changes with every file that has a part in how pages look."""
    here = Path(__file__).parent
    digest = hashlib.sha256()
    for path in sorted(path for part in _PARTS for path in (here / part).rglob("*") if path.is_file()):
        if path.suffix != ".pyc":
            digest.update(f"{path.relative_to(here)} {path.stat().st_size} {path.stat().st_mtime_ns}".encode())
    return digest.hexdigest()[:8]


def _folder() -> Path:
    return Path(settings.ISEE_HOME) / "pages"


def _may_be_kept(request: HttpRequest) -> bool:
    return (
        request.method in ("GET", "HEAD")
        and not request.path.startswith(API)
        and settings.SESSION_COOKIE_NAME not in request.COOKIES
        and request.GET.keys() <= CHOICES
        and len(request.get_full_path()) < 200
    )


def _is_public_page(request: HttpRequest, response: HttpResponseBase) -> bool:
    match = request.resolver_match
    code = match.kwargs.get("code", "TH") if match else ""
    return (
        match is not None
        and match.url_name in KEPT_VIEWS
        and isinstance(response, HttpResponse)
        and response.status_code == 200
        and not response.cookies
        and "no-store" not in response.get("Cache-Control", "")
        and (len(code) == 2 or not request.GET)
    )


def _place(request: HttpRequest, *, edition: str) -> Path:
    """The file of a page: by its path and its choices in order."""
    choices = "&".join(f"{key}={value}" for key, value in sorted(request.GET.items()))
    name = hashlib.sha256(f"{get_language_from_path(request.path)} {request.path}?{choices}".encode()).hexdigest()
    return _folder() / edition / name[:2] / f"{name}.gz"


Kept = tuple[dict[str, str], bytes]
"""The headers of a page and its compressed bytes."""


def _read(place: Path) -> Kept | None:
    try:
        head, _, body = place.read_bytes().partition(b"\n")
    except OSError:
        return None
    return json.loads(head), body


def _keep(place: Path, response: HttpResponseBase) -> Kept:
    """Write the page aside and give it its name in one step; a full disk keeps nobody from reading it."""
    assert isinstance(response, HttpResponse)
    content = response.content
    if response.get("Content-Encoding") == "gzip":
        content = gzip.decompress(content)
    body = gzip.compress(content, 9, mtime=0)
    patch_cache_control(response, public=True, max_age=FRESH_SECONDS)
    response["Vary"] = "Cookie, Accept-Encoding"  # not the language: the address says it, and caches keep one copy
    response["ETag"] = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    headers = {name: value for name, value in response.items() if name not in _LEFT_OUT}
    with suppress(OSError):
        if not place.parent.parent.exists():
            _drop_other_editions(place.parent.parent)
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o750)
        fresh = place.with_name(f"{place.name}.{uuid.uuid4().hex}")
        fresh.write_bytes(json.dumps(headers).encode() + b"\n" + body)
        fresh.replace(place)
    return headers, body


def _drop_other_editions(present: Path) -> None:
    with suppress(FileNotFoundError):
        for other in os.scandir(present.parent):
            if other.name != present.name:
                shutil.rmtree(other.path, ignore_errors=True)


def _answer(request: HttpRequest, headers: dict[str, str], body: bytes) -> HttpResponse:
    """The page as the reader's browser takes it: not at all when it has it, compressed when it can."""
    if request.resolver_match is None:
        request.META[KEPT_PAGE] = "kept"
    if headers["ETag"] in request.headers.get("If-None-Match", ""):
        return HttpResponseNotModified(headers={name: headers[name] for name in ("ETag", "Cache-Control", "Vary")})
    response = HttpResponse(headers=headers)
    if "gzip" in request.headers.get("Accept-Encoding", ""):
        response.content = body
        response["Content-Encoding"] = "gzip"
    else:
        response.content = gzip.decompress(body)
    return response
