"""The page about the API for people: what can be asked, how to try it, and where its description is."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_safe

ADDRESSES = (
    ("/api/v1/areas", gettext_noop("Areas of a level or within an area, in pages")),
    ("/api/v1/areas/58", gettext_noop("All figures of one area")),
    ("/api/v1/schools?area=5804", gettext_noop("The schools of a province, district or subdistrict")),
    ("/api/v1/schools/{code}", gettext_noop("All published figures of one school, by its ten digits")),
    ("/api/v1/indicators", gettext_noop("What each figure says and how it is made")),
    ("/api/v1/releases", gettext_noop("The published releases, the newest first")),
    ("/api/v1/tables", gettext_noop("The whole release as files, with size and SHA-256")),
    ("/api/v1/openapi.json", gettext_noop("The whole description for programs (OpenAPI)")),
)


@require_safe
def guide(request: HttpRequest) -> HttpResponse:
    """The addresses, each in a sentence."""
    rows = [(address, "{" not in address, _(sentence)) for address, sentence in ADDRESSES]
    command = f'curl "{request.build_absolute_uri("/api/v1/areas/58")}?indicator=poor"'
    return render(request, "public/api.html", {"rows": rows, "command": command})
