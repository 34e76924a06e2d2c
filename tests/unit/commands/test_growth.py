"""`isee growth`: what it says when a table went in, and when nothing of it did. The tables are made up."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from isee.web.commands import growth as command

pytestmark = pytest.mark.django_db
ROWS = ["measure,sex,age_months,l,m,s"] + [
    f"height,{sex},{month},1,{115 + (month - 72) / 2},0.045" for sex in "fm" for month in range(72, 84)
]


@pytest.fixture(autouse=True)
def in_this_database(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "set_up", lambda _role: None)


def isee_growth(*arguments: str) -> Result:
    return CliRunner().invoke(command.growth, list(arguments))


def table(folder: Path, rows: list[str]) -> str:
    path = folder / "table.csv"
    path.write_text("\n".join(rows), encoding="utf-8")
    return str(path)


def test_a_table_goes_in_and_is_listed(tmp_path: Path) -> None:
    path = table(tmp_path, ROWS)
    first = isee_growth("load", path, "--source", "made up", "--illustrative")
    again = isee_growth("load", path, "--source", "made up", "--illustrative")
    assert (first.exit_code, again.exit_code) == (0, 0)
    assert "thai2564 height: loaded 24 rows." in first.output
    assert "withdrew the table of the same day" in again.output

    listed = isee_growth("tables").output
    assert "who2007    bmi                                                   World Health Organization" in listed
    assert "from 2021-02-01" in listed
    assert "illustrative withdrawn" in listed
    rows = json.loads(isee_growth("tables", "--json").stdout)
    assert [row["withdrawn"] for row in rows if row["reference"] == "thai2564"] == [False, True]


def test_a_fault_is_told_with_its_place_and_nothing_goes_in(tmp_path: Path) -> None:
    rows = [*ROWS[:5], ROWS[5].replace("117.0", "11.7"), *ROWS[6:]]
    result = isee_growth("load", table(tmp_path, rows), "--source", "made up")
    assert result.exit_code == 1
    assert "line 6, column m" in result.output
    assert "No reference of an office's own is loaded" in isee_growth("tables").output


def test_a_day_that_is_none_is_wrong_usage(tmp_path: Path) -> None:
    result = isee_growth("load", table(tmp_path, ROWS), "--source", "made up", "--from", "1 ก.พ. 2564")
    assert result.exit_code == 2
    assert "write it as 2021-02-01" in result.output
