"""The states of a payment, the steps between them and who may take each: one table.

The published texts name receipts and two channels but no states, so that this table is ours. `docs/payments.md`
holds its diagram, made from it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from django.db import models

from isee.access.api import Role


class PaymentState(models.TextChoices):
    """How far a payment is."""

    ALLOCATED = "allocated", "allocated"
    BATCHED = "batched", "in a batch"
    SENT = "sent", "sent"
    PAID = "paid", "paid"
    BOUNCED = "bounced", "bounced"
    HELD = "held", "held back"
    RECEIPTED = "receipted", "receipt recorded"
    RECONCILED = "reconciled", "reconciled"
    RECALLED = "recalled", "called back"
    RETURNED = "returned", "returned to the Fund"


@dataclass(frozen=True)
class Step:
    """A step that a payment may take, its name, and the roles that may take it."""

    name: str
    before: PaymentState
    after: PaymentState
    roles: frozenset[Role]


_FUND: Final = frozenset({Role.ALLOCATOR})
_SCHOOL: Final = frozenset({Role.SCHOOL_ADMIN, Role.DIRECTOR})
_S = PaymentState

STEPS: Final = (
    Step("batch", _S.ALLOCATED, _S.BATCHED, _FUND),
    Step("send", _S.BATCHED, _S.SENT, _FUND),
    Step("confirm", _S.SENT, _S.PAID, _FUND),
    Step("bounce", _S.SENT, _S.BOUNCED, _FUND),
    Step("hold", _S.ALLOCATED, _S.HELD, _FUND),
    Step("hold", _S.BATCHED, _S.HELD, _FUND),
    Step("release", _S.HELD, _S.ALLOCATED, _FUND),
    Step("correct", _S.BOUNCED, _S.ALLOCATED, _FUND),
    Step("record receipt", _S.PAID, _S.RECEIPTED, _SCHOOL),
    Step("reconcile", _S.RECEIPTED, _S.RECONCILED, _FUND),
    *(
        Step("recall", before, _S.RECALLED, _FUND)
        for before in (_S.SENT, _S.PAID, _S.BOUNCED, _S.HELD, _S.RECEIPTED, _S.RECONCILED)
    ),
    Step("return", _S.RECALLED, _S.RETURNED, _FUND),
)
"""A payment begins as allocated, and ends as reconciled or returned."""


def steps_from(state: PaymentState) -> tuple[Step, ...]:
    """The steps that a payment in this state may take."""
    return tuple(step for step in STEPS if step.before == state)


def may_take(role: Role, *, before: PaymentState, after: PaymentState) -> bool:
    """Whether a role may bring a payment from one state to another."""
    return any(role in step.roles for step in steps_from(before) if step.after == after)


def diagram() -> str:
    """The table as a mermaid state diagram, with the roles that may take each step."""
    return "\n".join(["stateDiagram-v2", *(f"    {line}" for line in _lines())])


def _lines() -> Iterator[str]:
    yield f"[*] --> {_S.ALLOCATED.value}"
    for step in STEPS:
        roles = ", ".join(sorted(role.label for role in step.roles))
        yield f"{step.before.value} --> {step.after.value}: {step.name} ({roles})"
    for state in _S:
        if not steps_from(state) or state is _S.RECONCILED:
            yield f"{state.value} --> [*]"
