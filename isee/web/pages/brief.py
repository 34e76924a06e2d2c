"""A province on one page, as PDF for everybody: published figures only."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from isee.reporting.api import latest_release
from isee.web.paper.brief_files import LANGUAGES, brief_of

KEPT_SECONDS = 300
"""So long a cache may show the page without asking; afterwards the tag tells whether it changed."""


@require_safe
def brief(request: HttpRequest, code: str) -> HttpResponseBase:
    """The newest release's brief of a province, in the language of the address."""
    release = latest_release()
    language = get_language() or LANGUAGES[0]
    found = brief_of(release, code, language=language) if release else None
    if found is None:
        raise Http404
    etag = f'"{found.release.id}-{code}-{language}-{found.tag}"'
    unchanged = get_conditional_response(request, etag=etag)
    response = unchanged or HttpResponse(found.content(), content_type="application/pdf")
    response["ETag"] = etag
    response["Cache-Control"] = f"public, max-age={KEPT_SECONDS}"
    if unchanged is None:
        response["Content-Disposition"] = f'inline; filename="{found.name}"'
    return response
