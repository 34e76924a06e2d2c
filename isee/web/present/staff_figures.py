"""The figures of a place at full detail, for staff: as on the public page, and nothing hidden."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from isee.kernel import AcademicTerm
from isee.reporting.api import (
    UNKNOWN,
    Answer,
    Cell,
    Choices,
    Dimension,
    Indicator,
    Question,
    StaffExtracts,
    StaffScope,
    StaffTables,
    Unit,
    choices_of,
    compute,
    counts_where_children_live,
    staff_tables,
)
from isee.web.present.choice import EVERYONE, GROUPS, group_label
from isee.web.present.figures import state_text
from isee.web.present.formats import number, term, with_unit
from isee.web.present.ranking import Place, Row, ranked
from isee.web.present.reports import Names, Option, family_label, label_of, unit_words
from isee.web.present.trend import Trend, trend

D = Dimension
FIRST = "extremely_poor"
FIRST_ROWS = 15
BELOW = {
    "nation": D.PROVINCE, "region": D.PROVINCE, "province": D.DISTRICT, "district": D.SUBDISTRICT,
    "subdistrict": D.SCHOOL,
}  # fmt: skip


@dataclass(frozen=True)
class Look:
    """What a reader looks at: a place in the scope (or the scope itself), an indicator, a term, a group."""

    code: str
    indicator: Indicator
    term: int
    group: str

    def query(self, **changes: str) -> str:
        """The end of the address."""
        said = {"show": self.indicator.name, "term": str(AcademicTerm.from_key(self.term)), "group": self.group}
        said |= changes
        return "?" + "&".join(f"{key}={value}" for key, value in said.items() if value != EVERYONE)


@dataclass(frozen=True)
class Section:
    """A heading with its figures."""

    heading: str
    rows: Sequence[tuple[str, Cell]]


@dataclass(frozen=True)
class Ranking:
    """The places of one level below."""

    heading: str
    first: Sequence[Row]
    rest: Sequence[Row]
    level: str


@dataclass(frozen=True)
class Everything:
    """All indicators of a family, each with its figure."""

    heading: str
    rows: Sequence[tuple[Indicator, str, str, Cell]]


@dataclass(frozen=True)
class StaffPage:
    """Everything that the page of a place shows to staff."""

    look: Look
    title: str
    sentence: str
    whole: bool
    crumbs: Sequence[tuple[str, str]]
    families: Sequence[tuple[str, Sequence[Option]]]
    terms: Sequence[Option]
    groups: Sequence[Option]
    rankings: Sequence[Ranking]
    sections: Sequence[Section]
    trend: Trend | None
    trend_rows: Sequence[tuple[str, Cell]]
    everything: Sequence[Everything]

    @property
    def unit(self) -> str:
        """The unit's name, for filters of figures."""
        return self.look.indicator.unit.value

    @property
    def unit_words(self) -> str:
        """The unit in words."""
        return unit_words(self.look.indicator)


@dataclass(frozen=True)
class Inquiry:
    """Asks the views of one place for one look."""

    look: Look
    extracts: StaffExtracts
    tables: StaffTables

    def ask(
        self, *rows: Dimension, indicators: Sequence[Indicator] = (), terms: Sequence[int] = (), group: str = EVERYONE
    ) -> Answer:
        """Figures by rows: of the look's own indicator and term, where none is named."""
        filters = {D(GROUPS[group][0]): (group,)} if group != EVERYONE else {}
        names = tuple(one.name for one in indicators or (self.look.indicator,))
        asked = Question(names, rows, (), tuple(terms or (self.look.term,)), "", filters)
        return compute(asked, tables=self.tables, gazetteer=self.extracts.gazetteer)

    def listed(self, answer: Answer, dimension: Dimension) -> list[tuple[str, Cell]]:
        """The rows of an answer in words."""
        names = Names(self.extracts)
        rows = [(key[0], answer.cell(self.look.indicator, key, ())) for key in answer.row_keys if key]
        return [
            (names.value(dimension, value), cell) for value, cell in rows if value != UNKNOWN or cell["s"] != "none"
        ]


def staff_page(
    look: Look, *, extracts: StaffExtracts, own: StaffScope, scope: StaffScope, choices: Choices
) -> StaffPage:
    """The page of a place. `own` is the whole scope of the reader, as is `choices`; `scope` is its part here."""
    here = choices_of(extracts, scope)
    names = Names(extracts)
    with staff_tables(extracts, scope, terms=extracts.terms) as tables:
        inquiry = Inquiry(look, extracts, tables)
        everything = inquiry.ask(indicators=here.indicators, group=look.group)
        by_term = inquiry.listed(inquiry.ask(D.TERM, terms=extracts.terms, group=look.group), D.TERM)
        levels = [(level, inquiry.ask(level, group=look.group)) for level in levels_of(look, extracts, here)]
        sections = [
            Section(heading, inquiry.listed(inquiry.ask(dimension), dimension))
            for heading, dimension in (
                (_("Girls and boys"), D.SEX), (_("Levels of school"), D.GRADE_BAND), (_("Grades"), D.GRADE),
            )
        ]  # fmt: skip
    return StaffPage(
        look=look, title=names.place(look.code) if look.code else _("My scope"),
        sentence=_sentence(look, everything),
        whole=not look.code or extracts.gazetteer.covers(own, look.code), crumbs=list(_crumbs(look, names, own)),
        families=_families(choices, look),
        terms=[Option(term(key), term(key), key == look.term) for key in reversed(extracts.terms)],
        groups=[Option(one, group_label(one), one == look.group) for one in (EVERYONE, *GROUPS)],
        rankings=[_ranking(level, answer, look, names) for level, answer in levels],
        sections=sections,
        trend=trend([(label, cell["v"]) for label, cell in by_term], unit=look.indicator.unit.value),
        trend_rows=list(reversed(by_term)), everything=_everything(here, everything),
    )  # fmt: skip


def levels_of(look: Look, extracts: StaffExtracts, here: Choices) -> list[Dimension]:
    """The levels of places that are ranked: the next below, and the schools of a district."""
    area = extracts.gazetteer.areas.get(look.code)
    below = BELOW.get(area["level"]) if area else None
    first = next((one for one, count in here.places.items() if count > 1 and one is not D.REGION), None)
    found: list[Dimension] = [one for one in (below or first,) if one]
    if area and area["level"] == "district":
        found.append(D.SCHOOL)
    if counts_where_children_live(look.indicator):
        found = [one for one in found if one is not D.SCHOOL]
    return [one for one in found if here.places.get(one) or one is below]


def _sentence(look: Look, everything: Answer) -> str:
    """The figure in one sentence, with the numbers behind it."""
    cell = everything.cell(look.indicator, (), ())
    said = {"what": label_of(look.indicator), "group": ""}
    if look.group != EVERYONE:
        said["what"] = f"{said['what']}, {group_label(look.group)}"
    if cell["v"] is None:
        return _("%(what)s: %(value)s") % {**said, "value": state_text("none")}
    value = with_unit(cell["v"], look.indicator.unit.value).replace(" ", "\u00a0")
    if look.indicator.unit is Unit.SHARE and cell["n"] is not None and cell["d"] is not None:
        value = _("%(value)s (%(n)s of %(d)s)") % {"value": value, "n": number(cell["n"]), "d": number(cell["d"])}
    return _("%(what)s: %(value)s") % {**said, "value": value}


def _crumbs(look: Look, names: Names, own: StaffScope) -> Iterator[tuple[str, str]]:
    """From the whole scope to here, by the places that lie in it as a whole."""
    if not look.code:
        return
    gazetteer = names.extracts.gazetteer
    above: list[str] = []
    code = look.code
    while (row := gazetteer.schools.get(code) or gazetteer.areas.get(code)) is not None:
        parent = row.get("subdistrict") or row.get("parent")
        if not parent:
            break
        if gazetteer.covers(own, parent):
            above.insert(0, parent)
        code = parent
    if not gazetteer.stands_for(own):
        yield _("My scope"), reverse("staff_figures") + look.query()
    for step in above:
        yield names.place(step), reverse("staff_place", args=[step]) + look.query()
    yield names.place(look.code), ""


def _families(choices: Choices, look: Look) -> list[tuple[str, list[Option]]]:
    found: dict[str, list[Option]] = {}
    for one in choices.indicators:
        option = Option(one.name, label_of(one), one is look.indicator)
        found.setdefault(family_label(one.family), []).append(option)
    return list(found.items())


def _ranking(level: Dimension, answer: Answer, look: Look, names: Names) -> Ranking:
    places = [
        Place(
            key[0], names.value(level, key[0]), reverse("staff_place", args=[key[0]]) + look.query(),
            answer.cell(look.indicator, key, ()),
        )
        for key in answer.row_keys if key and key[0] != UNKNOWN
    ]  # fmt: skip
    heading = {
        D.REGION: _("Regions"), D.PROVINCE: _("Provinces"), D.DISTRICT: _("Districts"),
        D.SUBDISTRICT: _("Subdistricts"), D.SCHOOL: _("Schools"),
    }[level]  # fmt: skip
    rows = ranked(places, indicator=look.indicator.name)
    shown = min(sum(row.rank is not None for row in rows), FIRST_ROWS) or FIRST_ROWS
    return Ranking(heading, rows[:shown], rows[shown:], level.value)


def _everything(here: Choices, answer: Answer) -> list[Everything]:
    found: dict[str, list[tuple[Indicator, str, str, Cell]]] = {}
    for one in here.indicators:
        cell = answer.cell(one, (), ())
        found.setdefault(family_label(one.family), []).append((one, label_of(one), one.unit.value, cell))
    return [Everything(family, rows) for family, rows in found.items()]
