"""The data folder is looked at by the server and the worker at the same moment."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from isee.web.commands.start import make_home


def test_many_processes_may_look_at_the_folder_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ISEE_HOME", str(tmp_path / "home"))
    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(lambda _number: make_home(), range(2000))) == {tmp_path / "home"}


def test_a_folder_that_cannot_be_made_is_told_with_the_next_step(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("ISEE_HOME", str(tmp_path / "file" / "home"))
    with pytest.raises(SystemExit):
        make_home()
    assert "Set ISEE_HOME to a folder that you own" in capsys.readouterr().err
