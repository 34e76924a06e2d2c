"""Log lines without persons: database errors say what kind they are, and never which values."""

import logging
import re
import traceback
from types import TracebackType

from django.db import Error as DjangoDatabaseError
from psycopg import Error as DatabaseError

TICKET = re.compile(r"(ticket=)('[^']*'|\S+)")
API_TOKEN = re.compile(r"isee_[\w-]{20,}")
WITHHELD = "(the database's own words are withheld: they can quote a person's values)"


class PlainFormatter(logging.Formatter):
    """Formats a record; withholds what a database error quotes, the tickets of jobs and the tokens of programs."""

    def format(self, record: logging.LogRecord) -> str:
        """One line, and a traceback where there is one."""
        return API_TOKEN.sub("isee_...", TICKET.sub(r"\1...", super().format(record)))

    def formatException(
        self,
        ei: tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None],
    ) -> str:
        """The traceback, each database error in its chain by its class alone."""
        kind, fault, trace = ei
        if kind is None or fault is None:
            return ""
        shown = traceback.TracebackException(kind, fault, trace)
        return "".join(_without_values(shown, fault).format()).rstrip()


def _without_values(shown: traceback.TracebackException, fault: BaseException) -> traceback.TracebackException:
    """Walk the chain of causes and blank the words of each database error."""
    pairs: list[tuple[traceback.TracebackException | None, BaseException | None]] = [(shown, fault)]
    while pairs:
        view, cause = pairs.pop()
        if view is None or cause is None:
            continue
        if isinstance(cause, DatabaseError | DjangoDatabaseError):
            view._str = WITHHELD  # type: ignore[attr-defined]
        pairs += [(view.__cause__, cause.__cause__), (view.__context__, cause.__context__)]
    return shown
