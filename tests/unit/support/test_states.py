"""The steps of a payment: every state is reached and left, and nobody else takes a step."""

import pytest

from isee.access.api import Role
from isee.support.api import PaymentState, may_take, steps_from
from isee.support.states import STEPS, diagram

ENDS = {PaymentState.RETURNED}


def reached(start: PaymentState) -> set[PaymentState]:
    """All states that follow from one, itself included."""
    found, waiting = {start}, [start]
    while waiting:
        for step in steps_from(waiting.pop()):
            if step.after not in found:
                found.add(step.after)
                waiting.append(step.after)
    return found


def test_every_state_is_reached_from_the_first() -> None:
    assert reached(PaymentState.ALLOCATED) == set(PaymentState)


def test_every_state_but_the_last_is_left() -> None:
    assert {state for state in PaymentState if not steps_from(state)} == ENDS


def test_money_that_went_out_can_be_called_back_and_returned() -> None:
    out = set(PaymentState) - {PaymentState.ALLOCATED, PaymentState.BATCHED} - ENDS - {PaymentState.RECALLED}
    assert {step.before for step in STEPS if step.after == PaymentState.RECALLED} == out


def test_no_step_is_told_twice() -> None:
    assert len({(step.before, step.after) for step in STEPS}) == len(STEPS)


@pytest.mark.parametrize(
    ("role", "before", "after", "may"),
    [
        (Role.ALLOCATOR, "batched", "sent", True),
        (Role.ALLOCATOR, "allocated", "paid", False),
        (Role.ALLOCATOR, "paid", "receipted", False),
        (Role.SCHOOL_ADMIN, "paid", "receipted", True),
        (Role.DIRECTOR, "paid", "receipted", True),
        (Role.DIRECTOR, "receipted", "reconciled", False),
        (Role.TEACHER, "paid", "receipted", False),
        (Role.ALLOCATOR, "returned", "allocated", False),
    ],
)
def test_who_may_take_a_step(role: Role, before: str, after: str, may: bool) -> None:
    assert may_take(role, before=PaymentState(before), after=PaymentState(after)) is may


def test_the_diagram_shows_every_step() -> None:
    lines = diagram().splitlines()
    assert lines[0] == "stateDiagram-v2"
    assert all(
        any(f"{step.before.value} --> {step.after.value}: {step.name}" in line for line in lines) for step in STEPS
    )
