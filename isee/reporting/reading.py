"""Reads the newest release for pages. A release never changes, so that what was read once is kept."""

import json
import re
from functools import cached_property, lru_cache
from pathlib import Path
from typing import NamedTuple

from django.conf import settings

from isee.reporting import formats
from isee.reporting.folders import hash_of

AREA_CODE = re.compile(r"TH|R[1-4]|\d{2}|\d{4}|\d{6}")
SCHOOL_CODE = re.compile(r"\d{10}")
TABLE_NAME = re.compile(r"[a-z_]+\.(csv|xlsx|parquet)")
RELEASE_ID = re.compile(r"[0-9][0-9A-Za-z-]{0,63}")
MANIFEST = "manifest.json"
SIGNATURE = "manifest.sig"
FOLDERS = ("tables", "twin")
KEPT_PLACES = 1024
KEPT_RELEASES = 32


class PublishedFile(NamedTuple):
    """A file of a release that anybody may have, with its SHA-256 in hex."""

    path: Path
    sha256: str


class Release:
    """One release on disk."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._hashes: dict[str, str] = {}

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

    @cached_property
    def codebook(self) -> formats.Codebook | None:
        """What its tables and columns mean; None in a release that was made before codebooks were."""
        try:
            book: formats.Codebook = json.loads((self.folder / "codebook.json").read_text(encoding="utf-8"))
        except FileNotFoundError:
            return None
        return book

    def published_file(self, name: str) -> PublishedFile | None:
        """A file that the manifest names, the manifest or its signature; a table also by its name alone.

        None for all else.
        """
        files = self.manifest["files"]
        if name in (MANIFEST, SIGNATURE):
            beside = self.folder / name
            return PublishedFile(beside, self._hash_beside(name)) if beside.is_file() else None
        for path in (*(f"{folder}/{name}" for folder in FOLDERS), name):
            if path in files and (self.folder / path).is_file():
                return PublishedFile(self.folder / path, files[path])
        return None

    def file_names(self) -> list[str]:
        """The names of its tables, of its synthetic twin, and of what describes them: all that `/data` offers."""
        files = self.manifest["files"]
        named = [path.rpartition("/")[2] for path in files if path.startswith(tuple(f"{one}/" for one in FOLDERS))]
        beside = [path for path in files if "/" not in path]
        return [*named, *beside, MANIFEST, *([SIGNATURE] if (self.folder / SIGNATURE).is_file() else [])]

    def _hash_beside(self, name: str) -> str:
        """The hash of what the manifest cannot name: itself and its signature."""
        if name not in self._hashes:
            self._hashes[name] = hash_of(self.folder / name)
        return self._hashes[name]


def all_releases() -> list[Release]:
    """Every release on disk, the newest first; the one that pages show leads its like."""
    latest = latest_release()
    folders = (Path(settings.ISEE_HOME) / "releases").glob("*/manifest.json")
    found = [_release(path.parent) for path in folders if RELEASE_ID.fullmatch(path.parent.name)]
    return sorted(found, key=lambda one: (one.manifest["made_at"], one is latest, one.id), reverse=True)


def release_of(release_id: str) -> Release | None:
    """The release of this id; None when there is none."""
    folder = Path(settings.ISEE_HOME) / "releases" / release_id
    known = RELEASE_ID.fullmatch(release_id) and (folder / MANIFEST).is_file()
    return _release(folder) if known else None


def latest_release() -> Release | None:
    """The release that pages show; None before the first one."""
    releases = Path(settings.ISEE_HOME) / "releases"
    try:
        name = (releases / "latest").read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        return None
    return _release(releases / name)


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
