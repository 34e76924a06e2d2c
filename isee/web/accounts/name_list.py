"""Reads a school's list of teachers: one name a line, or cells for name, user name and rooms. Pure; no database."""

import csv
import io
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from isee.kernel import GradeError, parse_grade

LONGEST_LIST = 200
LONGEST_NAME = 160
USERNAME = re.compile(r"[A-Za-z0-9._@-]{3,80}")
ID_LIKE = re.compile(r"(?:[0-9๐-๙][\s-]?){13}")
HEADER_NAMES = {"ชื่อ", "ชื่อ-สกุล", "ชื่อ-นามสกุล", "ชื่อ สกุล", "ชื่อ นามสกุล", "ชื่อครู", "name", "teacher"}
ENCODINGS = ("utf-8-sig", "cp874")


@dataclass(frozen=True)
class ListLine:
    """One line: what was read, and what is wrong with it. `text` is the line as it was given."""

    number: int
    text: str
    name: str = ""
    username: str = ""
    room_ids: tuple[int, ...] = ()
    rooms: str = ""
    problem: str = ""

    @property
    def good(self) -> bool:
        """Can an account be opened from this line?"""
        return not self.problem


def text_of_file(content: bytes) -> str:
    """The text of an uploaded list, in UTF-8 or the Thai code page of Windows. Raises UnicodeDecodeError."""
    try:
        return content.decode(ENCODINGS[0])
    except UnicodeDecodeError:
        return content.decode(ENCODINGS[1])


def read_name_list(text: str, *, rooms: Mapping[tuple[str, str], int]) -> list[ListLine]:
    """Every line of a list that is not empty; `rooms` are the school's, by grade and name."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    lines = [(number, line.strip("\ufeff ")) for number, line in enumerate(plain, start=1)]
    filled = [(number, line) for number, line in lines if line.strip(" ,;\t")]
    if filled and _is_header(filled[0][1]):
        filled = filled[1:]
    return list(_without_doubles(_read_line(number, line, rooms) for number, line in filled))


def refuse_taken(lines: list[ListLine], taken: Collection[str]) -> list[ListLine]:
    """The same lines, those with a user name that somebody has marked as wrong."""
    return [
        _wrong(line, _("Somebody has this user name already."))
        if line.good and line.username.lower() in taken
        else line
        for line in lines
    ]


def _cells(line: str) -> list[str]:
    separator = "\t" if "\t" in line else ";" if ";" in line and "," not in line else ","
    row = next(csv.reader(io.StringIO(line), delimiter=separator), [])
    return [" ".join(cell.split()) for cell in row]


def _is_header(line: str) -> bool:
    words = {cell.casefold() for cell in _cells(line)}
    return bool(words & HEADER_NAMES) and not any(re.search(r"\d", word) for word in words)


def _read_line(number: int, text: str, rooms: Mapping[tuple[str, str], int]) -> ListLine:
    if ID_LIKE.search(text):
        return ListLine(
            number, text, problem=_("A 13-digit number stands here. Take it out: names and rooms are enough.")
        )
    cells = [cell for cell in _cells(text) if cell]
    if len(cells) > 1 and cells[0].rstrip(".").isdecimal():
        cells = cells[1:]
    name, others = cells[0], cells[1:]
    username = next((cell for cell in others if USERNAME.fullmatch(cell) and not _is_room(cell)), "")
    room_cells = [cell for cell in others if cell != username]
    found = ListLine(number, text, name=name, username=username)
    if not re.search(r"[^\W\d_]{2}", name) or len(name) > LONGEST_NAME:
        return _wrong(found, _("The name is missing."))
    return _with_rooms(found, " ".join(room_cells), rooms)


def _is_room(cell: str) -> bool:
    try:
        parse_grade(cell)
    except GradeError:
        return False
    return True


def _with_rooms(line: ListLine, text: str, rooms: Mapping[tuple[str, str], int]) -> ListLine:
    """Rooms with spaces, commas or semicolons between them: `ป.4/1 ป.4/2`."""
    chosen, names = [], []
    for word in re.split(r"[\s,;]+", text):
        if not word:
            continue
        try:
            grade, room = parse_grade(word)
        except GradeError:
            return _wrong(line, _("“%(text)s” is no room. Write it as ป.4/1.") % {"text": text})
        key = (grade.value, room or "")
        if key not in rooms:
            return _wrong(line, _("The school has no room %(room)s this year.") % {"room": word})
        chosen.append(rooms[key])
        names.append(word)
    return ListLine(line.number, line.text, line.name, line.username, tuple(dict.fromkeys(chosen)), ", ".join(names))


def _without_doubles(lines: Iterator[ListLine]) -> Iterator[ListLine]:
    names: set[str] = set()
    usernames: set[str] = set()
    for line in lines:
        if line.good and line.username and line.username.lower() in usernames:
            yield _wrong(line, _("This user name stands twice in the list."))
        elif line.good and line.name in names:
            yield _wrong(line, _("This name stands twice in the list. Write something that tells the two apart."))
        else:
            yield line
        names.add(line.name)
        usernames.add(line.username.lower())


def _wrong(line: ListLine, problem: str) -> ListLine:
    return ListLine(line.number, line.text, line.name, line.username, line.room_ids, line.rooms, problem)
