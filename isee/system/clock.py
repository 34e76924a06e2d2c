"""The only clock: commands, pages and jobs ask it and hand `at` down; nothing below them does."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone

BANGKOK = ZoneInfo("Asia/Bangkok")


def now() -> datetime:
    """The present instant, in UTC."""
    return timezone.now()


def today() -> date:
    """Today's date in Thailand, or the fixed day of a synthetic nation (`ISEE_TODAY`)."""
    fixed: date | None = settings.ISEE_TODAY
    return fixed or now().astimezone(BANGKOK).date()
