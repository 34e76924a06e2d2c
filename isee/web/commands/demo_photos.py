"""The demo's photos of homes: some before it is ready, the others beside the server, at the lowest priority."""

import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

FIRST_HOMES = 240
"""Homes with photos when the demo is ready: those of its own province first."""
HOMES = 2000
SIGN_FONT = Path(__file__).parents[1] / "paper" / "fonts" / "sarabun-700.ttf"


def photograph(homes: int, *, seed: int, progress: Callable[[int, int], None] = lambda done, total: None) -> None:
    """Draw photos until so many homes have some; it can be broken off and run again."""
    from isee.access.api import SYSTEM
    from isee.synth.api import photograph_homes
    from isee.system.api import now
    from isee.web.commands.actor import subdistrict_range
    from isee.web.commands.demo_accounts import FAVOURED_PROVINCE

    photograph_homes(
        homes, seed=seed, first_area=subdistrict_range(FAVOURED_PROVINCE), sign_font=SIGN_FONT, by=SYSTEM, at=now(),
        progress=progress,
    )  # fmt: skip


@contextmanager
def photographing_the_rest(*, seed: int) -> Iterator[None]:
    """Draw the rest of the photos in a process of its own, which ends with the block."""
    painter = multiprocessing.get_context("spawn").Process(target=_paint, args=(seed,), daemon=True)
    painter.start()
    try:
        yield
    finally:
        painter.terminate()
        painter.join()


def _paint(seed: int) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches every process of the terminal: the demo ends this one
    os.nice(19)
    from isee.web.commands.start import set_up

    set_up("owner")
    photograph(HOMES, seed=seed)
