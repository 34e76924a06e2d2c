"""Codes are shown as words: every kind of event that the code writes, and every member of the enums shown."""

import re
from pathlib import Path

import pytest
from django.utils.translation import override

from isee.access.api import RULES, Part, ReadingPurpose, Requester
from isee.collect.api import PhotoKind, PictureSource, VisitSource, VisitState
from isee.linkage.api import QuestionAnswer, QuestionKind
from isee.registry import models as registry
from isee.registry.api import Whereabouts
from isee.screening.api import PovertyClass, Reason
from isee.support.api import (
    EntitlementState,
    HelpKind,
    PaymentChannel,
    PaymentState,
    PaymentTrouble,
    ReceiptKind,
    Receiver,
)
from isee.tracking.api import (
    AbsenceKind,
    CareLevel,
    CaseEntryKind,
    CaseKind,
    CaseOutcome,
    CaseState,
    Instrument,
    Promotion,
    SignKind,
)
from isee.web.present.words import LISTS, detail_words
from isee.web.translations import FRAGMENTS, join_fragments

ISEE = Path(__file__).resolve().parents[3] / "isee"
CODE = "\n".join(path.read_text(encoding="utf-8") for path in ISEE.rglob("*.py"))


def written(argument: str) -> set[str]:
    """The texts that are given as this argument anywhere in the code of events."""
    return set(re.findall(rf'record_event\([^()]*?{argument}="(\w+)"', CODE, re.DOTALL))


def test_every_kind_of_event_has_its_word() -> None:
    assert {"role_ended", "children_searched"} <= written("action")
    assert sorted(written("action") - set(LISTS["action"])) == []


def test_every_kind_of_thing_has_its_word() -> None:
    assert "assignment" in written("object_kind")
    assert sorted(written("object_kind") - set(LISTS["thing"])) == []


def test_every_detail_of_an_event_has_its_word() -> None:
    keys = {key for found in re.findall(r"detail=\{(.*?)\}", CODE, re.DOTALL) for key in re.findall(r'"(\w+)":', found)}
    assert sorted(keys - set(LISTS["detail"])) == []


@pytest.mark.parametrize(
    ("kind", "codes"),
    [
        ("role", [role.value for role in RULES]),
        ("relation", registry.Relation.values),
        ("outcome", registry.Outcome.values),
        ("class", PovertyClass.values),
        ("sex", registry.Sex.values),
        ("identifier", registry.IdentifierKind.values),
        ("household", registry.HouseholdKind.values),
        ("transfer", registry.TransferState.values),
        ("consent", registry.ConsentPurpose.values),
        ("capacity", registry.ConsentCapacity.values),
        ("question", QuestionKind.values),
        ("part", list(Part)),
        ("purpose", list(ReadingPurpose)),
        ("requester", list(Requester)),
        ("reason", Reason.values),
        ("visit", VisitState.values),
        ("pictures", PictureSource.values),
        ("photo", PhotoKind.values),
        ("entitlement", EntitlementState.values),
        ("payment", PaymentState.values),
        ("trouble", PaymentTrouble.values),
        ("channel", PaymentChannel.values),
        ("receipt", ReceiptKind.values),
        ("receiver", Receiver.values),
        ("help", HelpKind.values),
        ("absence", AbsenceKind.values),
        ("promotion", Promotion.values),
        ("level", CareLevel.values),
        ("instrument", Instrument.values),
        ("sign", SignKind.values),
        ("case", CaseKind.values),
        ("case_state", CaseState.values),
        ("case_outcome", CaseOutcome.values),
        ("case_event", CaseEntryKind.values),
        ("source", [*registry.Source.values, *VisitSource.values]),
        ("answer", QuestionAnswer.values),
    ],
)
def test_every_member_has_its_word(kind: str, codes: list[str]) -> None:
    assert sorted(set(codes) - set(LISTS[kind])) == []


def test_every_whereabouts_has_its_pill() -> None:
    pill = (ISEE / "web" / "templates" / "staff" / "parts" / "whereabouts.html").read_text(encoding="utf-8")
    named = set(re.findall(r'where == "(\w+)"', pill))
    assert {member.value for member in Whereabouts} - named == {"elsewhere"}


def test_every_word_has_its_thai() -> None:
    known = {message.id for message in join_fragments(FRAGMENTS.glob("*.po"))}
    assert sorted({text for words in LISTS.values() for text in words.values()} - known) == []


def test_details_are_said_in_words() -> None:
    with override("en"):
        said = detail_words({"rows": 51, "term": 25692, "role": "teacher", "terms": [25691, 25692]})
    assert said == "rows 51, term 2/2569, role Class teacher, terms 1/2569 2/2569"
