"""What a school lacks, in words."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from isee.collect.api import Reminder, ReminderKind
from isee.web.present.formats import number


@dataclass(frozen=True)
class Lack:
    """What a school lacks of one kind; `count` is 0 where there is nothing to count."""

    kind: ReminderKind
    count: int
    reminded: Reminder | None


def lack_words(kind: ReminderKind, count: int) -> str:
    """`12 visits are not certified`."""
    if kind is ReminderKind.ROSTER:
        return _("the roster is missing")
    if kind is ReminderKind.VISITS:
        text = ngettext("%(count)s visit is not certified", "%(count)s visits are not certified", count)
    else:
        text = ngettext(
            "attendance of %(count)s pupil was not reported last term",
            "attendance of %(count)s pupils was not reported last term",
            count,
        )
    return text % {"count": number(count)}
