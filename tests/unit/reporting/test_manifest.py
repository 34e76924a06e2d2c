"""A manifest says what a release rests on and what it corrects, and its signature shows every altered byte."""

import json
import shutil
import subprocess
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import override_settings

from isee.reporting.api import ReasonError, faults_of, latest_release
from isee.reporting.corrections import checked_reason
from isee.reporting.extract.schema import SCHEMA_VERSION
from isee.reporting.indicators import INDICATORS
from isee.reporting.release import Built, write_release
from isee.reporting.versions import version_of
from isee.system.api import public_keys
from tests.unit.reporting.small_nation import MADE_AT, children, freeze, group, usual_children


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    with override_settings(ISEE_HOME=tmp_path):
        yield tmp_path


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release that tests copy before they harm it."""
    home = tmp_path_factory.mktemp("published")
    freeze(home, usual_children())
    return build(home).folder


def build(home: Path, reason: str = "") -> Built:
    return write_release(home, report=lambda _phase, _done, _total: None, reason=reason)


def test_the_manifest_names_versions_rules_and_schema(published: Path) -> None:
    manifest = json.loads((published / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["schema"]["extract"] == SCHEMA_VERSION
    assert manifest["versions"].keys() == {indicator.name for indicator in INDICATORS}
    assert manifest["rules"]["disclosure"] == {"valid_from": "2017-05-16", "threshold": 10, "small_group": 30}
    assert manifest["rules"]["terms"]["25692"] == [
        {"rule": "attendance", "version": "at_least 85 %", "holds_from": "1/2568", "illustrative": True}
    ]
    assert "corrections" not in manifest


def test_a_version_changes_with_the_expression_or_the_words_that_it_is_of() -> None:
    from dataclasses import replace

    poor = next(one for one in INDICATORS if one.name == "poor")
    reworded, recounted = replace(poor, method_en="Otherwise."), replace(poor, numerator=poor.denominator)
    assert version_of(reworded)["expression"] == version_of(poor)["expression"]
    assert version_of(reworded)["words"] != version_of(poor)["words"]
    assert version_of(recounted)["expression"] != version_of(poor)["expression"]
    assert version_of(recounted)["words"] == version_of(poor)["words"]


def test_a_release_is_signed_and_everything_in_it_is_as_it_was(published: Path) -> None:
    assert faults_of(published, keys=public_keys()) == []
    manifest = json.loads((published / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["signature"]["public_key"] == public_keys()[0]


def test_openssl_alone_can_check_the_signature(published: Path, tmp_path: Path) -> None:
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not here")
    folder = published
    (tmp_path / "key.pem").write_text(public_keys()[0])
    line = ["openssl", "pkeyutl", "-verify", "-pubin", "-inkey", str(tmp_path / "key.pem"), "-rawin", "-in",
            str(folder / "manifest.json"), "-sigfile", str(folder / "manifest.sig")]  # fmt: skip
    assert b"Verified Successfully" in subprocess.run(line, capture_output=True, check=False).stdout


def _alter(folder: Path, name: str) -> None:
    content = (folder / name).read_bytes()
    (folder / name).write_bytes(content.replace(b"58", b"59", 1))


@pytest.mark.parametrize(
    ("harm", "named"),
    [
        (lambda folder: _alter(folder, "tables/provinces.csv"), "tables/provinces.csv"),
        (lambda folder: (folder / "areas" / "TH.json").unlink(), "areas/TH.json"),
        (lambda folder: (folder / "tables" / "more.csv").write_text("n\n"), "tables/more.csv"),
        (lambda folder: (folder / "manifest.sig").write_bytes(b"\0" * 64), "manifest.json"),
        (lambda folder: (folder / "manifest.sig").unlink(), "manifest.sig"),
        (lambda folder: _alter(folder, "manifest.json"), "manifest.json"),
        (lambda folder: (folder / "manifest.json").write_text("{"), "manifest.json"),
        (lambda folder: (folder / "manifest.json").unlink(), "manifest.json"),
    ],
)
def test_what_was_altered_is_named(published: Path, tmp_path: Path, harm: Callable[[Path], None], named: str) -> None:
    folder = Path(shutil.copytree(published, tmp_path / published.name))
    harm(folder)
    assert named in [fault.path for fault in faults_of(folder, keys=public_keys())]


def test_a_release_that_somebody_else_signed_is_no_release_of_ours(
    home: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    freeze(home, usual_children())
    ours = public_keys()
    monkeypatch.setenv("ISEE_KEY_FILE", str(tmp_path_factory.mktemp("other") / "keys.json"))
    folder = build(home).folder
    (fault,) = faults_of(folder, keys=ours)
    assert fault.path == "manifest.json"
    assert "--key" in fault.problem
    assert faults_of(folder, keys=public_keys()) == []


def test_a_newer_release_says_what_it_changes_and_why_and_leaves_the_older_as_it_was(home: Path) -> None:
    freeze(home, usual_children(25691), made_at=MADE_AT - timedelta(days=100))
    first = build(home)
    freeze(home, usual_children(25692))
    second = build(home)
    assert second.manifest["corrections"]["replaces"] == first.manifest["id"]
    assert second.manifest["corrections"]["changes"] == []
    freeze(home, children(group(50, term_key=25691)), made_at=MADE_AT + timedelta(days=1))
    third = build(home, reason="โรงเรียนสามแห่งส่งรายชื่อใหม่")
    corrections = third.manifest["corrections"]
    assert corrections["replaces"] == second.manifest["id"]
    assert corrections["reason"] == "โรงเรียนสามแห่งส่งรายชื่อใหม่"
    assert {one["term"] for one in corrections["changes"]} == {25691}
    pupils = next(one for one in corrections["changes"] if one["indicator"] == "pupils")
    assert pupils["figures"] > 0
    assert pupils["causes"] == ["data"]
    for built in (first, second, third):
        assert faults_of(built.folder, keys=public_keys()) == []


def test_building_again_changes_nothing_and_corrects_nothing(home: Path) -> None:
    freeze(home, usual_children(25691), made_at=MADE_AT - timedelta(days=100))
    build(home)
    freeze(home, usual_children(25692))
    before = build(home)
    text = (before.folder / "manifest.json").read_bytes()
    assert build(home, reason="anything").folder == before.folder
    assert (before.folder / "manifest.json").read_bytes() == text
    release = latest_release()
    assert release is not None
    assert json.loads(text) == release.manifest


@pytest.mark.parametrize("reason", ["x" * 501, "เลข 1-5801-00001-23-4 ผิด", "1580100001234"])
def test_a_reason_that_must_not_be_published_is_refused(reason: str) -> None:
    with pytest.raises(ReasonError):
        checked_reason(reason)
    assert checked_reason("  Three schools\nsent new rosters. ") == "Three schools sent new rosters."
