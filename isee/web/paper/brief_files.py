"""Province briefs as files: made on first use, kept below `ISEE_HOME/briefs/<release>/`.

A file's name holds a digest of everything that stands on the page and of its layout. The same release gives the same
bytes, and newly loaded outlines or a new layout give a new file.
"""

import hashlib
import json
import logging
import os
import re
import shutil
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.utils import translation

from isee.places.api import child_areas, shape_paths
from isee.reporting.api import Release
from isee.web.paper.brief import Province, brief_document
from isee.web.paper.typesetting import FOLDER, set_pdf
from isee.web.present.places import NATION

TEMPLATE = "brief"
PROVINCE_CODE = re.compile(r"\d{2}")
LANGUAGES = ("th", "en")

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Brief:
    """One province's page in one language, made or not yet made. `tag` changes whenever its bytes do."""

    release: Release
    code: str
    language: str
    document: dict[str, Any]
    tag: str

    @property
    def name(self) -> str:
        """A file name that says which release the page is from."""
        return f"isee-{self.code}-{self.release.id}-{self.language}.pdf"

    def content(self) -> bytes:
        """The PDF, from the shelf or newly made. Raises `TypesettingError`."""
        kept = shelf(self.release) / f"{self.code}-{self.language}-{self.tag}.pdf"
        try:
            return kept.read_bytes()
        except FileNotFoundError:
            pass
        made = set_pdf(TEMPLATE, self.document, made_at=datetime.fromisoformat(self.release.manifest["made_at"]))
        try:
            _keep(kept, made, instead_of=f"{self.code}-{self.language}-*.pdf")
        except OSError as fault:
            # A reader gets the page even where the disk is full; it is then made again for the next one.
            log.warning("The brief of province %s could not be kept: %s", self.code, fault.strerror)
        return made


def brief_of(release: Release, code: str, *, language: str) -> Brief | None:
    """The brief of a province; None where the release has no such province."""
    area = release.area(code) if PROVINCE_CODE.fullmatch(code) else None
    if area is None:
        return None
    with translation.override(language):
        province = Province(release, area, shapes=shape_paths(code), districts=len(child_areas(code)))
        document = brief_document(province)
    written = json.dumps(document, cls=DjangoJSONEncoder, ensure_ascii=False, sort_keys=True)
    layout = (FOLDER / f"{TEMPLATE}.typ").read_bytes()
    tag = hashlib.sha256(written.encode() + layout).hexdigest()[:16]
    return Brief(release, code, language, document, tag)


def provinces_of(release: Release) -> list[str]:
    """The codes of the provinces that a release has."""
    nation = release.area(NATION)
    return sorted(child["code"] for child in nation["children"] if child["level"] == "province") if nation else []


def shelf(release: Release) -> Path:
    """Where the briefs of a release are kept."""
    return Path(settings.ISEE_HOME) / "briefs" / release.id


def _keep(path: Path, content: bytes, *, instead_of: str) -> None:
    """Write in one step, in the place of an older page; pages of other releases go with the first one of a new one."""
    if not path.parent.is_dir():
        path.parent.mkdir(parents=True, exist_ok=True)
        for other in path.parent.parent.iterdir():
            if other != path.parent:
                shutil.rmtree(other, ignore_errors=True)
    fresh = path.with_suffix(f".{os.getpid()}.fresh")
    fresh.write_bytes(content)
    fresh.replace(path)
    for older in path.parent.glob(instead_of):
        if older != path:
            older.unlink(missing_ok=True)
