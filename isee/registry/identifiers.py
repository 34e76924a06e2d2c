"""How a number becomes a sealed value and the keyed hashes by which it is found, also while keys rotate.

A keyring with one version of the lookup key: rows hold the hash under it. With two versions (see `rotation.py`) each
new row holds both, and a search asks for both, so that a number is found and stays unique at every moment.
"""

import uuid as uuid_module
from collections.abc import Sequence

from django.db import connection

from isee.registry.models import IdentifierKind
from isee.system.api import keyring, lookup_many

LOOKUP = "identifier-lookup"
KEY_LOCK = 4713
"""Advisory lock: shared by those who write numbers, exclusive for the moment at which the keyring changes."""


def identifier_text(kind: str, value: str, *, school_id: int | None = None) -> str:
    """The text whose keyed hash finds an identifier."""
    place = f"{school_id}:" if kind == IdentifierKind.STUDENT_NUMBER else ""
    return f"{kind}:{place}{value}"


def sealing_place(identifier_uuid: uuid_module.UUID | str) -> str:
    """The row and column to which a sealed identifier is bound."""
    return f"registry_identifier:{identifier_uuid}:sealed"


def hold_keys() -> None:
    """Keep the keyring as it is until this transaction ends; call it before hashing or sealing what will be written."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [KEY_LOCK])


def keys_are_rotating() -> bool:
    """Does the keyring hold two versions of the lookup key?"""
    return len(keyring().versions(LOOKUP)) > 1


def written_hashes(texts: Sequence[str]) -> list[tuple[bytes, bytes | None]]:
    """The hashes that new rows hold: under the present key and, while keys rotate, under the next."""
    versions = keyring().versions(LOOKUP)
    present = lookup_many(LOOKUP, texts, version=versions[0])
    if len(versions) == 1:
        return [(found, None) for found in present]
    return list(zip(present, lookup_many(LOOKUP, texts, version=versions[-1]), strict=True))


def searched_hashes(texts: Sequence[str]) -> dict[bytes, str]:
    """Every hash under which one of these texts may be found, with its text."""
    return {
        found: text
        for version in keyring().versions(LOOKUP)
        for found, text in zip(lookup_many(LOOKUP, texts, version=version), texts, strict=True)
    }
