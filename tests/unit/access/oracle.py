"""What each role must see, worked out in Python from the world's own tables and the words of the rules.

Nothing here reads the scope tables or shares code with the policies: it is the second opinion that the database is
compared with.

- A child's present school (and room, and the subdistrict of the school), and the subdistrict where it lives, see the
  whole child. The present school is that of the latest enrolment, ended or not.
- A former school sees the child's name, and of the terms spent there its own rows.
- Fathers, mothers, other grown relatives in the house, and guardians anywhere, are seen by whoever sees the child;
  brothers and sisters are not. Someone seen only through a child has no terms.
- A household is seen by whoever sees somebody who lives in it.
"""

from dataclasses import dataclass, field

from isee.access.api import FIRST_TERM, LAST_TERM
from tests.world import CHILDREN, ENROLMENTS, HOMES, PERSONS, SCHOOLS, World

GUARDS = {"grandmother": ["chai"]}
CHILD = "child"
AUDITORS = ("auditor", "data_protection_officer", "administrator")
NATION = ("allocator", "auditor")
SEES_SCHOOLS = {"school_admin": "A", "director": "B", "area_officer": "AB"}
SEES_AREA = {"province_officer": (500000, 509999), "steward": (580402, 580402)}
SEES_PERSONS = {"guardian": ("anan",), "case_worker": ("dao",), "certifying_official": ("ek",)}
TEACHES = {"teacher": [("A", "P4", "1", 2569)]}
PLACE = {letter: subdistrict for letter, _, subdistrict, _ in SCHOOLS}
HOUSE = {row[0]: row[5] for row in PERSONS}
LIVES = dict(HOMES)
RELATION = {row[0]: row[4] for row in PERSONS}
#: Those who have a record of their own on the pages: parents have none.
ENROLLED_OR_YOUNG = set(CHILDREN)


@dataclass(frozen=True)
class Presence:
    """A person belongs to a place, through a child, for some terms."""

    person: str
    child: str
    school: str = ""
    room: tuple[str, str, str, int] | None = None
    subdistrict: int | None = None
    first: int = FIRST_TERM
    last: int = LAST_TERM


@dataclass
class Sight:
    """What one role sees: whole persons, and former pupils with the school and terms through which."""

    whole: set[str] = field(default_factory=set)
    own_terms: set[str] = field(default_factory=set)
    former: list[Presence] = field(default_factory=list)

    @property
    def known(self) -> set[str]:
        """Everybody whose name is seen."""
        return self.whole | {presence.person for presence in self.former}

    def sees_term(self, person: str, term: int, school: str | None) -> bool:
        """Is a row of this person, term and school seen? `None`: the row names no school."""
        if person in self.own_terms:
            return True
        return any(
            former.person == person and former.first <= term <= former.last and school in (None, former.school)
            for former in self.former
        )

    def sees_household(self, household: str) -> bool:
        """Does somebody who is seen whole live there?"""
        return any(HOUSE[person] == household for person in self.whole)


def presences() -> list[Presence]:
    """Where every person of the world belongs."""
    own = [found for person, *_ in PERSONS for found in _own(person)]
    through = [
        Presence(person, child, found.school, found.room, found.subdistrict, LAST_TERM, LAST_TERM)
        for person, child in _cared_for()
        for found in own
        if found.person == child and found.last == LAST_TERM
    ]
    return own + through


def _own(person: str) -> list[Presence]:
    rows = sorted((row for row in ENROLMENTS if row[0] == person), key=lambda row: row[2])
    found = []
    if rows:
        _, now, term, grade, room, _ = rows[-1]
        found.append(Presence(person, person, now, (now, grade, room, term // 10), PLACE[now]))
        stays: list[list[tuple[str, int]]] = []
        for _, school, term, *_ in rows:
            if not stays or stays[-1][-1][0] != school:
                stays.append([])
            stays[-1].append((school, term))
        found += [
            Presence(person, person, stay[0][0], None, PLACE[stay[0][0]], stay[0][1], stay[-1][1])
            for stay in stays
            if stay[0][0] != now
        ]
    home = LIVES[HOUSE[person]]
    # Where the present school stands in the same place, its row says as much.
    return found if rows and PLACE[rows[-1][1]] == home else [*found, Presence(person, person, subdistrict=home)]


def _cared_for() -> list[tuple[str, str]]:
    """Grown persons and the children through whom they are seen."""
    pairs = [(guardian, child) for guardian, children in GUARDS.items() for child in children]
    for person, relation in RELATION.items():
        if relation in (CHILD, "unknown"):
            continue
        pairs += [(person, child) for child in RELATION if RELATION[child] == CHILD and HOUSE[child] == HOUSE[person]]
    return pairs


def matches(role: str, presence: Presence) -> bool:
    """Does a role's scope hold this place or child?"""
    if role in NATION:
        return True
    if role in TEACHES:
        return presence.room in TEACHES[role]
    if role in SEES_SCHOOLS:
        return presence.school != "" and presence.school in SEES_SCHOOLS[role]
    if role in SEES_AREA:
        low, high = SEES_AREA[role]
        return presence.subdistrict is not None and low <= presence.subdistrict <= high
    return presence.child in SEES_PERSONS.get(role, ())


def sight_of(role: str) -> Sight:
    """What a role sees of the persons of the world."""
    sight = Sight()
    for presence in presences():
        if not matches(role, presence):
            continue
        if presence.last < LAST_TERM:
            sight.former.append(presence)
            continue
        sight.whole.add(presence.person)
        if presence.first == FIRST_TERM:
            sight.own_terms.add(presence.person)
    return sight


def names(world: World) -> dict[int, str]:
    """Persons by id."""
    return {identifier: key for key, identifier in world.persons.items()}


def school_letters(world: World) -> dict[int, str]:
    """Schools by id."""
    return {identifier: letter for letter, identifier in world.schools.items()}


def sees_place(role: str, *, school: str, subdistrict: int | None) -> bool:
    """Does a role see a row that belongs to a school or a subdistrict, and to no person?"""
    if role in NATION:
        return True
    if role in SEES_SCHOOLS:
        return school != "" and school in SEES_SCHOOLS[role]
    if role in SEES_AREA and subdistrict is not None:
        low, high = SEES_AREA[role]
        return low <= subdistrict <= high
    return False
