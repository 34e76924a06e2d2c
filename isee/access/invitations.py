"""Many accounts at once: a school's list of teachers becomes accounts, roles by room and one-time codes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction

from isee.access.models import OneTimeLink, User
from isee.access.operations import assign_role, make_one_time_link, open_account, record_event
from isee.access.roles import Role
from isee.access.scope import Actor

INVITATION_LOCK = 4712


@dataclass(frozen=True)
class NewTeacher:
    """One line of a school's list; without a user name one is made from the school's code."""

    display_name: str
    username: str = ""
    room_ids: tuple[int, ...] = ()
    label: str = ""


@dataclass(frozen=True)
class Invited:
    """An account that was just opened, with the code that is shown once."""

    user: User
    code: str
    label: str


@transaction.atomic
def invite_teachers(
    teachers: Sequence[NewTeacher], *, school_id: int, school_code: str, by: Actor, at: datetime, lifetime: timedelta
) -> list[Invited]:
    """Open an account for each, with a role over its rooms and a one-time code. All or none.

    Names that are made are the school's code and a running number, never anything about the person.
    """
    numbers = iter(_free_numbers(school_code, len(teachers)))
    invited = []
    for teacher in teachers:
        username = teacher.username or f"{school_code}.{next(numbers):02}"
        user = open_account(username, display_name=teacher.display_name, by=by, at=at)
        assign_role(
            user, Role.TEACHER, by=by, at=at, school_id=school_id, room_ids=teacher.room_ids, label=teacher.label
        )
        code = make_one_time_link(user, OneTimeLink.Purpose.SET_PASSWORD, by=by, at=at, lifetime=lifetime)
        invited.append(Invited(user, code, teacher.label))
    record_event(
        action="teachers_invited", by=by, at=at, object_kind="school", object_id=school_id,
        detail={"created": len(invited)},
    )  # fmt: skip
    return invited


def _free_numbers(school_code: str, count: int) -> range:
    """Numbers beyond every one that this school's accounts have had; two lists at once do not get the same."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [INVITATION_LOCK, school_code])
    names = User.objects.filter(username__startswith=f"{school_code}.").values_list("username", flat=True)
    tails = (name.rpartition(".")[2] for name in names)
    highest = max((int(tail) for tail in tails if tail.isdecimal() and len(tail) < 7), default=0)
    return range(highest + 1, highest + 1 + count)


def usernames_taken(usernames: Sequence[str]) -> set[str]:
    """Which of these user names somebody has, in any case of their letters; in small letters."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT lower(username) FROM access_user WHERE lower(username) = ANY (%s)",
            [[name.lower() for name in usernames]],
        )
        return {row[0] for row in cursor.fetchall()}
