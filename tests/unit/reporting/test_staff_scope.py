"""Staff see figures of the places of their role and of no others, whatever they ask."""

import ast
from collections.abc import Sequence
from pathlib import Path

import duckdb
import pytest

from isee.access.api import RULES, Ability, Role, ScopeKind, current_actor
from isee.reporting import staff
from isee.reporting.answers import choices_of, compute
from isee.reporting.crosstab import UNKNOWN, Dimension, Question, check
from isee.reporting.cubes import make_cubes
from isee.reporting.extract.files import FrozenExtract
from isee.reporting.staff import EmptyScopeError, OutsideScopeError, StaffExtracts, StaffScope, reader_scope
from isee.reporting.staff import staff_extracts as found_extracts
from tests.conftest import RoleChanger
from tests.unit.access import oracle
from tests.unit.reporting.small_nation import children as rows_of
from tests.unit.reporting.small_nation import freeze, group
from tests.world import SCHOOLS, World

D = Dimension
TERM = 25692
PLACES = {letter: (str(code), f"{place:06d}") for letter, code, place, _ in SCHOOLS}
EVERYWHERE = {"A", "B", "C"}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An extract of the schools of the world: one pupil in A, two in B, four in C; eight out of school beside B."""
    home = tmp_path_factory.mktemp("staff")
    frozen = freeze(home, world_children(), areas=world_areas(), schools=world_schools())
    make_cubes(home, frozen)
    return home


def world_children() -> object:
    """Pupils in numbers whose sums tell which schools were counted."""
    pupils = [
        {**row, "school_code": code, "subdistrict": place, "district": place[:4], "province": place[:2], "region": "R1"}
        for number, (code, place) in zip((1, 2, 4), PLACES.values(), strict=True)
        for row in group(number)
    ]
    out = [
        {**row, "subdistrict": "580402", "district": "5804", "province": "58", "region": "R1"}
        for row in group(8, school=None)
    ]
    return rows_of(pupils, out, group(16, school=None))


def world_areas() -> list[tuple[str, str, str, str, str | None]]:
    """The areas of the world's schools."""
    found: list[tuple[str, str, str, str, str | None]] = [
        ("TH", "nation", "ไทย", "Thailand", None), ("R1", "region", "เหนือ", "North", "TH"),
    ]  # fmt: skip
    for province in ("50", "58"):
        found.append((province, "province", "จังหวัด", "Province", "R1"))
    for district in ("5001", "5804"):
        found.append((district, "district", "อำเภอ", "District", district[:2]))
    for place in ("500101", "580401", "580402"):
        found.append((place, "subdistrict", "ตำบล", "Subdistrict", place[:4]))
    return found


def world_schools() -> list[tuple[str, str, str, str]]:
    """The world's schools."""
    return [(code, f"โรงเรียน {letter}", f"School {letter}", place) for letter, (code, place) in PLACES.items()]


def extracts_of(home: Path) -> StaffExtracts:
    """What staff can ask."""
    found = found_extracts(home)
    assert found is not None
    return found


def seen_schools(home: Path, scope: StaffScope, columns: Sequence[Dimension] = ()) -> dict[str, int]:
    """Pupils by school, as a scope sees them."""
    found = extracts_of(home)
    asked = Question(("pupils",), (D.SCHOOL,), tuple(columns), (TERM,))
    with staff.staff_tables(found, scope, terms=asked.terms) as tables:
        answer = compute(asked, tables=tables, gazetteer=found.gazetteer)
    return {
        key[0]: sum(answer.sums.get(("pupils", key, column), (0, 0))[0] for column in answer.column_keys)
        for key in answer.row_keys
        if key[0] != UNKNOWN
    }


def expected_schools(role: str) -> set[str]:
    """By the words of the rules: whose schools a role sees."""
    if role in oracle.NATION:
        return EVERYWHERE
    if role in oracle.SEES_SCHOOLS:
        return set(oracle.SEES_SCHOOLS[role])
    if role in oracle.SEES_AREA:
        first, last = oracle.SEES_AREA[role]
        return {letter for letter, (_, place) in PLACES.items() if first <= int(place) <= last}
    return set()


@pytest.mark.parametrize("role", [role.value for role in Role])
@pytest.mark.parametrize("columns", [(), (D.SEX,), (D.AGE,)], ids=["whole", "sex", "age"])
def test_each_role_sees_the_schools_of_its_scope_and_no_others(
    world: World, as_role: RoleChanger, home: Path, role: str, columns: tuple[Dimension, ...]
) -> None:
    expected = expected_schools(role)
    with as_role("web", token=world.token(role)):
        if not expected:
            with pytest.raises(EmptyScopeError):
                reader_scope(current_actor())
            return
        scope = reader_scope(current_actor())
    pupils = {PLACES[letter][0]: count for letter, count in zip("ABC", (1, 2, 4), strict=True) if letter in expected}
    assert seen_schools(home, scope, columns) == pupils


def test_without_a_session_there_is_no_scope(world: World, as_role: RoleChanger) -> None:
    with as_role("web"), pytest.raises(EmptyScopeError):
        reader_scope(current_actor())


def test_roles_see_figures_where_their_scope_is_places() -> None:
    places = {ScopeKind.SCHOOL, ScopeKind.SCHOOL_GROUP, ScopeKind.AREA, ScopeKind.NATION}
    for role, rule in RULES.items():
        assert (Ability.VIEW_FIGURES in rule.abilities) == (rule.scope in places), role


@pytest.mark.parametrize("spans", [(), ((5, 4),)])
def test_a_scope_of_nothing_is_refused(spans: tuple[tuple[int, int], ...]) -> None:
    with pytest.raises(EmptyScopeError):
        StaffScope(spans=spans)


def test_children_whose_place_is_not_known_belong_to_the_nation_alone(home: Path) -> None:
    found = extracts_of(home)
    asked = Question(("out_of_school",), terms=(TERM,))
    for span, children in (((0, 999_999_999), 24), ((0, 989_999), 8), ((580_000, 589_999), 8)):
        scope = StaffScope(spans=(span,))
        with staff.staff_tables(found, scope, terms=(TERM,)) as tables:
            answer = compute(asked, tables=tables, gazetteer=found.gazetteer)
        assert answer.sums["out_of_school", (), ()][0] == children, span


def test_only_the_files_of_provinces_in_scope_are_opened(home: Path) -> None:
    found = extracts_of(home)
    scope = StaffScope(spans=((580_401, 580_401),))
    elsewhere = next(path for path in found.extracts[-1].child_files() if "province=50" in str(path))
    with staff.staff_tables(found, scope, terms=(TERM,)) as tables:
        assert tables.rows("SELECT DISTINCT school_code FROM child_term") == [(PLACES["A"][0],)]
        (opened,) = tables.rows("SELECT current_setting('allowed_paths')")
        assert "province=50" not in str(opened)
        with pytest.raises(duckdb.PermissionException):
            tables.rows(f"SELECT * FROM read_parquet('{elsewhere}')")
        with pytest.raises(duckdb.Error):
            tables.rows("SET enable_external_access = true")
        with pytest.raises(duckdb.Error):
            tables.rows(f"COPY (SELECT 1) TO '{home / 'out.csv'}'")


def test_only_the_smallest_view_that_answers_is_opened(home: Path) -> None:
    found, scope = extracts_of(home), StaffScope(spans=((580_000, 589_999),))
    for columns, view in (
        ({"district", "age"}, "by_district"),
        ({"school_code"}, "by_school"),
        ({"school_code", "age"}, "child_term"),
    ):
        with staff.staff_tables(found, scope, terms=(TERM,), columns=frozenset(columns)) as tables:
            assert tables.views == {view}
            assert tables.source_for(frozenset(columns)) == view


def test_no_research_key_is_in_the_views(home: Path) -> None:
    found = extracts_of(home)
    with staff.staff_tables(found, StaffScope(spans=((0, 999_999_999),)), terms=(TERM,)) as tables:
        for view in tables.views:
            columns = [row[0] for row in tables.rows(f"DESCRIBE {view}")]
            assert "research_key" not in columns


def test_a_place_outside_the_scope_cannot_be_asked_for(home: Path) -> None:
    gazetteer = extracts_of(home).gazetteer
    scope = StaffScope(spans=((580_401, 580_401),))
    assert gazetteer.narrowed(scope, "58") == scope
    assert gazetteer.narrowed(scope, "R1") == scope
    for code in ("50", PLACES["B"][0], PLACES["C"][0], "99", "x'"):
        with pytest.raises(OutsideScopeError):
            gazetteer.narrowed(scope, code)
    schools = StaffScope(schools=(PLACES["A"][0], PLACES["C"][0]))
    assert gazetteer.narrowed(schools, "50") == StaffScope(schools=(PLACES["C"][0],))
    with pytest.raises(OutsideScopeError):
        gazetteer.narrowed(schools, PLACES["B"][0])


def test_the_sums_made_beforehand_say_what_the_rows_say(home: Path) -> None:
    found = extracts_of(home)
    scope = StaffScope(spans=((580_000, 589_999),))
    choices = choices_of(found, scope)
    names = tuple(indicator.name for indicator in choices.indicators)[:12]
    asked = check(Question(names, (D.DISTRICT,), (D.GRADE_BAND, D.SEX), (TERM,)), choices=choices)
    with staff.staff_tables(found, scope, terms=(TERM,)) as tables:
        quick = compute(asked, tables=tables, gazetteer=found.gazetteer)
        plain = staff.StaffTables(scope, tables.connection, frozenset({"child_term"}))
        rows = compute(asked, tables=plain, gazetteer=found.gazetteer)
    assert (quick.source, rows.source) == ("by_district", "child_term")
    assert quick.sums == rows.sums


def test_an_extract_of_another_schema_is_not_opened(tmp_path: Path) -> None:
    frozen = freeze(tmp_path, world_children(), areas=world_areas(), schools=world_schools())
    text = (frozen.folder / "manifest.json").read_text()
    schema = frozen.manifest["schema"]
    (frozen.folder / "manifest.json").write_text(text.replace(f'"schema": {schema}', '"schema": 0'))
    assert found_extracts(tmp_path) is None


def test_nothing_else_opens_extracts_for_staff() -> None:
    """Pages ask `reporting.api`, which hands out no way to a file of an extract."""
    root = Path(staff.__file__).parents[1]
    for path in (root / "web").rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        names = {
            name.name for node in ast.walk(tree) if isinstance(node, ast.ImportFrom | ast.Import) for name in node.names
        }
        assert not names & {"duckdb", "ibis", "polars", "pyarrow.parquet", "newest_extracts", "child_files"}, path
    assert not hasattr(__import__("isee.reporting.api", fromlist=["api"]), FrozenExtract.__name__)
