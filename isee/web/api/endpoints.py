"""The addresses of `/api/v1` for everybody. Each reads one release and nothing else."""

from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import PurePosixPath
from typing import Any, TypeVar
from urllib.parse import urlencode

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import get_language_from_request, override
from ninja import NinjaAPI, Query
from ninja.errors import ValidationError

from isee.kernel import AcademicTerm
from isee.reporting.api import AreaFigures, Release, all_releases
from isee.web.api import examples, problems, selection, shapes
from isee.web.api.door import release_of
from isee.web.api.parameters import (
    AreaCode,
    IndicatorName,
    Level,
    ReleaseId,
    SchoolArea,
    SchoolCode,
    TableName,
    Within,
    answer,
)
from isee.web.api.problems import ApiProblem, told, unknown
from isee.web.api.staff_endpoints import router

F = TypeVar("F")
TABLES = "tables/"
TABLE_FORMATS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "parquet": "application/vnd.apache.parquet",
}
OTHER_FORMAT = "application/octet-stream"
FILE = {"schema": {"type": "string", "format": "binary"}}
UNHAPPY: dict[int, type[shapes.Problem]] = {422: shapes.Problem, 429: shapes.Problem, 503: shapes.Problem}
UNHAPPY_OR_UNKNOWN = {404: shapes.Problem, **UNHAPPY}

api = NinjaAPI(
    title="iSEE: published figures",
    version="1",
    description=(
        "Figures about children in Thailand whom poverty keeps from school: for the nation, regions, provinces, "
        "districts, subdistricts and schools. No key is needed. All figures come from releases, in which figures "
        "about few children are hidden (`few`) or told by a band (`band`); neither is zero. Each answer names its "
        "release and has an ETag. Below `/staff` a token opens figures within a scope, which are internal."
    ),
    urls_namespace="api",
    openapi_url=None,
    docs_url=None,
)


@api.exception_handler(ApiProblem)
def _problem(request: HttpRequest, problem: ApiProblem) -> HttpResponse:
    return told(request, problem)


@api.exception_handler(ValidationError)
def _malformed(request: HttpRequest, error: ValidationError) -> HttpResponse:
    return told(request, ApiProblem(422, "malformed", problems.MALFORMED))


api.add_router("/staff", router)


@api.get(
    "/areas",
    response={200: shapes.AreasAnswer, **UNHAPPY_OR_UNKNOWN},
    summary="Areas, in pages",
    tags=["Places"],
    url_name="api_areas",
    openapi_extra=shapes.example(examples.AREAS),
)
def areas(request: HttpRequest, listing: Query[shapes.Listing], level: Level = "", parent: Within = "") -> HttpResponse:
    """All areas, those of a level, or those in an area; with `term` or `indicator` their figures for all children."""
    codes = selection.areas_below(release_of(request), parent=parent, level=level)
    return _page(request, listing, codes, selection.listed_areas)


@api.get(
    "/areas/{code}",
    response={200: shapes.PlaceAnswer, **UNHAPPY_OR_UNKNOWN},
    summary="Figures of an area",
    tags=["Places"],
    url_name="api_area",
    openapi_extra=shapes.example(examples.AREA),
)
def area(request: HttpRequest, code: AreaCode, choice: Query[shapes.Choice]) -> HttpResponse:
    """All figures of an area by term and indicator; down to districts by sex and by level of school too."""
    return _place(release_of(request), selection.area_of(release_of(request), code), choice)


@api.get(
    "/schools",
    response={200: shapes.SchoolsAnswer, **UNHAPPY_OR_UNKNOWN},
    summary="Schools of an area, in pages",
    tags=["Places"],
    url_name="api_schools",
    openapi_extra=shapes.example(examples.SCHOOLS),
)
def schools(request: HttpRequest, area: SchoolArea, listing: Query[shapes.Listing]) -> HttpResponse:
    """The schools of a province, district or subdistrict; with `term` or `indicator` their figures."""
    return _page(request, listing, selection.schools_within(release_of(request), area), selection.listed_schools)


@api.get(
    "/schools/{code}",
    response={200: shapes.PlaceAnswer, **UNHAPPY_OR_UNKNOWN},
    summary="Figures of a school",
    tags=["Places"],
    url_name="api_school",
    openapi_extra=shapes.example(examples.SCHOOL),
)
def school(request: HttpRequest, code: SchoolCode, choice: Query[shapes.Choice]) -> HttpResponse:
    """All published figures of a school."""
    return _place(release_of(request), selection.school_of(release_of(request), code), choice)


@api.get(
    "/indicators",
    response={200: shapes.IndicatorsAnswer, **UNHAPPY},
    summary="Indicators",
    tags=["Meaning"],
    url_name="api_indicators",
    openapi_extra=shapes.example(examples.INDICATORS),
)
def indicators(request: HttpRequest) -> HttpResponse:
    """What each figure says, its unit, and how it is made, in Thai and English."""
    release = release_of(request)
    return answer({"release": release.id, "items": release.manifest["indicators"]})


@api.get(
    "/indicators/{name}",
    response={200: shapes.IndicatorAnswer, **UNHAPPY_OR_UNKNOWN},
    summary="One indicator",
    tags=["Meaning"],
    url_name="api_indicator",
    openapi_extra=shapes.example(examples.INDICATOR),
)
def indicator(request: HttpRequest, name: IndicatorName) -> HttpResponse:
    """What one figure says, its unit, how it is made, and the terms of the release."""
    release = release_of(request)
    selection.indicator_name(release, name)
    words = next(one for one in release.manifest["indicators"] if one["name"] == name)
    return answer({"release": release.id, **words, "terms": _terms(release)})


@api.get(
    "/releases",
    response={200: shapes.ReleasesAnswer, **UNHAPPY},
    summary="Releases, the newest first",
    tags=["Releases"],
    url_name="api_releases",
    openapi_extra=shapes.example(examples.RELEASES),
)
def releases(request: HttpRequest) -> HttpResponse:
    """All releases on this server. A release never changes; a newer one never edits an older one."""
    newest = release_of(request)
    return answer({"release": newest.id, "items": [_words(one, newest) for one in all_releases()]})


@api.get(
    "/releases/{release_id}",
    response={200: shapes.ReleaseAnswer, **UNHAPPY_OR_UNKNOWN},
    summary="One release",
    tags=["Releases"],
    url_name="api_release",
    openapi_extra=shapes.example(examples.RELEASE),
)
def release(request: HttpRequest, release_id: ReleaseId) -> HttpResponse:
    """What a release holds: its terms and indicators, how it hides small figures, and the hash of each table."""
    newest = release_of(request)
    found = {one.id: one for one in all_releases()}
    if release_id not in found:
        raise unknown("release", problems.UNKNOWN_RELEASE, asked=release_id, choices=found)
    one = found[release_id]
    more = {"release": one.id, "indicators": one.manifest["indicators"], "tables": _tables(one)}
    return answer(_words(one, newest) | more)


@api.get(
    "/tables",
    response={200: shapes.TablesAnswer, **UNHAPPY},
    summary="Tables",
    tags=["Releases"],
    url_name="api_tables",
    openapi_extra=shapes.example(examples.TABLES),
)
def tables(request: HttpRequest) -> HttpResponse:
    """The whole release as files for spreadsheets and programs, with size and SHA-256."""
    release = release_of(request)
    items = [
        {
            "name": name, "format": _format(name), "bytes": path.stat().st_size, "sha256": digest,
            "url": reverse("api:api_table", args=[name]),
        }
        for name, digest in _tables(release).items()
        if (path := release.table_path(name)) is not None
    ]  # fmt: skip
    return answer({"release": release.id, "items": items})


@api.get(
    "/tables/{name}",
    response=UNHAPPY_OR_UNKNOWN,
    summary="A table as a file",
    tags=["Releases"],
    url_name="api_table",
    openapi_extra={
        "responses": {
            200: {"description": "The file", "content": dict.fromkeys([*TABLE_FORMATS.values(), OTHER_FORMAT], FILE)}
        }
    },
)
def table(request: HttpRequest, name: TableName) -> FileResponse:
    """A table of the newest release; the file's name says which release it is from."""
    release = release_of(request)
    path = release.table_path(name)
    if path is None:
        raise unknown("table", problems.UNKNOWN_TABLE, asked=name, choices=_tables(release))
    return FileResponse(
        path.open("rb"),
        as_attachment=True,
        filename=f"isee-{path.stem}-{release.id}{path.suffix}",
        content_type=TABLE_FORMATS.get(_format(name), OTHER_FORMAT),
    )


@api.get("/openapi.json", include_in_schema=False, url_name="api_openapi")
def openapi(request: HttpRequest) -> HttpResponse:
    """The description of all addresses; it does not need a release."""
    return answer(description())


@lru_cache(maxsize=1)
def description() -> dict[str, Any]:
    """OpenAPI, as made from the addresses of this module."""
    return dict(api.get_openapi_schema())


@api.get("/docs", include_in_schema=False, url_name="api_docs")
def docs(request: HttpRequest) -> HttpResponse:
    """To the page for people, in their language."""
    with override(get_language_from_request(request)):
        return HttpResponseRedirect(reverse("api_guide"))


def _chosen(release: Release, choice: shapes.Choice) -> dict[str, str]:
    """The term and the indicator that were asked for, as the release names them."""
    return {
        "term": selection.term_key(release, choice.term),
        "indicator": selection.indicator_name(release, choice.indicator),
    }


def _place(release: Release, place: AreaFigures, choice: shapes.Choice) -> HttpResponse:
    figures = selection.chosen(place["figures"], **_chosen(release, choice))
    words = {name: place[name] for name in ("code", "level", "name_th", "name_en", "path")}
    return answer({"release": release.id, **words, "figures": figures})


def _page(
    request: HttpRequest, listing: shapes.Listing, found: Sequence[F], tell: Callable[..., list[dict[str, Any]]]
) -> HttpResponse:
    """One page of what was found, told with the figures that were asked for."""
    release = release_of(request)
    page, size, total = listing.page, listing.size, len(found)
    items = tell(release, selection.page_of(found, page=page, size=size), **_chosen(release, listing))
    following = None
    if page * size < total:
        query = {**request.GET.dict(), "page": page + 1, "size": size}
        following = f"{request.path}?{urlencode(query)}"
    return answer({
        "release": release.id, "total": total, "page": page, "size": size, "next": following, "items": items,
    })  # fmt: skip


def _words(release: Release, newest: Release) -> dict[str, Any]:
    manifest = release.manifest
    return {
        "id": release.id,
        "newest": release.id == newest.id,
        "made_at": manifest["made_at"],
        "term": str(AcademicTerm.from_key(manifest["term"])),
        "terms": _terms(release),
        "synthetic": manifest["synthetic"],
        "scale": manifest["scale"],
        "threshold": manifest["threshold"],
    }


def _terms(release: Release) -> list[str]:
    return [str(AcademicTerm.from_key(key)) for key in release.manifest["terms"]]


def _tables(release: Release) -> dict[str, str]:
    """SHA-256 of each table by its file name."""
    return {
        PurePosixPath(name).name: digest
        for name, digest in sorted(release.manifest["files"].items())
        if name.startswith(TABLES)
    }


def _format(name: str) -> str:
    return PurePosixPath(name).suffix.lstrip(".")
