"""What a release's manifest says besides its figures: versions, dated rules, corrections, and who signed it.

The id comes from what the release is made of. Corrections and the signature are added after it: they tell how the
release was made here, and the same figures have the same id everywhere.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypedDict

from isee.kernel import AcademicTerm
from isee.reporting import formats, manifest_formats
from isee.reporting.codebook import FORMAT as CODEBOOK_FORMAT
from isee.reporting.corrections import corrections_since
from isee.reporting.disclosure import Thresholds
from isee.reporting.extract.files import FrozenExtract
from isee.reporting.folders import write_json
from isee.reporting.indicators import INDICATORS
from isee.reporting.versions import version_of
from isee.system.api import SIGNATURE_ALGORITHM, sign, signing_key
from isee.tracking.api import attendance_rule

MANIFEST = "manifest.json"
SIGNATURE = "manifest.sig"
ADDED_AFTER_ID = ("corrections", "signature")


class Facts(TypedDict):
    """What `facts` adds to a manifest."""

    schema: manifest_formats.Versions
    versions: dict[str, manifest_formats.IndicatorVersion]
    rules: manifest_formats.Rules


def facts(extracts: Sequence[FrozenExtract], *, release_format: int, thresholds: Thresholds) -> Facts:
    """The versions and dated rules of a release: part of what its id is made from."""
    return {
        "schema": {
            "release": release_format,
            "codebook": CODEBOOK_FORMAT,
            "extract": max(int(extract.manifest["schema"]) for extract in extracts),
        },
        "versions": {indicator.name: version_of(indicator) for indicator in INDICATORS},
        "rules": {
            "disclosure": {
                "valid_from": thresholds.valid_from.isoformat(),
                "threshold": thresholds.threshold,
                "small_group": thresholds.small_group,
            },
            "terms": {str(extract.term_key): list(_rules_of(extract)) for extract in extracts},
        },
    }


def id_of(content: Mapping[str, Any]) -> str:
    """The id of a release with this manifest; what was added after it, and the id itself, have no part in it."""
    parts = {name: value for name, value in content.items() if name not in ADDED_AFTER_ID} | {"id": ""}
    digest = hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()
    return f"{content['term']}-{digest[:12]}"


def write_manifest(folder: Path, content: formats.Manifest, *, parent: Path, reason: str = "") -> formats.Manifest:
    """Write the manifest into a finished folder, with the corrections to the release that `parent` shows, signed."""
    manifest = content.copy()
    if (found := corrections_since(_shown(parent), folder, content, reason=reason)) is not None:
        manifest["corrections"] = found
    manifest["signature"] = {"algorithm": SIGNATURE_ALGORITHM, "file": SIGNATURE, "public_key": signing_key()}
    write_json(folder / MANIFEST, manifest, indent=1)
    (folder / SIGNATURE).write_bytes(sign((folder / MANIFEST).read_bytes()))
    return manifest


def _shown(parent: Path) -> Path | None:
    """The folder of the release that pages show now."""
    try:
        folder = parent / (parent / "latest").read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        return None
    return folder if (folder / MANIFEST).is_file() else None


def _rules_of(extract: FrozenExtract) -> Iterable[manifest_formats.TermRule]:
    """The rule that scored the term's households, as the extract knew it, and what its attendance was held to."""
    screening: manifest_formats.TermRule | None = extract.manifest.get("screening_rule")
    if screening is not None:
        yield screening
    if (held := attendance_rule(extract.term_key)) is not None:
        yield {
            "rule": "attendance",
            "version": f"{held.comparison} {held.share} %",
            "holds_from": str(AcademicTerm.from_key(held.from_term)),
            "illustrative": held.illustrative,
        }
