"""Whatever the rows are: no child with fewer than nine others alike leaves, and nothing is lost silently."""

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from isee.reporting.research.anonymity import K, NotAnonymousError, group_sizes, homogeneity, protect, smallest_group
from isee.reporting.research.columns import BY_NAME, COLUMNS, KEY, QUASI_IDENTIFIERS, TERM, expanded

PLACES = {f"580{d}0{s}": (f"10580{d}{s}00{n}", n) for d in (1, 2) for s in (1, 2) for n in (1, 2)}
SCHEMA = {
    KEY: pl.String, TERM: pl.Int32, "sex": pl.String, "age": pl.Int16, "age_band": pl.String, "grade": pl.String,
    "grade_band": pl.String, "in_school": pl.Boolean, "school_code": pl.String, "subdistrict": pl.String,
    "district": pl.String, "province": pl.String, "region": pl.String, "poverty_class": pl.String,
}  # fmt: skip


@st.composite
def nations(draw: DrawFn) -> pl.DataFrame:
    """Some groups of alike children in one to three terms; some move, some come and go, some are out of school."""
    rows = []
    terms = draw(st.lists(st.sampled_from([25682, 25691, 25692]), min_size=1, max_size=3, unique=True))
    for number in range(draw(st.integers(1, 14))):
        size = draw(st.integers(1, 25))
        known = draw(st.lists(st.sampled_from(terms), min_size=1, unique=True))
        sex, age = draw(st.sampled_from(["f", "m", None])), draw(st.integers(4, 16))
        for term in known:
            place = draw(st.sampled_from(sorted(PLACES)))
            out = draw(st.integers(0, 9)) == 0
            pupil: dict[str, object] = {
                TERM: term, "sex": sex, "age": age, "age_band": "primary" if age < 12 else "lower_secondary",
                "grade": None if out else f"P{1 + age % 6}", "grade_band": None if out else "primary",
                "in_school": not out, "school_code": None if out else PLACES[place][0], "subdistrict": place,
                "district": place[:4], "province": place[:2], "region": "R1",
                "poverty_class": draw(st.sampled_from(["poor", "not_poor", None])),
            }  # fmt: skip
            rows += [{KEY: f"{number}-{child}", **pupil} for child in range(size)]
    return pl.DataFrame(rows, schema=SCHEMA)


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    rows=nations(), k=st.integers(2, 12),
    names=st.lists(st.sampled_from([one.name for one in COLUMNS if one.name in SCHEMA]), min_size=1, unique=True),
)  # fmt: skip
def test_no_group_is_under_k_and_every_loss_is_counted(rows: pl.DataFrame, k: int, names: list[str]) -> None:
    columns = [name for name in expanded(names) if name in SCHEMA]
    quasi = [name for name in columns if name in QUASI_IDENTIFIERS]
    asked = rows.select(KEY, TERM, *columns)
    done = protect(asked, quasi=quasi, k=k)
    # Counted once more in the plainest way: each child's rows as one text.
    alike: dict[str, int] = {}
    for _key, own in done.rows.sort(KEY, TERM).group_by(KEY):
        text = str(own.select(TERM, *quasi).rows())
        alike[text] = alike.get(text, 0) + 1
    assert not alike or min(alike.values()) >= k
    assert done.smallest == (min(alike.values()) if alike else None)
    assert done.rows.height + done.withheld.rows == rows.height
    assert done.children + done.withheld.children == rows[KEY].n_unique()
    kept = asked.filter(pl.col(KEY).is_in(done.rows[KEY].implode()))
    for name in quasi:  # what is not there any more was taken by the steps and by nothing else
        gone = done.rows[name].null_count() - kept[name].null_count()
        assert 0 <= gone <= sum(loss.rows for loss in (*done.losses, done.suppressed))
    for name in set(columns) - set(quasi):
        assert done.rows.sort(KEY, TERM)[name].equals(kept.sort(KEY, TERM)[name])


@settings(max_examples=30, deadline=None)
@given(rows=nations())
def test_what_is_done_once_needs_no_second_time(rows: pl.DataFrame) -> None:
    quasi = [name for name in QUASI_IDENTIFIERS if name in rows.columns]
    once = protect(rows, quasi=quasi)
    again = protect(once.rows, quasi=quasi)
    assert again.rows.equals(once.rows)
    assert not any(loss.rows for loss in (*again.losses, again.suppressed, again.withheld))


def pupils(number: int, first: int = 0, **values: object) -> pl.DataFrame:
    """Alike pupils of one school."""
    row = {
        TERM: 25692, "sex": "f", "age": 8, "age_band": "primary", "grade": "P2", "grade_band": "primary",
        "in_school": True, "school_code": "1058010001", "subdistrict": "580101", "district": "5801", "province": "58",
        "region": "R1", "poverty_class": "poor", **values,
    }  # fmt: skip
    return pl.DataFrame([{KEY: str(first + child), **row} for child in range(number)], schema=SCHEMA)


QUASI = [name for name in QUASI_IDENTIFIERS if name in SCHEMA]


def test_the_school_goes_first_and_only_from_those_who_are_rare() -> None:
    rows = pl.concat([pupils(12), pupils(6, 100, school_code="1058010002"), pupils(5, 200, school_code="1058010003")])
    done = protect(rows, quasi=QUASI)
    assert [(loss.step, loss.children, loss.rows) for loss in done.losses if loss.rows] == [("school", 11, 11)]
    assert done.rows["school_code"].drop_nulls().unique().to_list() == ["1058010001"]
    assert done.rows["subdistrict"].null_count() == 0
    assert done.smallest == 11


def test_a_child_who_moved_is_rare_by_its_way_and_not_by_its_places() -> None:
    """In each term it has many alike; both terms together belong to it alone."""
    stay = [pupils(20), pupils(20, **{TERM: 25691}), pupils(20, 100, school_code="1058010002")]
    stay.append(pupils(20, 100, **{TERM: 25691, "school_code": "1058010002"}))
    mover = [pupils(1, 500), pupils(1, 500, **{TERM: 25691, "school_code": "1058010002"})]
    done = protect(pl.concat([*stay, *mover]), quasi=QUASI)
    moved = done.rows.filter(pl.col(KEY) == "500")
    assert done.withheld == type(done.withheld)("withheld", 1, 2)
    assert moved.is_empty()
    alone = protect(pl.concat([stay[0], mover[0]]), quasi=QUASI)
    assert alone.rows.height == 21


def test_one_value_in_a_group_is_told() -> None:
    rows = pl.concat([pupils(10), pupils(10, 100, sex="m"), pupils(10, 200, sex="m", poverty_class="not_poor")])
    told = homogeneity(rows, quasi=QUASI)
    assert (told["groups"], told["alike"], told["rows_in_alike"], told["least"]) == (2, 1, 10, 1)
    assert told["by_value"] == [{"value": "poor", "groups": 1, "rows": 10}]
    assert homogeneity(rows.drop("poverty_class"), quasi=QUASI) == {}


def test_two_rows_of_a_child_in_a_term_are_a_fault() -> None:
    with pytest.raises(NotAnonymousError):
        protect(pl.concat([pupils(10), pupils(1)]), quasi=QUASI)


def test_of_no_rows_and_of_no_quasi_identifiers_something_is_true() -> None:
    assert smallest_group(pupils(0), quasi=QUASI) is None
    assert protect(pupils(0), quasi=QUASI).rows.is_empty()
    assert protect(pupils(9), quasi=[]).withheld.children == 9
    assert group_sizes(pupils(12), quasi=[])["__size"].unique().to_list() == [12]
    assert K >= 10


def test_an_exact_value_comes_with_its_coarser_one() -> None:
    assert expanded(["school_code"]) == ["in_school", "school_code", "subdistrict", "district", "province", "region"]
    assert {"age_band"} <= set(expanded(["age"]))
    assert all(name in BY_NAME for one in COLUMNS for name in one.with_it)
    assert all(set(expanded([name])) == set(expanded(expanded([name]))) for name in BY_NAME)
