"""The figures of one place for staff: in the form of a release's, from an extract within a scope, not suppressed."""

from collections.abc import Mapping, Sequence

from isee.reporting.answers import compute
from isee.reporting.crosstab import UNKNOWN, Dimension, Question
from isee.reporting.figures import BANDS, SEXES
from isee.reporting.formats import Cell, Figure
from isee.reporting.staff import StaffExtracts, StaffScope, staff_tables

GROUPS: Mapping[Dimension, Sequence[str]] = {Dimension.SEX: SEXES, Dimension.GRADE_BAND: BANDS}


def staff_place(
    extracts: StaffExtracts, scope: StaffScope, code: str, *, term: int, indicators: Sequence[str]
) -> dict[str, Figure]:
    """Figures of an area or a school by indicator, for all children, by sex and by level of school.

    Of an area that reaches beyond the scope, the part within it is told. Raises `OutsideScopeError` where there is
    none, and for a place that is not known.
    """
    gazetteer = extracts.gazetteer
    narrowed = gazetteer.narrowed(scope, code)
    whole = Question(tuple(indicators), terms=(term,), place=code)
    with staff_tables(extracts, narrowed, terms=(term,)) as tables:
        everyone = compute(whole, tables=tables, gazetteer=gazetteer)
        parted = {
            group: compute(
                Question(whole.indicators, (group,), terms=(term,), place=code), tables=tables, gazetteer=gazetteer
            )
            for group in GROUPS
        }  # fmt: skip
    figures: dict[str, Figure] = {}
    for indicator in whole.chosen:
        groups: dict[Dimension, dict[str, Cell]] = {
            group: {
                key[0]: answer.cell(indicator, key, ())
                for key in answer.row_keys
                if key and key[0] not in ("", UNKNOWN)
            }
            for group, answer in parted.items()
        }
        figures[indicator.name] = {
            "all": everyone.cell(indicator, (), ()),
            "sex": groups[Dimension.SEX],
            "grade_band": groups[Dimension.GRADE_BAND],
        }
    return figures
