"""Which days are school days."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

LAST_WEEKDAY = 4
"""Friday: schools teach from Monday to Friday."""


@dataclass(frozen=True)
class DayChange:
    """A day that differs from the week. Of several for one day the one of greatest `nearness` counts."""

    day: date
    is_school_day: bool
    nearness: int = 0


def school_days(period: tuple[date, date], changes: Iterable[DayChange]) -> list[date]:
    """The school days from one day to another, both included: Monday to Friday, as the nearest changes alter them."""
    first, last = period
    decided = {change.day: change.is_school_day for change in sorted(changes, key=lambda change: change.nearness)}
    days = (first + timedelta(days=number) for number in range((last - first).days + 1))
    return [day for day in days if decided.get(day, day.weekday() <= LAST_WEEKDAY)]
