"""What is due about accounts: recoveries, invitations that nobody answered, the yearly review."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from isee.access.api import (
    Ability,
    Actor,
    can_decide,
    managed_school,
    offers_of,
    open_recoveries,
    present_review,
    roles_to_review,
    scope_schools,
)
from isee.system.api import now, today
from isee.web.present.due import Due
from isee.web.present.formats import day


def recoveries(actor: Actor) -> Iterator[Due]:
    """Colleagues who lost the way in and wait for the reader as the second person."""
    if not actor.can(Ability.CONFIRM_RECOVERY):
        return
    count = sum(can_decide(actor, row) for row in open_recoveries(scope_schools(), at=now()))
    yield Due(
        count, ngettext("colleague lost the way in", "colleagues lost the way in", count),
        _("You are the second person who confirms"), reverse("recoveries"), _("Look at it"), urgent=True,
    )  # fmt: skip


def invitations(actor: Actor) -> Iterator[Due]:
    """Invited teachers who have not answered, those of a merged school among them."""
    school = managed_school(actor)
    if school is None:
        return
    count = offers_of([school], at=now()).count()
    yield Due(
        count, ngettext("invited teacher has not answered", "invited teachers have not answered", count),
        _("They accept after signing in; then give them rooms"), reverse("offers"), _("See the invitations"),
    )  # fmt: skip


def review(actor: Actor) -> Iterator[Due]:
    """Roles that wait for the reader's word in the yearly review; urgent once overdue."""
    year = present_review()
    if year is None or not any(
        actor.can(ability) for ability in (Ability.MANAGE_USERS, Ability.MANAGE_SCHOOL_USERS, Ability.REVIEW_HEADS)
    ):
        return
    count = roles_to_review(actor, year, at=now()).count()
    overdue = today() >= year.overdue_on
    yield Due(
        count,
        ngettext("role is not confirmed for this year", "roles are not confirmed for this year", count),
        (_("Overdue since %(day)s") % {"day": day(year.overdue_on)})
        if overdue
        else _("By %(day)s") % {"day": day(year.overdue_on)},
        reverse("role_review"), _("Review"), urgent=overdue,
    )  # fmt: skip
