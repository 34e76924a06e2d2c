"""A record as a document for paper: the same sections as on the page, with who printed it, when and why."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from isee.collect.api import Photo
from isee.registry.api import full_name
from isee.web.present.formats import day, moment, name, term
from isee.web.present.life import Life, Mark
from isee.web.present.record.blocks import Cell, Drawing, Photos, Section, Table
from isee.web.present.record.photos import photos
from isee.web.present.record.schooling import grade_label
from isee.web.present.record.traces import masked_numbers
from isee.web.present.record.whole import life_of, sections_of
from isee.web.present.staff import age
from isee.web.present.svg import for_paper
from isee.web.present.words import word
from isee.web.record.reading import Record

Pictures = Callable[[Photo], str]


@dataclass(frozen=True)
class Imprint:
    """What stands on each sheet: who printed it, in which role, when, and why."""

    by: str
    role: str
    at: datetime
    why: str


def record_document(record: Record, imprint: Imprint, *, pictures: Pictures | None) -> dict[str, Any]:
    """The record for official use. Parts that were not chosen are named as left out."""
    sections = sections_of(record, pictures=photos(record, address=pictures))
    document = _document(record, imprint, [section for section in sections if not section.closed])
    left_out = [section.title for section in sections if section.closed]
    if left_out:
        document["after"] = [_("Not printed: %(parts)s.") % {"parts": ", ".join(left_out)}]
    return {
        **document, "heading": _("Record of a child"), "use": _("For official use only"),
        "after": document.get("after", []),
    }  # fmt: skip


def copy_document(record: Record, imprint: Imprint, *, pictures: Pictures | None) -> dict[str, Any]:
    """Everything held about the child, for the family. Every copy bears the sentence on what the law lets leave out."""
    whole = sections_of(record, pictures=photos(record, address=pictures), by_office=True, whole=True)
    document = _document(record, imprint, [section for section in whole if not section.closed])
    return {
        **document, "heading": _("Copy of a child's record"), "use": _("Copy for the family"),
        "after": [
            _("This copy was asked for under section 30 of the Personal Data Protection Act, B.E. 2562."),
            _("What could harm the rights of somebody if it were given may be left out under the same section."),
            _("Values that were corrected are kept too, with the day. Ask the office that gave you this copy."),
            _("If something here is wrong, ask the school to correct it."),
            _("You may complain to the Office of the Personal Data Protection Committee."),
        ],
    }  # fmt: skip


def _document(record: Record, imprint: Imprint, sections: list[Section]) -> dict[str, Any]:
    return {
        "language": get_language() or "th", "name": full_name(record.person), "about": _about(record),
        "printed": _("Printed by %(who)s on %(moment)s (Thai time). Purpose: %(why)s.") % {
            "who": f"{imprint.by} ({imprint.role})" if imprint.role else imprint.by, "moment": moment(imprint.at),
            "why": imprint.why,
        },
        "page": _("Page"), "life": _life(life_of(record)), "life_title": _("One life, a column for each school year"),
        "sections": [_section(section) for section in sections],
    }  # fmt: skip


def _about(record: Record) -> list[str]:
    """Age, birth date, class, school and numbers (masked)."""
    years, last = age(record.person.birth_date, on=record.on), record.here.last
    lines = []
    if record.person.birth_date and years is not None:
        said = ngettext("%(age)s year", "%(age)s years", years) % {"age": years}
        lines.append(_("Born on %(day)s, %(age)s") % {"day": day(record.person.birth_date), "age": said})
    if last is not None:
        lines.append(f"{grade_label(last.grade)}, {name(last.school)}, {term(last.term_key)}")
    lines += [f"{word(kind, 'identifier')} {number}" for kind, number in masked_numbers(record.identifiers)]
    return lines


def _life(life: Life) -> dict[str, Any]:
    """The table without the years to come; bars of schools by how many columns they cover."""
    known = [year for year in life.years if not year.future]
    return {
        "before": ["–".join(dict.fromkeys(map(str, life.before))), _("not known")] if life.before else [],
        "years": [[grade_label(year.grade.value) if year.grade else "–", str(year.year)] for year in known],
        "school": _("School"),
        "stays": [[name(stay.school) if stay.school else "", stay.years] for stay in life.stays if not stay.future],
        "rows": [[row.label, *(_mark(mark) for year, mark in row.marks if not year.future)] for row in life.rows],
        "missing": _("Not known yet: %(things)s.") % {"things": ", ".join(life.missing)} if life.missing else "",
    }


def _mark(mark: Mark | None) -> str:
    """A mark in the signs that the typeface has."""
    return "–" if mark is None else mark.text.replace("●", "•").replace("○", "…")


def _section(section: Section) -> dict[str, Any]:
    blocks: list[dict[str, Any]] = []
    for block in section.blocks:
        made = _block(block)
        if made["kind"] != "drawing":
            blocks.append(made)
        elif blocks and blocks[-1]["kind"] == "drawings":
            blocks[-1]["rows"].append(made)
        else:
            blocks.append({"kind": "drawings", "rows": [made]})
    return {"title": section.title, "blocks": blocks}


def _block(block: Any) -> dict[str, Any]:
    """A block as plain values; a cell keeps its text and its note, colours stay on the screen."""
    if isinstance(block, Table):
        return {
            "kind": block.kind, "caption": block.caption, "heads": list(block.heads), "numeric": sorted(block.numeric),
            "rows": [[_cell(value) for value in row] for row in block.rows],
        }  # fmt: skip
    if isinstance(block, Photos):
        return {"kind": "photos", "rows": [{"svg": photo.url, "text": photo.text} for photo in block.rows]}
    if isinstance(block, Drawing):
        return {"kind": "drawing", "svg": for_paper(block.svg), "caption": block.caption}
    values = asdict(block)
    if "pairs" in values:
        values["pairs"] = [[title, _cell(value)] for title, value in block.pairs]
    if "rows" in values:
        values["rows"] = [_cell(value) for value in block.rows]
    return values


def _cell(value: Any) -> list[str]:
    return [value.text, value.note, value.end] if isinstance(value, Cell) else [str(value), "", ""]
