"""Eight readers look for pupils at once, by number and by name with a typing error, over the whole nation.

What is timed is the search of the registry (`search_persons`) with the opening of the scope: a transaction of the web
role, whose scope a session token opens, under row-level security; the page around it is not. The reader sees the whole
nation, so that nothing narrows the search. Eight processes ask again at once, without the pauses that people make:
first for numbers, then for names.
"""

import multiprocessing
import random
import statistics
import time
from typing import Any

from bench._home import nation_home
from bench._measure import operator_session, percentile, sample_pupils, with_a_typo

CLIENTS = 8
SEARCHES = 60
PLAIN = 3
Timed = list[tuple[str, float, bool]]


def run() -> dict[str, Any]:
    """Search the nation, and three times in the plain way: by trigrams of full names under row-level security."""
    with nation_home() as (_home, scale):
        targets, token = sample_pupils(CLIENTS * SEARCHES), operator_session()
        rng = random.Random(11)
        wanted = [
            (target.person_id, kind, text)
            for target in targets
            for kind, text in (("id", target.digits), ("name", with_a_typo(target, rng)))
        ]
        timed = [one for kind in ("id", "name") for one in _all_clients([w for w in wanted if w[1] == kind], token)]
        typed = [text for _, kind, text in wanted if kind == "name"][:PLAIN]
        plain = statistics.median(_plain(text, token) for text in typed)
        by_kind = {kind: [seconds for found, seconds, _ in timed if found == kind] for kind in ("id", "name")}
        names = [hit for kind, _, hit in timed if kind == "name"]
        return {
            "scale": scale,
            "figures": {
                "persons": _persons(),
                "clients": CLIENTS,
                "searches": len(timed),
                "id_p50_ms": percentile(by_kind["id"], 0.5),
                "id_p95_ms": percentile(by_kind["id"], 0.95),
                "name_p50_ms": percentile(by_kind["name"], 0.5),
                "name_p95_ms": percentile(by_kind["name"], 0.95),
                "id_found_share": round(statistics.mean(hit for kind, _, hit in timed if kind == "id"), 4),
                "name_found_share": round(statistics.mean(names), 4),
            },
            "ratios": {"vs_plain_trigrams": round(plain / statistics.median(by_kind["name"]), 1)},
        }


def _persons() -> int:
    from isee.registry.api import Person
    from isee.system.boot import connect_as

    connect_as("owner")
    return int(Person.objects.count())


def _all_clients(wanted: list[tuple[int, str, str]], token: str) -> Timed:
    """Each client in a process of its own, all at the same time."""
    from django.db import connection

    connection.close()
    context = multiprocessing.get_context("spawn")
    ready = context.Barrier(CLIENTS)
    with context.Pool(CLIENTS, _prepare, (ready,)) as pool:
        parts = pool.starmap(_client, [(wanted[at::CLIENTS], token) for at in range(CLIENTS)], chunksize=1)
    return [one for part in parts for one in part]


def _prepare(ready: Any) -> None:
    from isee.web.commands.start import set_up

    set_up("web")
    global _ready
    _ready = ready


_ready: Any = None


def _client(wanted: list[tuple[int, str, str]], token: str) -> Timed:
    _search(wanted[0][2], token)
    _ready.wait(120)
    timed: Timed = []
    for person_id, kind, text in wanted:
        began = time.perf_counter()
        found = _search(text, token)
        timed.append((kind, time.perf_counter() - began, person_id in found))
    return timed


def _search(text: str, token: str) -> set[int]:
    from django.db import transaction

    from isee.access.api import open_scope
    from isee.registry.api import search_persons

    with transaction.atomic():
        if not open_scope(token):
            raise AssertionError("The session opens no scope.")
        return {person.pk for person in search_persons(text)}


def _plain(text: str, token: str) -> float:
    """Seconds of the usual way: likeness of the full name, which no index serves under row-level security."""
    from django.db import connection, transaction

    from isee.access.api import open_scope
    from isee.registry.api import name_key
    from isee.system.boot import connect_as

    connect_as("web")
    with transaction.atomic(), connection.cursor() as cursor:
        open_scope(token)
        began = time.perf_counter()
        cursor.execute(
            "SELECT id FROM registry_person WHERE (given_key || ' ' || family_key) %% %s LIMIT 200",
            [" ".join(name_key(word) for word in text.split())],
        )
        cursor.fetchall()
        return time.perf_counter() - began
