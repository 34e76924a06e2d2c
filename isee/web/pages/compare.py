"""Areas and schools side by side. The address holds the choice; figures come from the release alone.

Only a name that the reader types is looked up in the register of places, which is open and holds no figure.
"""

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from isee.places import api as places
from isee.reporting.api import AreaFigures, Release, latest_release
from isee.system.api import today
from isee.web.pages.unknown import unknown_page
from isee.web.present.choice import Choice
from isee.web.present.compare import AT_MOST, address, comparison, sentence
from isee.web.present.formats import name, term
from isee.web.present.nearest import nearest_area, nearest_term, term_key
from isee.web.present.pages import Option
from isee.web.present.places import title

FOUND_AT_MOST = 12
SEARCHED_AT_MOST = 60
"""More than are shown: the register knows places that a release does not."""


@require_safe
def compare(request: HttpRequest) -> HttpResponse:
    """The comparison, the search for one more place, and what was found."""
    release = latest_release()
    if release is None:
        return render(request, "public/compare.html", {"release": None})
    asked = list(dict.fromkeys(request.GET.getlist("a")))
    chosen = {code: _place(release, code) for code in asked[:AT_MOST]}
    wanted = request.GET.get("term") or str(release.manifest["term"])
    shown = term_key(wanted)
    if None in chosen.values() or shown not in release.manifest["terms"]:
        return _nearest(request, release, chosen, wanted)
    known = [place for place in chosen.values() if place is not None]
    text = request.GET.get("q", "").strip()
    found = _found(release, text, chosen) if text and len(chosen) < AT_MOST else []
    if len(found) == 1 and _is_called(found[0], text):
        return HttpResponseRedirect(address([*chosen, found[0]["code"]], shown, release.manifest["term"]))
    context = _context(release, known, shown)
    context["q"] = text
    context["more"] = len(asked) > AT_MOST
    context["found"] = [
        (title(one), _where(one), address([*chosen, one["code"]], shown, release.manifest["term"])) for one in found
    ]
    return render(request, "public/compare.html", context)


def _context(release: Release, known: Sequence[AreaFigures], shown: int) -> dict[str, object]:
    manifest = release.manifest
    first = Choice.from_query({}, manifest=manifest)
    regions = [f"R{number}" for number in range(1, 5) if release.area(f"R{number}")]
    return {
        "release": release,
        "codes": [place["code"] for place in known],
        "compared": comparison(release, known, term_key=shown) if known else None,
        "names": ", ".join(name(place) for place in known),
        "sentence": sentence(release, known, Choice(first.indicator, shown)),
        "terms": [Option(str(key), term(key), key == shown) for key in sorted(manifest["terms"], reverse=True)],
        "term_label": term(shown),
        "full": len(known) >= AT_MOST,
        "regions_url": address(regions, shown, manifest["term"]),
    }


def _place(release: Release, code: str) -> AreaFigures | None:
    return release.school(code) if len(code) == 10 else release.area(code)


def _where(place: AreaFigures) -> str:
    return " · ".join(name(step) for step in reversed(place["path"]) if step["level"] in ("district", "province"))


def _found(release: Release, text: str, chosen: dict[str, AreaFigures | None]) -> list[AreaFigures]:
    """Places that the text names and the release knows: the one that is called exactly so, else all of them."""
    codes = [text, *(area.text for area in places.search_areas(text, limit=SEARCHED_AT_MOST))]
    codes += [school.code for school in places.search_schools(text, on=today(), limit=SEARCHED_AT_MOST)]
    known = [found for code in dict.fromkeys(codes) if code not in chosen and (found := _place(release, code))]
    exact = [place for place in known if _is_called(place, text)]
    return exact if len(exact) == 1 else known[:FOUND_AT_MOST]


def _is_called(place: AreaFigures, text: str) -> bool:
    return text.lower() in (place["code"].lower(), title(place).lower(), place["name_th"], place["name_en"].lower())


def _nearest(
    request: HttpRequest, release: Release, chosen: dict[str, AreaFigures | None], wanted: str
) -> HttpResponse:
    """The same comparison with what is published in the place of what is not."""
    near = [place or nearest_area(code, release) for code, place in chosen.items()]
    codes = list(dict.fromkeys(place["code"] for place in near if place))
    shown = nearest_term(wanted, release.manifest)
    label = _("%(places)s in term %(term)s") % {
        "places": ", ".join(title(place) for place in near if place) or _("Compare"),
        "term": term(shown),
    }
    return unknown_page(request, label=label, url=address(codes, shown, release.manifest["term"]))
