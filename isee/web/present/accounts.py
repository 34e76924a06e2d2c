"""How accounts, roles and browsers are called."""

import re

from django.utils.translation import gettext as _

from isee.access.api import Actor, Assignment, current_assignments
from isee.kernel import Grade
from isee.registry.api import rooms_by_id
from isee.system.api import now
from isee.web.present.formats import in_thai
from isee.web.present.words import word

BROWSERS = (
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Macintosh", "Mac"),
    ("Linux", "Linux"),
)


def role_title(assignment: Assignment) -> str:
    """A role with what it covers: the rooms of a teacher, or the label that it was given with."""
    covers = ", ".join(room_names(assignment.room_ids)) or assignment.label
    return f"{role_name(assignment)} {covers}".strip()


def role_name(assignment: Assignment) -> str:
    """The role alone; an acting director is called one."""
    return word("acting_director" if assignment.acting else assignment.role, "role")


def room_names(room_ids: list[int]) -> list[str]:
    """Rooms as people say them: `ป.4/1`."""
    if not room_ids:
        return []
    return [room_name(room.grade, room.name) for room in rooms_by_id(room_ids)]


def room_name(grade: str, name: str) -> str:
    """A grade and a room: `ป.4/1`; the grade alone where no room is named."""
    found = Grade(grade)
    label = found.label_th if in_thai() else found.label_en
    return f"{label}/{name}" if name else label


def present_role(actor: Actor) -> dict[str, str] | None:
    """The role in which somebody acts, short and in full."""
    if actor.user_id is None:
        return None
    present = current_assignments(actor.user_id, at=now()).filter(pk=actor.assignment_id or 0).first()
    if present is None:
        return None
    rooms = room_names(present.room_ids)
    return {
        "title": f"{role_name(present)} {rooms[0] if len(rooms) == 1 else ''}".strip(),
        "full": role_title(present),
    }


def browser_name(agent: str) -> str:
    """What a user-agent text says, in words for people."""
    found = [name for mark, name in BROWSERS if re.search(mark, agent)][:1]
    found += [name for mark, name in SYSTEMS if mark in agent][:1]
    return ", ".join(found) or _("another program")
