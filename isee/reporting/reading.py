"""Reads the newest release for pages. A release never changes, so that what was read once is kept."""

import json
import re
from functools import cached_property, lru_cache
from pathlib import Path

from django.conf import settings

from isee.reporting import formats

AREA_CODE = re.compile(r"TH|R[1-4]|\d{2}|\d{4}|\d{6}")
SCHOOL_CODE = re.compile(r"\d{10}")
TABLE_NAME = re.compile(r"[a-z_]+\.(csv|xlsx)")
KEPT_PLACES = 1024
KEPT_RELEASES = 32


class Release:
    """One release on disk."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @property
    def id(self) -> str:
        """The release's id; it changes whenever a figure does."""
        return self.folder.name

    @cached_property
    def manifest(self) -> formats.Manifest:
        """What the release holds and how it was made."""
        manifest: formats.Manifest = json.loads((self.folder / "manifest.json").read_text(encoding="utf-8"))
        return manifest

    def area(self, code: str) -> formats.AreaFigures | None:
        """The figures of an area (`TH`, `R1`, `58`, `5804`, `580401`); None when it has none in this
        release.
        """
        return _read(self.folder / "areas", code) if AREA_CODE.fullmatch(code) else None

    def school(self, code10: str) -> formats.AreaFigures | None:
        """The public figures of a school by its ten digits; None when it has none in this release."""
        return _read(self.folder / "schools", code10) if SCHOOL_CODE.fullmatch(code10) else None

    def table_path(self, name: str) -> Path | None:
        """The file of a table such as `provinces.xlsx`; None when there is none of that name."""
        path = self.folder / "tables" / name
        return path if TABLE_NAME.fullmatch(name) and path.is_file() else None


def latest_release() -> Release | None:
    """The release that pages show; None before the first one."""
    releases = Path(settings.ISEE_HOME) / "releases"
    try:
        name = (releases / "latest").read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        return None
    return _release(releases / name)


def published_releases() -> list[Release]:
    """All releases on disk by when their data were frozen, the newest first; the one that pages show leads its like."""
    latest = latest_release()
    folders = (path for path in (Path(settings.ISEE_HOME) / "releases").glob("[!.]*") if path.is_dir())
    found = [_release(folder) for folder in folders if (folder / "manifest.json").is_file()]
    return sorted(found, key=lambda one: (one.manifest["made_at"], one is latest, one.id), reverse=True)


@lru_cache(maxsize=KEPT_RELEASES)
def _release(folder: Path) -> Release:
    return Release(folder)


@lru_cache(maxsize=KEPT_PLACES)
def _read(folder: Path, code: str) -> formats.AreaFigures | None:
    try:
        text = (folder / f"{code}.json").read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
    figures: formats.AreaFigures = json.loads(text)
    return figures
