"""Who may send deliveries, decide about kept rows and answer a steward's questions."""

from __future__ import annotations

from isee.access.api import Ability, Actor


class NotAllowedError(PermissionError):
    """The role at work may not do this; the message says which roles may."""


def can_import(actor: Actor) -> bool:
    """May this role send rosters at all? Which schools it may name is decided row by row."""
    return actor.can(Ability.IMPORT_ROSTER)


def check_can_import(actor: Actor) -> None:
    """Raises `NotAllowedError`."""
    if not can_import(actor):
        raise NotAllowedError(
            "This role cannot import rosters. School administrators, directors, area officers and stewards can."
        )


def check_can_answer(actor: Actor) -> None:
    """Raises `NotAllowedError`."""
    if not actor.can(Ability.ANSWER_STEWARD_QUESTION):
        raise NotAllowedError("Only a data steward can answer this question.")
