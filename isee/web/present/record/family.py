"""Guardians and income, the home and the visits to it."""

from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from isee.access.api import Part
from isee.collect.api import Visit, VisitState
from isee.places.api import AreaLevel
from isee.registry.api import Member
from isee.web.present import places
from isee.web.present.formats import day, in_thai, number, term
from isee.web.present.record.blocks import Block, Cell, Facts, Items, Note, Section, Table, nothing
from isee.web.present.staff import age
from isee.web.present.words import word
from isee.web.record.reading import Family, Record

INCOMES = ("wage", "farm", "business", "welfare", "other")
HEALTH_MARKS = ("disabled", "chronic")
VISIT_TONES = {"certified": "ok", "sent": "wait", "returned": "back", "draft": "draft"}


def label(record: Record, list_name: str, code: object) -> str:
    """The word of a code list's entry in the reader's language; the code itself where the list has none."""
    found = record.labels.get(list_name, {}).get(str(code))
    return found[0 if in_thai() else 1] if found else str(code)


def labels(record: Record, list_name: str, codes: object) -> str:
    """The words of several entries, or of the one that was given."""
    each = codes if isinstance(codes, list) else [codes]
    return ", ".join(label(record, list_name, code) for code in each)


def last_visit(record: Record) -> Visit | None:
    """The newest visit that was sent; of a draft nothing is taken for known."""
    sent = [row for row in record.visits if row.state != VisitState.DRAFT]
    return sent[0] if sent else None


def family(record: Record) -> Section:
    """Who lives with the child and cares for it, and on what income."""
    blocks: list[Block] = [*_income(record), *_told(record), *_members(record), *_guardians(record.family)]
    address = home_address(record.family)
    if address:
        blocks.append(Facts([(_("Address"), address)]))
    if not blocks:
        blocks = list(nothing(_("Nobody has recorded the household yet.")))
    return Section("family", _("Guardians and income"), _family_state(record), blocks)


def _family_state(record: Record) -> str:
    known = [row for row in record.results if row.income_per_head is not None]
    people = len(record.family.members)
    parts = [ngettext("%(people)s at home", "%(people)s at home", people) % {"people": people}] if people else []
    if known:
        parts.append(_("%(baht)s baht a head and month") % {"baht": number(known[0].income_per_head or 0)})
    return " · ".join(parts) or _("income not known")


def _income(record: Record) -> list[Block]:
    if not record.results:
        return []
    newest = record.results[0]
    amount = _("not known")
    if newest.income_per_head is not None:
        amount = _("%(baht)s baht a head and month") % {"baht": number(newest.income_per_head, decimals=2)}
    return [Facts([(_("Income, term %(term)s") % {"term": term(newest.term_key)}, amount)])]


def _told(record: Record) -> list[Block]:
    """What the last home visit tells of the family: only what was answered."""
    visit = last_visit(record)
    if visit is None:
        return []
    pairs = [
        (title, labels(record, key, visit.answers[key]))
        for key, title in (("family_status", _("Parents")), ("lives_with", _("The child lives with")))
        if visit.answers.get(key)
    ]
    depends = [code for code in visit.answers.get("dependency") or [] if _may_be_told(record, code)]
    if depends:
        pairs.append((_("In the household"), labels(record, "dependency", depends)))
    blocks: list[Block] = [Facts(pairs)] if pairs else []
    return [*blocks, *_told_incomes(record, visit), Note(told_when(visit))]


def _may_be_told(record: Record, code: str) -> bool:
    """Illness and disability of the family belong to the health part."""
    return Part.HEALTH in record.opened or code not in HEALTH_MARKS


def told_when(visit: Visit) -> str:
    """From which visit, and whether it was certified."""
    said = _("As told at the home visit of %(day)s, term %(term)s.") % {
        "day": day(visit.visited_on) if visit.visited_on else _("a day not known"), "term": term(visit.term_key),
    }  # fmt: skip
    if visit.certified_on:
        said += " " + _("Certified on %(day)s by: %(position)s.") % {
            "day": day(visit.certified_on), "position": visit.certifier_position,
        }  # fmt: skip
    return said


def _told_incomes(record: Record, visit: Visit) -> list[Block]:
    members: Sequence[Mapping[str, Any]] = visit.answers.get("members") or []
    if not members:
        return []
    rows = [_member_row(record, member) for member in members]
    heads = [
        _("Member"), _("Age"), _("Education"), _("Wage"), _("Farming"), _("Business"), _("State welfare"),
        _("Other income"), _("Baht a month"),
    ]  # fmt: skip
    told = [total for member in members if (total := _sum(member)) is not None]
    blocks: list[Block] = [Table(_("Income of each member"), heads, rows, frozenset({1, 3, 4, 5, 6, 7, 8}))]
    if told:
        together = sum(told, Decimal(0))
        said = _("Together %(total)s baht a month for %(people)s people: %(head)s baht a head.") % {
            "total": number(together), "people": len(members), "head": number(together / len(members), decimals=2),
        }  # fmt: skip
        blocks.append(Note(said, tone=""))
    return blocks


def _member_row(record: Record, member: Mapping[str, Any]) -> list[Cell | str]:
    total = _sum(member)
    marks = [label(record, "dependency", key) for key in HEALTH_MARKS if member.get(key) and _may_be_told(record, key)]
    return [
        Cell(_relation(record, str(member.get("relation") or "unknown")), note=", ".join(marks)),
        "–" if member.get("age") is None else str(member["age"]),
        labels(record, "education_level", member["education"]) if member.get("education") else "–",
        *(_amount(member.get(source)) for source in INCOMES),
        "–" if total is None else number(total),
    ]


def _relation(record: Record, code: str) -> str:
    """A relation of the questionnaire; of the registry where the list of the one lacks it."""
    return label(record, "relation", code) if code in record.labels.get("relation", {}) else word(code, "relation")


def _amount(value: object) -> str:
    """Baht as told; a dash where nobody answered, which is not a zero."""
    baht = _baht(value)
    return "–" if baht is None else number(baht)


def _baht(value: object) -> Decimal | None:
    try:
        return None if value is None else Decimal(str(value))
    except InvalidOperation:
        return None


def _sum(member: Mapping[str, Any]) -> Decimal | None:
    """A member's income of all sources, known when at least one was told."""
    told = [baht for source in INCOMES if (baht := _baht(member.get(source))) is not None]
    return sum(told, Decimal(0)) if told else None


def _members(record: Record) -> list[Block]:
    rows = [_member(record, member) for member in record.family.members]
    return [Items(rows, caption=_("At home"))] if rows else []


def _member(record: Record, member: Member) -> Cell:
    if member.person_uuid == record.person.uuid:
        return Cell(member.name, tone="self", note=_("this child"))
    told = [word(member.relation, "relation")]
    years = age(member.birth_date, on=record.on)
    if years is not None:
        told.append(ngettext("%(age)s year", "%(age)s years", years) % {"age": years})
    if not member.in_scope:
        told.append(_("outside your school or area: name only"))
    linked = member.in_scope and member.relation == "child" and member.person_uuid
    return Cell(member.name, note=" · ".join(told), url=reverse("child", args=[member.person_uuid]) if linked else "")


def _guardians(home: Family) -> list[Block]:
    blocks: list[Block] = []
    if home.guardians:
        rows = [
            Cell(
                f"{row.guardian.prefix}{row.guardian.given_name} {row.guardian.family_name}".strip(),
                note=word(row.relation, "relation"),
            )
            for row in home.guardians
        ]
        blocks.append(Items(rows, caption=_("Guardians")))
    if home.relations:
        blocks.append(Items([_named(row) for row in home.relations], caption=_("Named in the roster")))
        blocks.append(Note(_("Known by name only: not yet matched to a person.")))
    return blocks


def _named(relation: Any) -> Cell:
    told = [word(relation.role, "relation")]
    if relation.role == "guardian" and relation.relation:
        told.append(relation.relation)
    if relation.occupation:
        told.append(relation.occupation)
    return Cell(f"{relation.prefix}{relation.given_name} {relation.family_name}".strip(), note=" · ".join(told))


def home_address(home: Family) -> str:
    """The address as far as it is known: house, village, subdistrict, district, province."""
    household = home.household
    if household is None:
        return ""
    near = [
        _("no. %(number)s") % {"number": household.house_number} if household.house_number else "",
        _("Moo %(moo)s") % {"moo": household.moo} if household.moo else "",
        household.road,
    ]
    far = [places.title(places.words(area)) for area in reversed(home.home) if area.level != AreaLevel.REGION]
    return (
        (" " if in_thai() else ", ").join([part for part in [*near, *far] if part] + [household.postcode]).strip(" ,")
    )


def home(record: Record) -> Section:
    """How the family lives, as the last visit found it, and each visit."""
    visit = last_visit(record)
    blocks: list[Block] = []
    if visit is not None:
        blocks += [Facts(dwelling(record, visit.answers)), Note(told_when(visit))]
    if record.visits:
        blocks.append(_visits(record))
    state = _("no home visit is known")
    if record.visits:
        count = len(record.visits)
        state = ngettext("%(visits)s home visit", "%(visits)s home visits", count) % {"visits": count}
        if visit is not None and visit.visited_on:
            state += " · " + _("last on %(day)s") % {"day": day(visit.visited_on)}
    return Section("home", _("Home and home visits"), state, blocks or nothing(_("Nobody has visited the home yet.")))


def dwelling(record: Record, answers: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What was answered about the dwelling, the land, water, things owned and the way to school."""
    pairs = [
        (title, labels(record, list_name, answers[key]))
        for key, list_name, title in (
            ("tenure", "tenure", _("Tenure")), ("floor", "floor", _("Floor")), ("wall", "wall", _("Walls")),
            ("roof", "roof", _("Roof")), ("farmland", "farmland", _("Farmland")),
            ("water", "water", _("Drinking water")),
            ("electricity", "electricity", _("Electricity")), ("vehicles", "vehicle", _("Vehicles")),
            ("appliances", "appliance", _("Appliances")),
        )
        if answers.get(key)
    ]  # fmt: skip
    if isinstance(answers.get("toilet"), bool):
        pairs.append((_("Toilet"), _("in the house") if answers["toilet"] else _("none in the house")))
    for key, title in (("rent", _("Rent, baht a month")), ("pocket_money", _("Pocket money, baht a day"))):
        if _baht(answers.get(key)) is not None:
            pairs.append((title, _amount(answers[key])))
    return [*pairs, *_travel(record, answers.get("travel") or {})]


def _travel(record: Record, travel: Mapping[str, Any]) -> list[tuple[str, str]]:
    parts = []
    if travel.get("means"):
        parts.append(labels(record, "travel", travel["means"]))
    for key, text in (("km", _("%(n)s km")), ("minutes", _("%(n)s minutes")), ("baht_month", _("%(n)s baht a month"))):
        if _baht(travel.get(key)) is not None:
            value = _baht(travel[key]) or Decimal(0)
            parts.append(text % {"n": number(value, decimals=1 if value % 1 else 0)})
    return [(_("Way to school and back"), " · ".join(parts))] if parts else []


def _visits(record: Record) -> Table:
    rows: list[list[Cell | str]] = []
    for row in record.visits:
        told = [word(row.picture_source, "pictures")]
        if row.photo_exception:
            told.append(label(record, "photo_exception", row.photo_exception))
        if row.return_reason:
            told.append(row.return_reason)
        rows.append(
            [
                term(row.term_key),
                day(row.visited_on) if row.visited_on else "–",
                Cell(word(row.state, "visit"), tone=VISIT_TONES.get(row.state, "")),
                " · ".join(told),
            ]
        )
    return Table(_("Home visits"), [_("Term"), _("Day"), _("State"), _("Note")], rows)
