"""Time to a child's whole record over HTTP, and the same reads with and without row-level security."""

import statistics
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit

from bench._home import nation_home, serving
from bench._readers import Reader, readers

CHILDREN, ROUNDS, CLIENTS = 30, 2, 4


def run() -> dict[str, Any]:
    """Open the records of some children as a teacher, a director and a province officer, one and four at a time."""
    with nation_home() as (home, scale), readers(children=CHILDREN) as everybody:
        with serving() as address:
            pages = [(reader, child.uuid) for reader in everybody for child in reader.children] * ROUNDS
            _times(address, pages[:: len(pages) // 12 or 1], clients=1)  # warm
            alone = _times(address, pages, clients=1)
            together = _times(address, pages, clients=CLIENTS)
        with_rls, queries = _reads("web", home, everybody)
        without, _same = _reads("owner", home, everybody)
        return {
            "scale": scale,
            "figures": {
                "pages": len(pages),
                "p50_ms": _ms(alone, 50),
                "p95_ms": _ms(alone, 95),
                "p95_ms_4_clients": _ms(together, 95),
                "queries": queries,
                "reads_ms": round(1000 * with_rls, 1),
                "reads_without_rls_ms": round(1000 * without, 1),
            },
            "ratios": {"rls_vs_none": round(with_rls / without, 2)},
        }


def _ms(times: Sequence[float], share: int) -> float:
    return round(1000 * statistics.quantiles(times, n=100)[share - 1], 1)


def _times(address: str, pages: Sequence[tuple[Reader, Any]], *, clients: int) -> list[float]:
    """Seconds for each page, over connections that stay open as a browser's do."""
    with ThreadPoolExecutor(clients) as pool:
        parts = pool.map(lambda start: _ask(address, pages[start::clients]), range(clients))
        return [seconds for part in parts for seconds in part]


def _ask(address: str, pages: Sequence[tuple[Reader, Any]]) -> list[float]:
    place = urlsplit(address)
    connection = HTTPConnection(place.hostname or "", place.port, timeout=60)
    times = []
    for reader, child in pages:
        headers = {"Cookie": f"sessionid={reader.token}", "Accept-Encoding": "gzip"}
        began = time.perf_counter()
        connection.request("GET", f"/children/{child}", headers=headers)
        answer = connection.getresponse()
        answer.read()
        times.append(time.perf_counter() - began)
        if answer.status != 200:
            raise RuntimeError(f"A record answered {answer.status}.")
    return times


def _reads(role: str, home: Any, everybody: Sequence[Reader]) -> tuple[float, int]:
    """Median seconds of all reads of one record as a database role, in the reader's scope; and how many queries."""
    from django.db import connection, reset_queries, transaction

    from isee.access.api import open_scope
    from isee.system.database import connect_as

    connect_as(role, home=home)
    connection.force_debug_cursor = False
    times, queries = [], 0
    try:
        for reader in everybody:
            for child in reader.children:
                with transaction.atomic():
                    open_scope(reader.token)
                    began = time.perf_counter()
                    _read(child)
                    times.append(time.perf_counter() - began)
        connection.force_debug_cursor = True
        reset_queries()
        with transaction.atomic():
            open_scope(everybody[0].token)
            _read(everybody[0].children[0])
        queries = len(connection.queries)
    finally:
        connection.force_debug_cursor = False
        connect_as("owner", home=home)
    return statistics.median(times), queries


def _read(child: Any) -> None:
    """The reads of the page, without its look being written down."""
    from isee.registry.api import locate
    from isee.system.api import today
    from isee.web.present.staff import present_term
    from isee.web.record.reading import read_record

    present = present_term()
    here = locate([child], term_key=present.key)[0]
    read_record(child, here, present=present, on=today(), opened=frozenset(), allowed=frozenset())
