"""The whole record: the life on one line, and all sections in their order."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from isee.access.api import Part
from isee.web.present import life_rows
from isee.web.present.life import Life, Mark, draw_life
from isee.web.present.record import care, family, health, schooling, support, traces
from isee.web.present.record.blocks import Section
from isee.web.record.reading import Record


def life_of(record: Record) -> Life:
    """Fifteen years on one line."""
    shown = Part.HEALTH in record.opened
    things: list[tuple[str, Mapping[int, Mark]]] = [
        (_("Screening"), life_rows.classes(record.results)),
        (_("Baht a head"), life_rows.incomes(record.results)),
        (_("Attendance, %"), life_rows.attendance(record.attendance)),
        (_("Grade average"), life_rows.grades(record.learning)),
        (_("kg / cm") if shown else _("Growth"), life_rows.measured(record.measured, shown=shown)),
        (_("Home visits"), life_rows.visits(record.visits)),
        (_("Grant, baht"), life_rows.grants(record.entitlements, record.payments)),
        (_("Other help"), life_rows.help_given(support.told_help(record))),
    ]
    signs = [row for row in record.signs if row.kind not in schooling.CLOSED_SIGNS]
    if signs:  # that there is none is no gap in what is known
        things.append((_("Early signs"), life_rows.signs(signs)))
    if record.care.cases:
        things.append((_("Cases"), life_rows.cases(record.care.cases)))
    return draw_life(record.enrolments, things, present=record.present)


def sections_of(
    record: Record, *, pictures: Section, by_office: bool = False, whole: bool = False
) -> Sequence[Section]:
    """The sections in the order in which the page opens them; those that the role may not open are left out.

    `whole` leaves none out: the copy for a family. `by_office` names those who looked by their role and office.
    """
    parts = record.opened if whole else record.allowed
    sections = [
        family.family(record), family.home(record), pictures, support.screening(record), support.grants(record),
        support.help_received(record), schooling.attendance(record), schooling.learning(record),
        schooling.schools(record), health.health(record), care.risk(record), care.protection(record),
        traces.consents(record), traces.links(record), traces.looks(record, parts=parts, by_office=by_office),
    ]  # fmt: skip
    return [section for section in sections if whole or section.part is None or section.part in record.allowed]
