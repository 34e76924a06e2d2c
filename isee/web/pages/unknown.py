"""Answers that several public pages give: not found with the nearest that is, and a drawing as a file."""

from collections.abc import Sequence

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from isee.reporting.api import Release
from isee.web.present.picture import Drawing, picture_file


def unknown_page(request: HttpRequest, *, label: str, url: str) -> HttpResponse:
    """404 with one link to what the reader may have meant."""
    return render(request, "public/unknown.html", {"label": label, "url": url}, status=404)


def svg_response(drawing: Drawing | None, *, release: Release, name: str, notes: Sequence[str] = ()) -> HttpResponse:
    """A drawing as a file that names its release. Raises `Http404` where there is no such drawing."""
    if drawing is None:
        raise Http404
    content = picture_file(drawing, manifest=release.manifest, notes=notes)
    file_name = f"isee-{name}-{release.id}-{(get_language() or 'th')[:2]}.svg"
    headers = {"Content-Disposition": f'attachment; filename="{file_name}"'}
    return HttpResponse(content, content_type="image/svg+xml; charset=utf-8", headers=headers)
