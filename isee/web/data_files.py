"""The files of releases at addresses that never change: `/data/<release>/<file>` and `/data/latest/<file>`.

They are answered before sessions, languages and compression, the same bytes for everybody, so that a content delivery
network can keep them: a release's own address for ever, the newest one's for some minutes. No cookie is read or set.
"""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseNotModified,
    StreamingHttpResponse,
)
from django.utils.http import parse_etags

from isee.reporting.api import PublishedFile, latest_release, release_of
from isee.system.api import public_keys
from isee.web.metrics import KEPT_PAGE

ADDRESS = re.compile(r"/data/(?P<release>latest|[0-9][0-9A-Za-z-]{0,63})/(?P<name>[A-Za-z0-9_]{1,80}\.[a-z0-9]{1,10})")
KEY_ADDRESS = "/data/signing-key.pem"
LATEST = "latest"
FOR_EVER = "public, max-age=31536000, immutable"
FOR_SOME_MINUTES = "public, max-age=300"
MEDIA_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "jsonld": "application/ld+json",
    "parquet": "application/vnd.apache.parquet",
    "pem": "application/x-pem-file",
    "sig": "application/octet-stream",
    "txt": "text/plain; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
SHOWN_IN_PLACE = ("json", "jsonld", "txt", "pem")
RANGE = re.compile(r"bytes=(?P<first>\d{1,15})?-(?P<last>\d{1,15})?")
CHUNK = 1 << 18
OPEN_TO_PAGES_OF_OTHERS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Content-Length, Content-Range, Content-Disposition",
    "X-Content-Type-Options": "nosniff",
}


def file_url(release_id: str, name: str) -> str:
    """The address at which a file of a release stays; `latest` for the newest release."""
    return f"/data/{release_id}/{name}"


class Span(NamedTuple):
    """The bytes of a file from `first` up to and with `last`."""

    first: int
    last: int


class DataFiles:
    """Answers for files of releases; what is none is left to the pages, which say what is near."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The file, or the page that stands at this address."""
        if request.method not in ("GET", "HEAD") or not request.path.startswith("/data/"):
            return self.get_response(request)
        response = _key(request) if request.path == KEY_ADDRESS else _file(request)
        if response is None:
            return self.get_response(request)
        request.META[KEPT_PAGE] = "data_file"
        for header, value in OPEN_TO_PAGES_OF_OTHERS.items():
            response[header] = value
        return response


def _key(request: HttpRequest) -> HttpResponseBase | None:
    """The public keys, the present one first; None before the first release was signed."""
    keys = public_keys()
    if not keys:
        return None
    headers = {"Cache-Control": FOR_SOME_MINUTES, "Content-Type": MEDIA_TYPES["pem"]}
    body = "".join(keys).encode()
    response = HttpResponse(b"" if request.method == "HEAD" else body, headers=headers)
    response["Content-Length"] = str(len(body))
    return response


def _file(request: HttpRequest) -> HttpResponseBase | None:
    match = ADDRESS.fullmatch(request.path)
    if match is None:
        return None
    latest = match["release"] == LATEST
    release = latest_release() if latest else release_of(match["release"])
    found = release.published_file(match["name"]) if release else None
    if release is None or found is None:
        return None
    headers = {
        "ETag": f'"{found.sha256}"',
        "Cache-Control": FOR_SOME_MINUTES if latest else FOR_EVER,
        "Accept-Ranges": "bytes",
        "Content-Location": f"/data/{release.id}/{match['name']}",
    }
    if _is_known(request, headers["ETag"]):
        return HttpResponseNotModified(headers=headers)
    extension = found.path.suffix.lstrip(".")
    headers["Content-Type"] = MEDIA_TYPES.get(extension, "application/octet-stream")
    if extension not in SHOWN_IN_PLACE:
        name = f"isee-{found.path.stem}-{release.id}.{extension}"
        headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return _sent(request, found, headers)


def _is_known(request: HttpRequest, etag: str) -> bool:
    """Has the reader these bytes already? A network on the way may have made the tag a weak one."""
    known = parse_etags(request.headers.get("If-None-Match", ""))
    return "*" in known or etag in (tag.removeprefix("W/") for tag in known)


def _sent(request: HttpRequest, found: PublishedFile, headers: dict[str, str]) -> HttpResponseBase:
    """The whole file, the part that was asked for, or its headers alone."""
    size = found.path.stat().st_size
    span, status = _span(request, size=size, etag=headers["ETag"]), 200
    if span is not None and span.first >= size:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    if span is not None:
        status, headers = 206, headers | {"Content-Range": f"bytes {span.first}-{span.last}/{size}"}
    headers["Content-Length"] = str(span.last - span.first + 1 if span else size)
    if request.method == "HEAD":
        return HttpResponse(status=status, headers=headers)
    return StreamingHttpResponse(_part(found.path, span or Span(0, size - 1)), status=status, headers=headers)


def _span(request: HttpRequest, *, size: int, etag: str) -> Span | None:
    """One range of bytes; None where none is asked for, several are, or the reader's part is of other bytes."""
    match = RANGE.fullmatch(request.headers.get("Range", ""))
    if match is None or request.headers.get("If-Range", etag) != etag:
        return None
    first, last = match["first"], match["last"]
    if first is None:
        return Span(max(0, size - int(last)), size - 1) if last and int(last) and size else None
    if last is not None and int(last) < int(first):
        return None
    return Span(int(first), min(int(last), size - 1) if last else size - 1)


def _part(path: Path, span: Span) -> Iterator[bytes]:
    left = span.last - span.first + 1
    with path.open("rb") as source:
        source.seek(span.first)
        while left > 0 and (chunk := source.read(min(CHUNK, left))):
            left -= len(chunk)
            yield chunk
