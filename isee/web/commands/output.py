"""What commands print: results on stdout, progress and problems on stderr."""

import json
import sys
import time
from types import TracebackType
from typing import Any, NoReturn

import click

FAILED, USAGE, WITH_REFUSALS, NOT_READY = 1, 2, 3, 4
EXIT_CODES = "Exit codes: 0 done; 1 failed; 2 wrong usage; 3 done, but rows were refused or kept; 4 not ready."


def fail(message: str, *, code: int = FAILED) -> NoReturn:
    """Say what happened and what to do next on stderr, and end with an exit code."""
    click.echo(message, err=True)
    raise SystemExit(code)


def say(message: str) -> None:
    """A line for a person, on stderr."""
    click.echo(message, err=True)


def print_json(value: Any) -> None:
    """A result for a machine, on stdout."""
    click.echo(json.dumps(value, ensure_ascii=False, default=str))


class Bar:
    """One progress bar with counts and time left on stderr; a line now and then where it is no terminal."""

    WIDTH = 28

    def __init__(self, label: str, *, total: int | None = None) -> None:
        self.label, self.total, self.done = label, total, 0
        self.began = self.shown = time.monotonic()
        self.live = sys.stderr.isatty()

    def __enter__(self) -> "Bar":
        self._show(force=True)
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, _: TracebackType | None) -> None:
        if kind is None and self.total is not None:
            self.done = self.total
        self._show(force=True, last=True)

    def to(self, done: int, total: int | None = None) -> None:
        """Show this many done."""
        self.done, self.total = done, total if total is not None else self.total
        self._show()

    def _show(self, *, force: bool = False, last: bool = False) -> None:
        now = time.monotonic()
        if not force and now - self.shown < (0.2 if self.live else 10):
            return
        self.shown = now
        spent = now - self.began
        text = f"{self.label:<34} {self._picture()} {spent:5.0f} s"
        if self.total and 0 < self.done < self.total and spent > 2:
            text += f", about {spent * (self.total - self.done) / self.done:.0f} s left"
        if self.live:
            click.echo("\r\033[K" + text + ("\n" if last else ""), err=True, nl=False)
        else:
            click.echo(text, err=True)

    def _picture(self) -> str:
        if not self.total:
            return f"{self.done:,}" if self.done else "..."
        filled = self.WIDTH * self.done // self.total
        return f"[{'#' * filled}{'.' * (self.WIDTH - filled)}] {self.done:,}/{self.total:,}"
