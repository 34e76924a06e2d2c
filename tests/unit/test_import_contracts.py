"""The import contracts hold, and the one of our own finds what it is for."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from grimp import ImportGraph

from tests.contracts.api_only import find_trespasses

CHECKOUT = Path(__file__).resolve().parents[2]


def graph_of(*imports: tuple[str, str]) -> ImportGraph:
    graph = ImportGraph()
    for importer, imported in imports:
        for module in (importer, imported):
            graph.add_module(module)
        graph.add_import(importer=importer, imported=imported, line_number=3, line_contents="import")
    return graph


def trespasses(*imports: tuple[str, str]) -> list[str]:
    graph = graph_of(*imports)
    found = find_trespasses(graph, root="isee", free_importers={"config"}, free_packages={"kernel"})
    return [f"{trespass.importer} -> {trespass.imported}" for trespass in found]


@pytest.mark.parametrize(
    "imported",
    [
        "isee.places.models",
        "isee.places",
        "isee.places.data.codes",
        "isee.places.api.more",
        "isee.kernel.text",
    ],
)
def test_an_import_past_the_door_is_found(imported: str) -> None:
    assert trespasses(("isee.registry.queries", imported)) == [f"isee.registry.queries -> {imported}"]


@pytest.mark.parametrize(
    ("importer", "imported"),
    [
        ("isee.registry.queries", "isee.places.api"),
        ("isee.registry.queries", "isee.kernel"),
        ("isee.registry.queries", "isee.registry.models"),
        ("isee.registry.queries", "django.db"),
        ("isee.config.settings", "isee.system.keys"),
    ],
)
def test_doors_ones_own_modules_and_wiring_are_free(importer: str, imported: str) -> None:
    assert trespasses((importer, imported)) == []


def test_this_checkout_keeps_all_contracts() -> None:
    lint = Path(sys.executable).with_name("lint-imports")
    run = subprocess.run(
        [lint, "--no-cache"],
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "NO_COLOR": "1", "PYTHONPATH": str(CHECKOUT)},
    )
    assert run.returncode == 0, run.stdout + run.stderr
