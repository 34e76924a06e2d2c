"""Two figures over areas, and how unevenly one of them is spread; drawn on the server, from the release alone."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from isee.reporting.api import latest_release
from isee.web.pages.unknown import svg_response, unknown_page
from isee.web.present.choice import label_of, words_of
from isee.web.present.formats import term
from isee.web.present.inequality_page import inequality_page, read_asked


@require_safe
def inequality(request: HttpRequest) -> HttpResponse:
    """The page, or with `format=svg` one of its pictures (`picture=scatter` or `lorenz`)."""
    release = latest_release()
    if release is None:
        return render(request, "public/inequality.html", {"page": None})
    asked, near = read_asked(request.GET.dict(), release)
    if asked != near:
        words = [label_of(words_of(release.manifest, one)) for one in (near.x, near.y)]
        label = _("%(places)s in term %(term)s") % {"places": ", ".join(words), "term": term(near.term)}
        return unknown_page(request, label=label, url=near.url())
    page = inequality_page(release, asked)
    if page is None:
        raise Http404
    if request.GET.get("format") == "svg":
        drawing = page.pictures.get(request.GET.get("picture", "scatter"))
        return svg_response(drawing, release=release, name=f"inequality-{asked.x}-{asked.y}-{asked.of}-{asked.term}")
    return render(request, "public/inequality.html", {"page": page})
