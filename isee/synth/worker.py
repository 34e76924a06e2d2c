"""How a building process begins, before anything of ours that needs Django is read."""

import os
from threading import Thread
from time import sleep

import django

LOOK_SECONDS = 1.0


def begin(parent: int) -> None:
    """Set Django up, and end with the process that asked for the work: nobody would wait for the rest."""
    django.setup()
    Thread(target=_end_with, args=(parent,), daemon=True).start()


def _end_with(parent: int) -> None:
    while os.getppid() == parent:
        sleep(LOOK_SECONDS)
    os._exit(1)
