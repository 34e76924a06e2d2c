"""The contract that packages meet only at their doors."""

from dataclasses import dataclass

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output


@dataclass(frozen=True, order=True)
class Trespass:
    """One import that goes past another package's door."""

    importer: str
    imported: str
    lines: tuple[int, ...]


class ApiOnlyContract(Contract):
    """Across packages, modules import only `<root>.<package>.api`.

    Options: `root`, the package whose children are meant; `free_importers`, children that may import anything
    (wiring); `free_packages`, children whose own `__init__` is their door (and nothing behind it); `early_doors`,
    modules that may be imported too, since they are needed before Django is set up.
    The stock `protected` contract was tried with wildcards and let a real violation pass.
    """

    type_name = "api_only"

    root = fields.StringField()
    free_importers = fields.SetField(subfield=fields.StringField(), required=False)
    free_packages = fields.SetField(subfield=fields.StringField(), required=False)
    early_doors = fields.SetField(subfield=fields.StringField(), required=False)

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        """Look at every direct import in the graph, type-checking ones included."""
        trespasses = find_trespasses(
            graph,
            root=str(self.root),
            free_importers=_names(self.free_importers),
            free_packages=_names(self.free_packages),
            early_doors=_names(self.early_doors),
        )
        return ContractCheck(kept=not trespasses, metadata={"trespasses": trespasses})

    def render_broken_contract(self, check: ContractCheck) -> None:
        """Print each import with its lines and the door that it should have used."""
        for trespass in check.metadata["trespasses"]:
            lines = ", ".join(f"l.{line}" for line in trespass.lines)
            output.print_error(f"{trespass.importer} imports {trespass.imported} ({lines})", bold=False)
            output.print_error("    import it from the package's api, or add it there", bold=False)


def find_trespasses(
    graph: ImportGraph,
    *,
    root: str,
    free_importers: set[str],
    free_packages: set[str],
    early_doors: set[str] | frozenset[str] = frozenset(),
) -> list[Trespass]:
    """All imports between two children of `root` that do not end at a door."""
    found = set()
    for importer in graph.modules:
        home = _child(importer, root)
        if home is None or home in free_importers:
            continue
        for imported in graph.find_modules_directly_imported_by(importer):
            other = _child(imported, root)
            door = f"{root}.{other}" if other in free_packages else f"{root}.{other}.api"
            if other is not None and other != home and imported != door and imported not in early_doors:
                found.add(Trespass(importer, imported, _lines(graph, importer, imported)))
    return sorted(found)


def _child(module: str, root: str) -> str | None:
    """`places` of `isee.places.models`; `None` for the root itself and for what lies outside it."""
    inside = module.removeprefix(f"{root}.")
    return inside.split(".")[0] if inside != module else None


def _lines(graph: ImportGraph, importer: str, imported: str) -> tuple[int, ...]:
    details = graph.get_import_details(importer=importer, imported=imported)
    return tuple(sorted({detail["line_number"] for detail in details}))


def _names(option: object) -> set[str]:
    return set(option) if isinstance(option, set | frozenset) else set()
