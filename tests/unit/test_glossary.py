"""The glossary knows every model and every enum member, and names nothing that is gone."""

import enum
import importlib
import pkgutil
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import isee
import isee.kernel
from tests.spec.tables import Row, read_tables
from tests.unit.own_models import own_models

GLOSSARY = Path(__file__).resolve().parents[2] / "docs" / "glossary.md"
HEADINGS = ["English", "Thai", "Meaning", "Source", "Code name"]
NOT_IMPORTED = (".migrations", ".config", ".__main__")


@cache
def glossary() -> list[Row]:
    return read_tables(GLOSSARY)


@cache
def code_names() -> set[str]:
    return {name for row in glossary() for name in re.findall(r"\w+(?:\.\w+)+", row["Code name"])}


def own_enums() -> Iterator[type[enum.Enum]]:
    """Every enum of an `isee` package, wherever it is defined."""
    for module in pkgutil.walk_packages(isee.__path__, "isee."):
        if not any(part in f"{module.name}." for part in (f"{name}." for name in NOT_IMPORTED)):
            importlib.import_module(module.name)
    waiting: list[type[enum.Enum]] = [enum.Enum]
    while waiting:
        found = waiting.pop()
        waiting += found.__subclasses__()
        if found.__module__.startswith("isee."):
            yield found


def code_name(thing: type) -> str:
    """`registry.Outcome`: the package and the class, with the class around it where there is one."""
    return f"{thing.__module__.split('.')[1]}.{thing.__qualname__}"


@cache
def model_names() -> set[str]:
    return {code_name(model) for model in own_models() if not model._meta.auto_created}


@cache
def enum_names() -> set[str]:
    return {code_name(kind) for kind in own_enums()}


@cache
def member_names() -> set[str]:
    return {f"{code_name(kind)}.{member.name}" for kind in own_enums() for member in kind}


def test_every_model_has_its_word() -> None:
    assert sorted(model_names() - code_names()) == []


def test_every_enum_and_every_member_has_its_word() -> None:
    assert sorted((enum_names() | member_names()) - code_names()) == []


def test_no_code_name_is_gone() -> None:
    values = {f"kernel.{name}" for name in isee.kernel.__all__}
    assert sorted(code_names() - model_names() - enum_names() - member_names() - values) == []


def test_every_word_is_told_once_and_whole() -> None:
    words = [row["English"] for row in glossary()]
    assert sorted({word for word in words if words.count(word) > 1}) == []
    assert [row["English"] for row in glossary() if not all(row.values())] == []
    assert all(list(row) == HEADINGS for row in glossary())


def test_thai_is_thai_and_the_meaning_is_one_sentence() -> None:
    assert [row["English"] for row in glossary() if not re.search("[ก-๙]", row["Thai"])] == []
    assert [row["English"] for row in glossary() if not re.fullmatch(r"[^.]+(\.\d[^.]*)*\.", row["Meaning"])] == []
