"""A command that another one started ends with it, even when that one is killed."""

import os
import signal
import threading
import time

LOOK_SECONDS = 1.0


def end_with_parent() -> None:
    """Watch the process named by `ISEE_PARENT`, if any, and end this one when it is gone."""
    parent = os.environ.get("ISEE_PARENT")
    if parent is None:
        return

    def watch() -> None:
        while os.getppid() == int(parent):
            time.sleep(LOOK_SECONDS)
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, daemon=True).start()
