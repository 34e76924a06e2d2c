"""The steps that the tables of specification pages name."""

from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from tests.spec.tables import Row, SpecError

Step = Callable[[Row], None]

_STEPS: dict[str, Step] = {}
_IN_WORLD: set[str] = set()


def step(name: str, *, in_world: bool = False) -> Callable[[Step], Step]:
    """Register the function that checks one row of each table marked `<!-- spec: name -->`.

    With `in_world` it runs in the database, in the small world of `tests/world.py`.

    It receives the row as heading -> cell, acts, and asserts. It lives in `tests/spec/steps_<area>.py`.
    """

    def register(check: Step) -> Step:
        if name in _STEPS:
            raise SpecError(f"two steps are called {name}")
        _STEPS[name] = check
        if in_world:
            _IN_WORLD.add(name)
        return check

    return register


def runs_in_world(name: str) -> bool:
    """Whether a step runs in the small world."""
    return name in _IN_WORLD


def all_steps() -> dict[str, Step]:
    """All steps by name, after loading every `steps_<area>.py` beside this file."""
    for path in sorted(Path(__file__).parent.glob("steps_*.py")):
        import_module(f"tests.spec.{path.stem}")
    return _STEPS
