"""Keeps what a row was before each update and delete, written by statement-level database triggers."""

from typing import TypeVar

import pghistory
from django.db import models

Model = TypeVar("Model", bound=type[models.Model])


def keep_history(model: Model) -> Model:
    """Class decorator: earlier versions of each row go to `<model>event`, with who, why and from where.

    Inserts are not copied: the row itself says when, by whom and from which source it was recorded.
    """
    trackers = (
        pghistory.UpdateEvent("before_update", row=pghistory.Old, level=pghistory.Statement),
        pghistory.DeleteEvent("before_delete", row=pghistory.Old, level=pghistory.Statement),
    )
    tracked: Model = pghistory.track(*trackers)(model)
    return tracked
