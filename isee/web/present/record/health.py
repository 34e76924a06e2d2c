"""Weight, height and body mass index against a named reference; closed until somebody says what they need it for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from isee.access.api import Part
from isee.support.api import HelpKind
from isee.tracking.api import Measurement, SignKind, growth
from isee.web.present.formats import day, in_thai, name, number
from isee.web.present.growth_chart import Measured, growth_charts, signed
from isee.web.present.record.blocks import Block, Cell, Drawing, Facts, Note, Section, Table, Value, closed, nothing
from isee.web.present.thai_growth import thai_growth
from isee.web.present.words import word
from isee.web.record.reading import Record

CLASS_TONES = {-2: "back", -1: "draft", 0: "", 1: "draft", 2: "back"}
MEASURES = ("height", "bmi", "weight")


def health(record: Record) -> Section:
    """The curves, each measurement with its class, signs of faltering growth, and medical help."""
    title = _("Weight, height and growth")
    rows = record.care.measurements
    if rows is None:
        return closed("health", title, Part.HEALTH, state=_("closed; the look is written down"))
    state = _("this look was written down")
    compared = [scored(row, sex=record.person.sex, born=record.person.birth_date) for row in rows]
    blocks: list[Block] = [
        *_now(compared), *_thai(record, rows), *_faltering(record), *_curves(record, rows), *_measurements(compared),
        *_medical(record),
    ]  # fmt: skip
    return Section("health", title, state, blocks or nothing(_("Never measured.")), part=Part.HEALTH, open=True)


def _curves(record: Record, rows: Sequence[Measurement]) -> list[Block]:
    """The growth curves of a child whose sex and day of birth are known, each with its reference."""
    born = _born(record)
    if born is None or not rows:
        return []
    charts = growth_charts(record.person.sex, born=born, measurements=[_measured(row) for row in rows])
    return [Drawing(chart.svg, f"{chart.title}. {chart.summary}") for chart in charts]


def _thai(record: Record, rows: Sequence[Measurement]) -> list[Block]:
    """The official Thai classes of the newest believable measurement, where an office has loaded the Thai reference."""
    born, sound = _born(record), [row for row in rows if not row.doubtful]
    if record.care.thai is None or born is None or not sound:
        return []
    measured = _measured(sound[0])
    found = thai_growth(record.person.sex, born=born, measured=measured, reference=record.care.thai)
    if found is None:
        return []
    pairs: list[tuple[str, Value]] = [
        (one.title, Cell(one.label, tone=CLASS_TONES[one.side], note=_("%(z)s SD") % {"z": one.score}))
        for one in found.classes
    ]
    if found.grows_well:
        pairs.append((_("Together"), _("Tall and well proportioned")))
    return [Facts([*pairs, (_("Reference"), found.source)], caption=_("By the Thai reference"))]


def _born(record: Record) -> date | None:
    """The day of birth; None where only its month or year is known, since a score needs the day."""
    return record.person.birth_date if record.person.birth_precision == "day" else None


def _measured(row: Measurement) -> Measured:
    return Measured(row.measured_on, row.weight_kg, row.height_cm, row.doubtful)


def reference_name(code: str) -> str:
    """The growth reference in words: whose table it is and for which ages."""
    return {
        growth.WHO2006: _("WHO child growth standards 2006, birth to 5 years"),
        growth.WHO2007: _("WHO growth reference 2007, 5 to 19 years"),
        growth.THAI2564: _("Thai growth reference, Department of Health, 2564"),
    }.get(code, code)


def bmi(row: Measurement) -> Decimal | None:
    """Body mass index in kg per square metre, where both are known."""
    if row.weight_kg is None or not row.height_cm:
        return None
    return row.weight_kg / (row.height_cm / 100) ** 2


@dataclass(frozen=True)
class Scored:
    """A measurement with its scores: those that were stored, or worked out now where none were."""

    row: Measurement
    reference: str
    z: Mapping[str, float | None]


def scored(row: Measurement, *, sex: str, born: date | None) -> Scored:
    """The scores of a measurement against the reference for its age."""
    if row.reference or born is None:
        stored = {measure: getattr(row, f"{measure}_z") for measure in MEASURES}
        return Scored(row, row.reference, {key: None if z is None else float(z) for key, z in stored.items()})
    found = growth.assess(
        sex, age_days=(row.measured_on - born).days, weight_kg=row.weight_kg, height_cm=row.height_cm
    )  # fmt: skip
    return Scored(row, found.reference, {"height": found.height_z, "bmi": found.bmi_z, "weight": found.weight_z})


def class_of(one: Scored, measure: str) -> Cell | str:
    """The class of a score in words, with the score; a dash where there is none, or the values are doubted."""
    z = one.z[measure]
    found = None if one.row.doubtful else growth.growth_class(measure, z, reference=one.reference)
    if found is None or z is None:
        return "–"
    score = _("%(z)s SD") % {"z": signed(z)}
    return Cell(found.label_th if in_thai() else found.label_en, tone=CLASS_TONES[found.side], note=score)


def _now(rows: Sequence[Scored]) -> list[Block]:
    """The newest measurement that can be believed, in words."""
    sound = [one for one in rows if not one.row.doubtful and one.reference]
    if not sound:
        return []
    newest = sound[0]
    pairs: list[tuple[str, Value]] = [(_("Measured on"), day(newest.row.measured_on))]
    titles = {"height": _("Height for age"), "bmi": _("Body mass index for age"), "weight": _("Weight for age")}
    for measure in MEASURES:
        found = class_of(newest, measure)
        if isinstance(found, Cell):
            pairs.append((titles[measure], found))
    pairs.append((_("Reference"), reference_name(newest.reference)))
    return [Facts(pairs)]


def _measurements(rows: Sequence[Scored]) -> list[Block]:
    if not rows:
        return []
    heads = [_("Day"), _("Weight, kg"), _("Height, cm"), _("BMI"), _("Height for age"), _("BMI for age"), _("Note")]
    cells: list[list[Value]] = []
    for one in rows:
        row = one.row
        doubt = Cell(_("hard to believe: measure again"), tone="draft") if row.doubtful else ""
        cells.append([
            day(row.measured_on), _known(row.weight_kg), _known(row.height_cm), _known(bmi(row)),
            class_of(one, "height"), class_of(one, "bmi"), doubt,
        ])  # fmt: skip
    named = dict.fromkeys(reference_name(one.reference) for one in rows if one.reference)
    said = _("Compared with: %(references)s.") % {"references": "; ".join(named)} if named else _(
        "Not compared with a growth reference: age, sex or a value is not known."
    )  # fmt: skip
    note = _("A class is a reason to look again with the child's own doctor, never a diagnosis.")
    return [Table(_("Weight and height"), heads, cells, frozenset({1, 2, 3})), Note(said), Note(note)]


def _known(value: Decimal | None) -> str:
    return "–" if value is None else number(value, decimals=1)


def _faltering(record: Record) -> list[Block]:
    rows = [row for row in record.signs if row.kind == SignKind.GROWTH_FALTER]
    return [
        Note(
            _("Growth has faltered: raised on %(day)s.") % {"day": day(row.raised_on)}
            if row.cleared_on is None
            else _("Growth had faltered: raised on %(day)s, cleared on %(cleared)s.")
            % {"day": day(row.raised_on), "cleared": day(row.cleared_on)},
            tone="alert" if row.cleared_on is None else "mute",
        )
        for row in rows
    ]


def _medical(record: Record) -> list[Block]:
    rows = [row for row in record.other_help if row.kind == HelpKind.MEDICAL]
    if not rows:
        return []
    heads = [_("Day"), _("Help"), _("From")]
    cells = [
        [day(row.given_on), word(row.kind, "help"), name({"name_th": row.provider_th, "name_en": row.provider_en})]
        for row in rows
    ]
    return [Table(_("Medical care received"), heads, cells)]
