"""Accounts for a benchmark: a teacher, a director and a province officer, signed in, around schools of the nation."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from typing import Any


@dataclass(frozen=True)
class Reader:
    """Somebody signed in, by the cookie's token, and children whom they may see."""

    role: str
    token: str
    children: Sequence[Any]


@contextmanager
def readers(*, children: int) -> Iterator[list[Reader]]:
    """One reader of each role with that many children; their accounts are closed at the end."""
    from isee.access.api import SYSTEM, Role, close_account
    from isee.system.api import now

    made = [_reader(role, children) for role in (Role.TEACHER, Role.DIRECTOR, Role.PROVINCE_OFFICER)]
    try:
        yield [reader for _user, reader in made]
    finally:
        for user, _reader_made in made:
            close_account(user, by=SYSTEM, at=now())


def _reader(role: Any, wanted: int) -> tuple[Any, Reader]:
    from isee.access.api import SYSTEM, assign_role, open_account
    from isee.system.api import now
    from isee.web.commands.actor import subdistrict_range

    school, room, pupils = _busy_school(role)
    user = open_account(f"bench-{role}-{now():%H%M%S%f}", display_name=f"bench {role}", by=SYSTEM, at=now())
    over: dict[str, Any] = {
        "teacher": {"school_id": school.pk, "room_ids": [room]},
        "director": {"school_id": school.pk},
        "province_officer": {"area": subdistrict_range(str(school.subdistrict_id)[:2])},
    }[str(role)]
    assignment = assign_role(user, role, by=SYSTEM, at=now(), **over)
    return user, Reader(str(role), _token(user, assignment), pupils[:wanted])


def _busy_school(role: Any) -> tuple[Any, int, list[Any]]:
    """A school with pupils of long histories, its fullest room, and the children whom the role sees there."""
    from collections import Counter

    from isee.registry.models import Enrolment
    from isee.screening.models import Result

    newest = Enrolment.objects.order_by("-term_key").values_list("term_key", flat=True)[0]
    screened = Result.objects.filter(term_key=newest).values_list("school_id", flat=True)[:20_000]
    school_id, _count = Counter(screened).most_common(1)[0]
    rows = list(
        Enrolment.objects.filter(school_id=school_id, term_key=newest, ended_on=None).select_related("person", "school")
    )
    rooms = Counter(row.room_id for row in rows if row.room_id)
    room = rooms.most_common(1)[0][0] if rooms else 0
    seen = [row for row in rows if row.room_id == room] if str(role) == "teacher" else rows
    return rows[0].school, room, [row.person for row in seen]


def _token(user: Any, assignment: Any) -> str:
    """A session as after a password and a second factor."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

    from isee.access.sessions import ASSIGNMENT_KEY
    from isee.web.guards import ADDED

    store = import_module(settings.SESSION_ENGINE).SessionStore()
    store[SESSION_KEY] = str(user.pk)
    store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    store[ASSIGNMENT_KEY] = assignment.pk
    store[ADDED] = user.pk
    store.create()
    return str(store.session_key)
