"""What several benchmarks share: percentiles, a signed-in reader, samples of persons, typing errors."""

import random
import statistics
import time
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

LETTERS = "กขคงจชซดตถทนบปผพมยรลวสหอาิีุูเแโไ"


def percentile(seconds: Sequence[float], share: float) -> float:
    """A percentile of times, in milliseconds with one decimal."""
    ordered = sorted(seconds)
    return round(ordered[min(int(len(ordered) * share), len(ordered) - 1)] * 1000, 1)


def median_of(work: Callable[[], object], *, times: int) -> float:
    """The median time of some work in seconds, after one run that is not counted."""
    work()
    taken = []
    for _ in range(times):
        began = time.perf_counter()
        work()
        taken.append(time.perf_counter() - began)
    return statistics.median(taken)


def warm_indexes(*tables: str) -> None:
    """Bring the indexes of tables into the memory of the embedded server, as they are when it has served for a day.

    A server of one's own is taken as it is.
    """
    import psycopg

    from isee.web.commands.start import embedded_server

    server = embedded_server()
    if server is None:
        return
    with psycopg.connect(server.url(), dbname="isee", autocommit=True) as connection:
        connection.execute("CREATE EXTENSION IF NOT EXISTS pg_prewarm")
        connection.execute(
            "SELECT pg_prewarm(indexrelid::regclass) FROM pg_index WHERE indrelid = ANY (%s::regclass[])",
            [list(tables)],
        )


class Target(NamedTuple):
    """A pupil to be looked for: the id, the name as given and the 13-digit ID."""

    person_id: int
    given_name: str
    family_name: str
    digits: str


def sample_pupils(count: int, *, seed: int = 7) -> list[Target]:
    """Pupils from all over the registry, who have a family name and an ID. For the owner."""
    from django.db import connection

    from isee.registry.api import open_identifier
    from isee.registry.models import Identifier

    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples FROM pg_class WHERE oid = 'registry_person'::regclass")
        share = min(100.0, 100 * 20 * count / max(cursor.fetchone()[0], 1))
        cursor.execute("SELECT id FROM registry_person TABLESAMPLE SYSTEM (%s) REPEATABLE (%s)", [share, seed])
        drawn = [row[0] for row in cursor.fetchall()]
    random.Random(seed).shuffle(drawn)
    numbers = Identifier.objects.filter(
        person_id__in=drawn,
        kind="citizen_id",
        valid_to=None,
        person__canonical=None,
        person__birth_date__gt="2008-01-01",
    ).exclude(person__family_key="")
    found = {number.person_id: number for number in numbers.select_related("person")}
    chosen = [found[person] for person in drawn if person in found][:count]
    return [
        Target(number.person_id, number.person.given_name, number.person.family_name, open_identifier(number))
        for number in chosen
    ]


def with_a_typo(target: Target, rng: random.Random) -> str:
    """The pupil's name as typed with one letter lost, added, changed or swapped, in one of the two names."""
    names = [target.given_name, target.family_name]
    part = rng.randrange(2)
    name = names[part]
    at, letter = rng.randrange(len(name)), rng.choice(LETTERS)
    names[part] = rng.choice(
        (
            name[:at] + name[at + 1 :],
            name[:at] + letter + name[at:],
            name[:at] + letter + name[at + 1 :],
            name[:at] + name[at + 1 : at + 2] + name[at] + name[at + 2 :],
        )
    )
    return " ".join(names)


def operator_session() -> str:
    """A session of this machine's own operator, who sees the whole nation: the token of its cookie."""
    from isee.web.commands.actor import operator_assignment

    return session_of(operator_assignment())


def session_of(assignment: Any) -> str:
    """A session in which this role is chosen: the token of its cookie."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

    from isee.access.sessions import ASSIGNMENT_KEY, SessionStore

    store = SessionStore()
    store[SESSION_KEY] = str(assignment.user_id)
    store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    store[HASH_SESSION_KEY] = assignment.user.get_session_auth_hash()
    store[ASSIGNMENT_KEY] = assignment.pk
    store.create()
    token: str | None = store.session_key
    assert token is not None
    return token
