"""Layouts of the ministries' files: as published where they are, plainly ours where not, and free of contradictions."""

import pytest

from isee.linkage.api import LayoutError, feed_layout, feed_layouts, roster_columns
from isee.linkage.feeds.layout import read_layout

OURS = {"finance_welfare", "interior_civil", "labour_insured", "social_newborn"}
#: As the 43-file standard prints them.
PUBLISHED = {
    "health_person": "HOSPCODE|CID|PID|HID|PRENAME|NAME|LNAME|HN|SEX|BIRTH|MSTATUS|OCCUPATION_OLD|OCCUPATION_NEW|RACE|"
    "NATION|RELIGION|EDUCATION|FSTATUS|FATHER|MOTHER|COUPLE|VSTATUS|MOVEIN|DISCHARGE|DDISCHARGE|ABOGROUP|RHGROUP|LABOR|"
    "PASSPORT|TYPEAREA|D_UPDATE|TELEPHONE|MOBILE",
    "health_nutrition": "HOSPCODE|PID|SEQ|DATE_SERV|NUTRITIONPLACE|WEIGHT|HEIGHT|HEADCIRCUM|CHILDDEVELOP|FOOD|BOTTLE|"
    "PROVIDER|D_UPDATE|CID",
    "health_disability": "HOSPCODE|DISABID|PID|DISABTYPE|DISABCAUSE|DIAGCODE|DATE_DETECT|DATE_DISAB|D_UPDATE|CID",
}
GOOD = """
ministry = "interior"
owner_th = "ก"
owner_en = "a"
title_th = "ก"
title_en = "a"
ours = true
source = "ours"
kind = "csv"
encodings = ["utf-8"]
separator = ","
header = true
key = ["CID"]
columns = [
  { name = "CID", th = "เลข", en = "number", type = "citizen_id", role = "citizen_id", privacy = "sensitive" },
  { name = "BORN", th = "ก", en = "b", type = "date", role = "born", privacy = "personal", era = "BE", format = "Y" },
]
"""


def test_what_is_ours_says_so() -> None:
    assert {name for name, layout in feed_layouts().items() if layout.ours} == OURS


@pytest.mark.parametrize("name", feed_layouts())
def test_every_column_has_words_in_both_languages_and_a_mark(name: str) -> None:
    layout = feed_layout(name)
    assert layout.source
    for column in layout.columns:
        assert column.th, column.name
        assert column.en, column.name
        assert column.privacy in ("open", "personal", "sensitive")


@pytest.mark.parametrize("name", PUBLISHED)
def test_the_43_files_have_the_published_columns(name: str) -> None:
    layout = feed_layout(name)
    assert "|".join(layout.names) == PUBLISHED[name]
    assert layout.separator == "|"
    assert {column.era for column in layout.columns if column.type in ("date", "datetime")} == {"CE"}


def test_the_roster_has_the_columns_that_its_reader_knows() -> None:
    layout = feed_layout("education_roster")
    known = roster_columns()
    assert len(layout.columns) == 36
    assert {column.role: column.name for column in layout.columns} == {
        column.role: known[column.role].header for column in layout.columns
    }
    assert [column.required for column in layout.columns] == [known[column.role].required for column in layout.columns]


def test_roles_are_the_same_words_in_every_layout() -> None:
    for role in ("citizen_id", "birth_date"):
        for layout in feed_layouts().values():
            if role == "citizen_id" or layout.name not in ("health_nutrition", "health_disability"):
                assert layout.column(role).type in ("citizen_id", "number", "date")


def test_an_unknown_layout_is_answered_with_those_that_there_are() -> None:
    with pytest.raises(LookupError, match="interior_civil"):
        feed_layout("interior")


def test_a_good_layout_is_read() -> None:
    assert read_layout("trial", GOOD).names == ("CID", "BORN")


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('type = "citizen_id"', 'type = "number13"', "no type"),
        ('privacy = "sensitive"', 'privacy = "secret"', "open, personal or sensitive"),
        ('privacy = "sensitive"', 'privacy = "open"', "number is sensitive"),
        (', era = "BE"', "", "needs its era"),
        ('era = "BE"', 'era = "AD"', "BE or CE"),
        ('role = "born"', 'role = "citizen_id"', "one role"),
        ('name = "BORN"', 'name = "CID"', "one name"),
        ('key = ["CID"]', 'key = ["PID"]', "key names"),
        ('th = "เลข", ', "", "missing or unknown"),
        ('kind = "csv"', 'kin = "csv"', "missing or unknown"),
    ],
)
def test_a_layout_that_contradicts_itself_is_refused_with_the_place(old: str, new: str, words: str) -> None:
    with pytest.raises(LayoutError, match=words) as refusal:
        read_layout("trial", GOOD.replace(old, new))
    assert "trial" in str(refusal.value)
