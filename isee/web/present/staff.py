"""What several staff pages share: the present term, ages, pages of a list, searches kept out of addresses."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, TypeVar

from django.http import HttpRequest

from isee.kernel import AcademicTerm
from isee.places.api import term_calendar
from isee.system.api import today

T = TypeVar("T")
PAGE_ROWS = 50
SEARCHES = "searches"
SEARCHES_KEPT = 20


def present_term() -> AcademicTerm:
    """The term in which today lies, by the calendar."""
    return AcademicTerm.from_date(today(), calendar=term_calendar())


def age(born: date | None, *, on: date) -> int | None:
    """Whole years, or None where the birth date is not known."""
    if born is None:
        return None
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


@dataclass(frozen=True)
class Page(Generic[T]):
    """One page of a list."""

    rows: Sequence[T]
    number: int
    pages: int
    total: int

    @property
    def previous(self) -> int | None:
        """The page before, if there is one."""
        return self.number - 1 if self.number > 1 else None

    @property
    def next(self) -> int | None:
        """The page after, if there is one."""
        return self.number + 1 if self.number < self.pages else None


def page_of(rows: Any, request: HttpRequest, *, size: int = PAGE_ROWS) -> "Page[Any]":
    """The page of a list or a query that the address asks for; pages beyond the end show the last one."""
    total = len(rows) if isinstance(rows, list) else rows.count()
    pages = max(1, -(-total // size))
    asked = request.GET.get("page", "1")
    number = min(max(int(asked), 1), pages) if asked.isdecimal() and len(asked) < 9 else 1
    return Page(list(rows[(number - 1) * size : number * size]), number, pages, total)


def keep_search(request: HttpRequest, wanted: dict[str, Any]) -> str:
    """Keep what was searched for in the session, whose rows are sealed; returns the token of its results."""
    token = secrets.token_urlsafe(12)
    kept: dict[str, dict[str, Any]] = {**request.session.get(SEARCHES, {}), token: wanted}
    request.session[SEARCHES] = dict(list(kept.items())[-SEARCHES_KEPT:])
    return token


def kept_search(request: HttpRequest, token: str) -> dict[str, Any] | None:
    """What was searched for under a token of this session; None for another's or a forgotten one."""
    kept: dict[str, dict[str, Any]] = request.session.get(SEARCHES, {})
    return kept.get(token)
