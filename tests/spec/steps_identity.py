"""Steps of the page on identity."""

from datetime import date

from isee.registry.rules import StatedIdentity, identities_agree, name_key, strip_title
from tests.spec.steps import step
from tests.spec.tables import Row


def _identity(row: Row, side: str) -> StatedIdentity:
    born = row[f"{side}born"]
    return StatedIdentity(
        given_key=name_key(row[f"{side}given"]), family_key=name_key(row[f"{side}family"]), sex=row[f"{side}sex"],
        birth_date=date.fromisoformat(born) if born else None,
    )  # fmt: skip


@step("registry.identities_agree")
def check_identities_agree(row: Row) -> None:
    one, other = _identity(row, ""), _identity(row, "other ")
    assert identities_agree(one, other) is (row["same"] == "yes")
    assert identities_agree(other, one) is identities_agree(one, other)


@step("registry.name_key")
def check_name_key(row: Row) -> None:
    assert name_key(row["name"]) == row["key"]
    assert name_key(row["key"]) == row["key"]


@step("registry.strip_title")
def check_strip_title(row: Row) -> None:
    assert strip_title(row["typed"]) == row["name"]
