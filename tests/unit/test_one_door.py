"""Every person from outside enters through linkage: nobody else registers one."""

import ast
from pathlib import Path

import pytest

PACKAGES = Path(__file__).resolve().parents[2] / "isee"
MAY_REGISTER = {"registry", "linkage", "synth"}


def uses(source: str, name: str) -> bool:
    """Whether a module imports or reads `name`, as itself or as an attribute."""
    return any(
        (isinstance(node, ast.Name) and node.id == name)
        or (isinstance(node, ast.Attribute) and node.attr == name)
        or (isinstance(node, ast.ImportFrom) and any(alias.name == name for alias in node.names))
        for node in ast.walk(ast.parse(source))
    )


def test_only_linkage_and_synth_register_a_person() -> None:
    others = [
        str(path.relative_to(PACKAGES))
        for path in PACKAGES.rglob("*.py")
        if path.relative_to(PACKAGES).parts[0] not in MAY_REGISTER
        and uses(path.read_text(encoding="utf-8"), "register_person")
    ]
    assert others == []


@pytest.mark.parametrize(
    "source",
    [
        "from isee.registry.api import register_person",
        "from isee.registry import api\napi.register_person()",
        "f = register_person",
    ],
)
def test_each_way_of_calling_it_is_found(source: str) -> None:
    assert uses(source, "register_person")
