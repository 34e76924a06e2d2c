"""Public pages over HTTP: each rendered for the first time, then read from its kept bytes by many readers at once.

The load generator runs on the same machine, in processes of its own. The alternative is the same pages made anew for
each reader, as an unknown word in the address makes them.
"""

import http.client
import multiprocessing
import random
import time
from collections.abc import Sequence
from typing import Any

from bench._home import nation_home, serving
from bench._measure import percentile
from bench.area import areas_by_level, newest_release

READERS, SECONDS = 4, 10
PAGES = 150


def run() -> dict[str, Any]:
    """Visit pages of areas once in both languages, then the same pages again and again for some seconds."""
    with nation_home() as (_home, scale):
        from isee.web.stored_pages import forget_pages

        codes = [code for found in areas_by_level(newest_release()).values() for code in found]
        random.Random(3).shuffle(codes)
        paths = ["/", "/en/", *(f"{language}/areas/{code}" for code in codes[:PAGES] for language in ("", "/en"))]
        forget_pages()
        with serving() as address:
            _seconds(address, ["/about"] * 20)
            first = _seconds(address, paths)
            kept = _load(address, paths)
            anew = _load(address, [f"{path}?anew=1" for path in paths])
        forget_pages()
        return {
            "scale": scale,
            "figures": {
                "pages": len(paths),
                "first_render_p50_ms": percentile(first, 0.5),
                "first_render_p95_ms": percentile(first, 0.95),
                "readers": READERS,
                "requests_per_s": round(kept),
                "made_anew_per_s": round(anew),
            },
            "ratios": {"vs_made_anew": round(kept / anew, 1)},
        }


def _seconds(address: str, paths: Sequence[str]) -> list[float]:
    """Seconds of each page, one after another over one connection, compressed as browsers ask for it."""
    connection = http.client.HTTPConnection(address.removeprefix("http://"), timeout=60)
    taken = []
    for path in paths:
        began = time.perf_counter()
        connection.request("GET", path, headers={"Accept-Encoding": "gzip"})
        answer = connection.getresponse()
        answer.read()
        taken.append(time.perf_counter() - began)
        if answer.status != 200:
            raise AssertionError(f"{path} answers {answer.status}.")
    return taken


def _load(address: str, paths: Sequence[str]) -> float:
    """Pages a second that all readers together get."""
    with multiprocessing.get_context("spawn").Pool(READERS) as pool:
        counts = pool.starmap(_read_on, [(address, paths, seed) for seed in range(READERS)], chunksize=1)
    return sum(count / seconds for count, seconds in counts)


def _read_on(address: str, paths: Sequence[str], seed: int) -> tuple[int, float]:
    drawn = random.Random(seed)
    read, began = 0, time.perf_counter()
    while time.perf_counter() - began < SECONDS:
        read += len(_seconds(address, drawn.choices(paths, k=50)))
    return read, time.perf_counter() - began
