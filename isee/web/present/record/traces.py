"""Consents, links with the ministries, and who has looked at the record."""

from collections.abc import Collection, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from isee.access.api import Part, ReadLog
from isee.kernel import CitizenId, GCode
from isee.registry.api import Identifier, IdentifierKind, open_identifier
from isee.web.present.accounts import role_name
from isee.web.present.formats import day, moment, name, term
from isee.web.present.record.blocks import Block, Cell, Items, Note, Section, Table, Value, nothing
from isee.web.present.record_words import MINISTRIES
from isee.web.present.words import word
from isee.web.record.reading import Record

FEEDS = {"education": "education"}
"""The ministry behind each feed of the linkage."""
SHOWN_NUMBERS = (IdentifierKind.CITIZEN_ID, IdentifierKind.G_CODE)


def consents(record: Record) -> Section:
    """What the family agreed to, who said so, and whether it still holds."""
    rows = record.consents
    title = _("Consents")
    if not rows:
        return Section("consents", title, _("none is known"), nothing(_("Nobody has been asked yet.")))
    heads = [_("For"), _("Given by"), _("How"), _("Day"), _("State")]
    cells: list[list[Value]] = [
        [
            word(row.purpose, "consent"),
            Cell(row.given_by or "–", note=word(row.capacity, "capacity")),
            word(row.manner, "manner"),
            day(row.given_on),
            Cell(_("withdrawn on %(day)s") % {"day": day(row.withdrawn_on)}, tone="back")
            if row.withdrawn_on
            else Cell(_("holds"), tone="ok"),
        ]
        for row in rows
    ]
    holding = sum(1 for row in rows if row.withdrawn_on is None)
    state = ngettext("%(consents)s holds", "%(consents)s hold", holding) % {"consents": holding}
    return Section("consents", title, state, [Table(title, heads, cells)])


def links(record: Record) -> Section:
    """From which ministry which data are, when they came, and what is not linked yet."""
    title = _("Links with ministries")
    seen = {FEEDS.get(row.feed, row.feed): row for row in record.sightings}
    rows: list[list[Value]] = []
    for ministry in MINISTRIES:
        row = seen.get(ministry)
        rows.append(
            [
                word(ministry, "ministry"),
                Cell(_("linked"), tone="ok") if row else Cell(_("not linked yet"), tone="mute"),
                day(row.received_at.date()) if row else "–",
                term(row.term_key) if row else "–",
            ]
        )
    heads = [_("Ministry"), _("State"), _("Last delivery that names the child"), _("Term")]
    blocks: list[Block] = [Table(title, heads, rows), *_numbers(record.identifiers)]
    if record.enrolments:
        last = max(record.enrolments, key=lambda one: one.term_key)
        blocks.append(
            Note(
                _("The enrolment of term %(term)s is from: %(source)s, recorded on %(day)s.")
                % {
                    "term": term(last.term_key),
                    "source": word(last.source, "source"),
                    "day": day(last.recorded_at.date()),
                }
            )
        )
    count = len(seen)
    said = ngettext("%(ministries)s of 6 linked", "%(ministries)s of 6 linked", count) % {"ministries": count}
    return Section("links", title, said if count else _("none is linked yet"), blocks)


def _numbers(identifiers: Sequence[Identifier]) -> list[Block]:
    if not identifiers:
        return [Note(_("No number of the child is known."))]
    rows: list[list[Value]] = [
        [word(row.kind, "identifier"), word(row.source, "source"), day(row.recorded_at.date())] for row in identifiers
    ]
    return [Table(_("Numbers and their sources"), [_("Kind of number"), _("From"), _("Recorded on")], rows)]


def looks(record: Record, *, parts: Collection[Part], by_office: bool = False) -> Section:
    """Who looked at the record and, for those who may see them, at its sensitive `parts`; newest first.

    `by_office` names roles and offices alone, for the family.
    """
    rows = [row for row in record.looks if row.part not in tuple(Part)]
    opened = [row for row in record.looks if row.part in tuple(Part) and Part(row.part) in parts]
    blocks: list[Block] = []
    if opened:
        blocks.append(
            Items([_look(record, row, by_office) for row in opened], caption=_("Sensitive parts that were opened"))
        )
    if rows:
        blocks.append(Items([_look(record, row, by_office) for row in rows], caption=_("Looks at the record")))
    count = record.looks_this_month
    state = ngettext("%(looks)s look this month", "%(looks)s looks this month", count) % {"looks": count}
    return Section("looks", _("Who has looked at this record"), state, blocks or nothing(_("Nobody yet.")))


def _look(record: Record, row: ReadLog, by_office: bool) -> Cell:
    told = [word(row.part, "part")]
    if row.purpose:
        told.append(word(row.purpose, "purpose"))
    school = record.offices.get(row.assignment.school_id or 0)
    office = name(school) if school else row.assignment.label
    role = f"{role_name(row.assignment)} {office}".strip()
    who = role if by_office else row.user.display_name
    return Cell(who, note=" · ".join([*([] if by_office else [role]), *told]), end=moment(row.at))


def masked_numbers(identifiers: Sequence[Identifier]) -> list[tuple[str, str]]:
    """The kind of each number by which people know the child, with its middle hidden."""
    return [_masked(row) for row in identifiers if row.kind in SHOWN_NUMBERS]


def _masked(identifier: Identifier) -> tuple[str, str]:
    plain = open_identifier(identifier)
    kind = IdentifierKind(identifier.kind)
    masked = CitizenId.parse(plain).masked if kind is IdentifierKind.CITIZEN_ID else str(GCode.parse(plain))
    return kind.value, masked
