"""What the registry does at the end of a quick load of a fresh nation, when its indexes are back."""

from collections.abc import Callable, Sequence
from typing import Final

from django.db import connection, transaction

from isee.registry.models import Person
from isee.registry.operations import BULK_TABLES, advance_sequences
from isee.system.api import run_side_by_side

SCOPE_TABLES: Final = ("access_personscope", "access_householdscope")
QUICK_TABLES: Final = (*BULK_TABLES.values(), *SCOPE_TABLES)


def is_anybody_registered() -> bool:
    """True when there is at least one person; for the owner, who sees all."""
    return Person.objects.exists()


def finish_quick_load(spans: Sequence[tuple[int, int]], *, connect: str, each: Callable[[], None]) -> None:
    """Sequences, the dictionary of names and the scope of everyone, by spans of person ids that hold whole households.

    The scope tables must have their indexes still set aside; rows of an earlier try are thrown away. `connect` is the
    owner's address, `each` is called after each span.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        advance_sequences(cursor)
        cursor.execute(
            "INSERT INTO registry_namekey (part, key)"
            " SELECT 'given', given_key FROM registry_person WHERE given_key <> ''"
            " UNION SELECT 'family', family_key FROM registry_person WHERE family_key <> '' ON CONFLICT DO NOTHING"
        )
        cursor.execute(f"TRUNCATE {', '.join(SCOPE_TABLES)}")
    run_side_by_side(
        [[f"SELECT registry_fill_scope({first}, {beyond})"] for first, beyond in spans], connect=connect, each=each
    )
