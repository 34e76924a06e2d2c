"""`isee release verify` says which file is wrong, and needs no database for it."""

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner
from pytest_django.fixtures import Settings

from isee.reporting.release import write_release
from isee.system.api import public_keys
from isee.web.commands.verify import verify
from tests.unit.reporting.small_nation import freeze, usual_children


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with one release."""
    home = tmp_path_factory.mktemp("verified")
    freeze(home, usual_children())
    write_release(home, report=lambda _phase, _done, _total: None)
    return home


@pytest.fixture
def home(settings: Settings, built: Path, tmp_path: Path) -> Path:
    settings.ISEE_HOME = Path(shutil.copytree(built, tmp_path / "home"))
    return Path(settings.ISEE_HOME)


def folder_of(home: Path) -> Path:
    return home / "releases" / (home / "releases" / "latest").read_text().strip()


def test_a_whole_release_is_found_whole_by_its_id_its_folder_or_none(home: Path) -> None:
    folder = folder_of(home)
    for named in ([], [folder.name], [str(folder)]):
        result = CliRunner().invoke(verify, named)
        assert result.exit_code == 0
        assert "every file" in result.output


def test_the_file_that_is_wrong_is_named(home: Path) -> None:
    (folder_of(home) / "tables" / "schools.csv").write_text("n\n")
    result = CliRunner().invoke(verify)
    assert result.exit_code == 1
    assert "tables/schools.csv is not as it was published" in result.output
    told = json.loads(CliRunner().invoke(verify, ["--json"]).stdout)
    assert [fault["path"] for fault in told["faults"]] == ["tables/schools.csv"]


def test_a_release_of_others_is_checked_under_their_key(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = tmp_path / "signing-key.pem"
    key.write_text("".join(public_keys()))
    monkeypatch.setenv("ISEE_KEY_FILE", str(tmp_path / "other" / "keys.json"))
    assert "--key" in CliRunner().invoke(verify).output
    assert CliRunner().invoke(verify, ["--key", str(key)]).exit_code == 0


def test_an_unknown_release_is_answered_with_those_that_there_are(home: Path) -> None:
    result = CliRunner().invoke(verify, ["25692-0"])
    assert result.exit_code == 2
    assert folder_of(home).name in result.output


def test_before_the_first_release_the_next_step_is_named(settings: Settings, tmp_path: Path) -> None:
    settings.ISEE_HOME = tmp_path
    result = CliRunner().invoke(verify)
    assert result.exit_code == 4
    assert "isee release" in result.output
