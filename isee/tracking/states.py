"""The states of a case, the steps between them and who may take each: one table.

No published text names the states of a case; this table is ours, after the steps of the search for children out of
school (prevent, go and see, help, refer, follow). `docs/cases.md` holds its diagram, made from it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from django.db import models

from isee.access.api import Role


class CaseState(models.TextChoices):
    """How far a case is."""

    OPEN = "open", "open"
    VISITING = "visiting", "being visited"
    HELPING = "helping", "being helped"
    REFERRED = "referred", "referred"
    CLOSED = "closed", "closed"


@dataclass(frozen=True)
class CaseStep:
    """A step that a case may take, its name, and the roles that may take it."""

    name: str
    before: CaseState
    after: CaseState
    roles: frozenset[Role]


_SCHOOL: Final = frozenset({Role.TEACHER, Role.SCHOOL_ADMIN, Role.DIRECTOR})
_CARE: Final = _SCHOOL | {Role.CASE_WORKER}
_OFFICE: Final = frozenset({Role.SCHOOL_ADMIN, Role.DIRECTOR, Role.CASE_WORKER})
_S = CaseState

STEPS: Final = (
    CaseStep("visit", _S.OPEN, _S.VISITING, _CARE),
    CaseStep("help", _S.OPEN, _S.HELPING, _CARE),
    CaseStep("help", _S.VISITING, _S.HELPING, _CARE),
    *(CaseStep("refer", before, _S.REFERRED, _OFFICE) for before in (_S.OPEN, _S.VISITING, _S.HELPING)),
    CaseStep("take back", _S.REFERRED, _S.HELPING, _OFFICE),
    *(CaseStep("close", before, _S.CLOSED, _OFFICE) for before in (_S.OPEN, _S.VISITING, _S.HELPING, _S.REFERRED)),
    CaseStep("open again", _S.CLOSED, _S.OPEN, _OFFICE),
)
"""A case begins as open and ends as closed; a closed one may be opened again."""


def steps_from(state: CaseState) -> tuple[CaseStep, ...]:
    """The steps that a case in this state may take."""
    return tuple(step for step in STEPS if step.before == state)


def may_take(role: Role, *, before: CaseState, after: CaseState) -> bool:
    """Whether a role may bring a case from one state to another."""
    return any(role in step.roles for step in steps_from(before) if step.after == after)


def diagram() -> str:
    """The table as a mermaid state diagram, with the roles that may take each step."""
    return "\n".join(["stateDiagram-v2", *(f"    {line}" for line in _lines())])


def _lines() -> Iterator[str]:
    yield f"[*] --> {_S.OPEN.value}"
    for step in STEPS:
        roles = ", ".join(sorted(role.label for role in step.roles))
        yield f"{step.before.value} --> {step.after.value}: {step.name} ({roles})"
    yield f"{_S.CLOSED.value} --> [*]"
