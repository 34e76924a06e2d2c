"""Open data for people: what is released, how to read it, what was corrected, and a page for each indicator."""

from datetime import datetime

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from isee.reporting.api import CodebookIndicator, IndicatorWords, Release, all_releases, latest_release, release_of
from isee.system.api import public_keys
from isee.web.data_files import KEY_ADDRESS, LATEST, file_url
from isee.web.pages.unknown import unknown_page
from isee.web.present import open_data
from isee.web.present.choice import by_family, label_of
from isee.web.present.formats import in_thai, number
from isee.web.present.nearest import nearest_name
from isee.web.present.open_data import DESCRIBING, in_language, indicator_facts
from isee.web.present.pages import TABLES

USE = ("citation", "contact", "notice")


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """All that is published as files; before the first release, how it is made."""
    newest = latest_release()
    if newest is None:
        return render(request, "public/data.html", {"release": None})
    releases = all_releases()
    return render(
        request,
        "public/data.html",
        {
            **_common(request, newest),
            "tables": open_data.tables_of(newest, address=LATEST),
            "figures": _figures(newest),
            "describing": open_data.files_of(newest, DESCRIBING, address=LATEST),
            "key": KEY_ADDRESS if public_keys() else "",
            "twin": open_data.twin_of(newest),
            "corrections": open_data.corrections_of(releases),
            "releases": [open_data.shown_release(one, newest) for one in releases],
        },
    )


@require_safe
def release(request: HttpRequest, release_id: str) -> HttpResponse:
    """One release with every file, its hashes, and what newer ones correct of it; `latest` leads to the newest."""
    newest = latest_release()
    if newest is None:
        raise Http404
    if release_id == LATEST:
        return HttpResponseRedirect(reverse("data_release", args=[newest.id]))
    one = release_of(release_id)
    if one is None:
        return _nearest_release(request, release_id)
    newer = [other for other in all_releases() if other.manifest["made_at"] > one.manifest["made_at"]]
    manifest = one.manifest
    rules = manifest.get("rules", {}).get("terms", {})
    return render(
        request,
        "public/data_release.html",
        {
            **_common(request, one),
            "newest": newest,
            "is_newest": one is newest,
            "tables": open_data.tables_of(one),
            "files": [(name, open_data.files_of(one, [name])[0]) for name in one.file_names()
                      if one.published_file(name)],
            "own": open_data.corrections_of([one]),
            "hidden_from": open_data.day_text(manifest["rules"]["disclosure"]["valid_from"]) if rules else "",
            "later": open_data.corrections_of(newer, terms=manifest["terms"]),
            "rules": [(int(key), [open_data.rule_text(rule) for rule in held]) for key, held in rules.items() if held],
            "attack": [(int(key), words) for key, words in manifest.get("attack", {}).items()],
        },
    )  # fmt: skip


@require_safe
def indicators(request: HttpRequest) -> HttpResponse:
    """The codebook: all indicators by what they are about."""
    newest = latest_release()
    families = by_family(newest.manifest["indicators"]) if newest else []
    listed = [
        (family, [(one["name"], indicator_facts(one), _levels(one)) for one in members]) for family, members in families
    ]
    return render(request, "public/data_indicators.html", {"release": newest, "families": listed})


@require_safe
def indicator(request: HttpRequest, name: str) -> HttpResponse:
    """The codebook page of one indicator."""
    newest = latest_release()
    if newest is None:
        raise Http404
    known = {held["name"]: held for held in newest.manifest["indicators"]}
    if name not in known:
        near = nearest_name(name, list(known), otherwise=next(iter(known)))
        return unknown_page(request, label=label_of(known[near]), url=reverse("data_indicator", args=[near]))
    booked = _booked(newest, name)
    words = booked or known[name]
    sources = booked.get("sources", []) if booked else []
    terms = booked.get("terms", []) if booked else newest.manifest["terms"]
    return render(
        request,
        "public/data_indicator.html",
        {
            "release": newest,
            "words": words,
            "facts": indicator_facts(words),
            "levels": _levels(words),
            "sources": [(one, one["th"] if in_thai() else one["en"]) for one in sources],
            "terms": open_data.told_terms(terms),
            "sensitivity": open_data.sensitivity_text(booked["sensitivity"] if booked else ""),
            "corrections": open_data.corrections_of(all_releases(), indicator=name),
        },
    )  # fmt: skip


@require_safe
def missing_file(request: HttpRequest, release_id: str, name: str) -> HttpResponse:
    """A file that is not at this address: the nearest one. Below `/en/` it leads to the address of both languages."""
    newest = latest_release()
    if newest is None:
        raise Http404
    one = newest if release_id == LATEST else release_of(release_id)
    if one is None:
        return _nearest_release(request, release_id)
    if one.published_file(name) is not None:
        return HttpResponsePermanentRedirect(file_url(release_id, name))
    near = nearest_name(name, one.file_names(), otherwise=one.file_names()[0])
    return unknown_page(request, label=near, url=file_url(release_id, near))


@require_safe
def missing_table(request: HttpRequest, name: str, extension: str) -> HttpResponse:
    """A table that the newest release does not have."""
    return missing_file(request, LATEST, f"{name}.{extension}")


@require_safe
def moved_downloads(request: HttpRequest) -> HttpResponse:
    """Where the downloads were before."""
    return HttpResponsePermanentRedirect(reverse("data"))


@require_safe
def moved_table(request: HttpRequest, name: str, extension: str) -> HttpResponse:
    """Where a table of the newest release was before."""
    return HttpResponsePermanentRedirect(file_url(LATEST, f"{name}.{extension}"))


def _common(request: HttpRequest, one: Release) -> dict[str, object]:
    """What the list of releases and the page of one have in common."""
    manifest = one.manifest
    use = manifest.get("use")
    return {
        "release": one,
        "made_at": datetime.fromisoformat(manifest["made_at"]),
        "terms": open_data.span_of(manifest["terms"]),
        "licence": {**use["licence"], "title": in_language(use["licence"], "title")} if use else None,
        "use": {name: in_language(use, name) for name in USE} if use else None,
        "site": settings.ISEE_PUBLIC_URL or request.build_absolute_uri("/").rstrip("/"),
        "states": [(one["value"], one["th"] if in_thai() else one["en"]) for one in one.codebook["states"]]
        if one.codebook
        else [],
    }


def _figures(one: Release) -> str:
    """How many figures the tables hold together; empty where the release does not say it."""
    return number(sum(table["rows"] for table in one.codebook["tables"])) if one.codebook else ""


def _booked(one: Release, name: str) -> CodebookIndicator | None:
    """An indicator as the codebook has it; None in releases without one."""
    found = one.codebook["indicators"] if one.codebook else []
    return next((words for words in found if words["name"] == name), None)


def _levels(words: CodebookIndicator | IndicatorWords) -> str:
    return ", ".join(open_data.table_label(level) for level in TABLES if level in words["levels"])


def _nearest_release(request: HttpRequest, release_id: str) -> HttpResponse:
    known = [one.id for one in all_releases()]
    of_the_term = next((one for one in known if one.partition("-")[0] == release_id.partition("-")[0]), "")
    near = nearest_name(release_id, known, otherwise=of_the_term)
    if not near:
        return unknown_page(request, label=_("Open data"), url=reverse("data"))
    return unknown_page(request, label=near, url=reverse("data_release", args=[near]))
