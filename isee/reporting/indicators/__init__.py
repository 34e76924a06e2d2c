"""The indicators, one file each, in the order in which they are shown."""

from isee.reporting.indicators.abandoned import ABANDONED
from isee.reporting.indicators.applied import APPLIED
from isee.reporting.indicators.attendance import ATTENDANCE
from isee.reporting.indicators.base import (
    ALL_LEVELS,
    AREA_LEVELS,
    DISTRICT_LEVELS,
    PROVINCE_LEVELS,
    Family,
    Indicator,
    Unit,
)
from isee.reporting.indicators.condition_failed import CONDITION_FAILED
from isee.reporting.indicators.coverage import COVERAGE
from isee.reporting.indicators.days_lost import DAYS_LOST
from isee.reporting.indicators.dependants import DEPENDANTS
from isee.reporting.indicators.disability import DISABILITY
from isee.reporting.indicators.drop_out import DROP_OUT
from isee.reporting.indicators.endangered import ENDANGERED
from isee.reporting.indicators.extremely_poor import EXTREMELY_POOR
from isee.reporting.indicators.few_assets import FEW_ASSETS
from isee.reporting.indicators.grant_amount import GRANT_AMOUNT
from isee.reporting.indicators.grant_received import GRANT_RECEIVED
from isee.reporting.indicators.income import INCOME
from isee.reporting.indicators.incomplete import INCOMPLETE
from isee.reporting.indicators.institution import INSTITUTION
from isee.reporting.indicators.little_land import LITTLE_LAND
from isee.reporting.indicators.lives_apart import LIVES_APART
from isee.reporting.indicators.long_way import LONG_WAY
from isee.reporting.indicators.low_attendance import LOW_ATTENDANCE
from isee.reporting.indicators.low_grades import LOW_GRADES
from isee.reporting.indicators.low_schooling import LOW_SCHOOLING
from isee.reporting.indicators.measured import MEASURED
from isee.reporting.indicators.measured_young import MEASURED_YOUNG
from isee.reporting.indicators.near_line import NEAR_LINE
from isee.reporting.indicators.no_earner import NO_EARNER
from isee.reporting.indicators.no_meter import NO_METER
from isee.reporting.indicators.no_return import NO_RETURN
from isee.reporting.indicators.obesity import OBESITY
from isee.reporting.indicators.open_water import OPEN_WATER
from isee.reporting.indicators.other_help import OTHER_HELP
from isee.reporting.indicators.out_of_school import OUT_OF_SCHOOL
from isee.reporting.indicators.overweight import OVERWEIGHT
from isee.reporting.indicators.overweight_young import OVERWEIGHT_YOUNG
from isee.reporting.indicators.poor import POOR
from isee.reporting.indicators.poor_housing import POOR_HOUSING
from isee.reporting.indicators.problem import PROBLEM
from isee.reporting.indicators.promotion import PROMOTION
from isee.reporting.indicators.pupils import PUPILS
from isee.reporting.indicators.repetition import REPETITION
from isee.reporting.indicators.returned import RETURNED
from isee.reporting.indicators.risk import RISK
from isee.reporting.indicators.rule_attendance import RULE_ATTENDANCE
from isee.reporting.indicators.schools_overdue import SCHOOLS_OVERDUE
from isee.reporting.indicators.schools_silent import SCHOOLS_SILENT
from isee.reporting.indicators.screened import SCREENED
from isee.reporting.indicators.searched import SEARCHED
from isee.reporting.indicators.stunting import STUNTING
from isee.reporting.indicators.stunting_young import STUNTING_YOUNG
from isee.reporting.indicators.thinness import THINNESS
from isee.reporting.indicators.thinness_young import THINNESS_YOUNG
from isee.reporting.indicators.unreceipted import UNRECEIPTED
from isee.reporting.indicators.verified import VERIFIED

ALL_INDICATORS: tuple[Indicator, ...] = (
    PUPILS,
    POOR,
    EXTREMELY_POOR,
    NEAR_LINE,
    INCOME,
    SCREENED,
    APPLIED,
    COVERAGE,
    ATTENDANCE,
    LOW_ATTENDANCE,
    DAYS_LOST,
    RULE_ATTENDANCE,
    LOW_GRADES,
    PROMOTION,
    REPETITION,
    DROP_OUT,
    NO_RETURN,
    LIVES_APART,
    INSTITUTION,
    LOW_SCHOOLING,
    NO_EARNER,
    DEPENDANTS,
    POOR_HOUSING,
    NO_METER,
    OPEN_WATER,
    FEW_ASSETS,
    LITTLE_LAND,
    LONG_WAY,
    MEASURED,
    STUNTING,
    THINNESS,
    OVERWEIGHT,
    OBESITY,
    MEASURED_YOUNG,
    STUNTING_YOUNG,
    THINNESS_YOUNG,
    OVERWEIGHT_YOUNG,
    PROBLEM,
    DISABILITY,
    RISK,
    ABANDONED,
    ENDANGERED,
    GRANT_RECEIVED,
    UNRECEIPTED,
    GRANT_AMOUNT,
    CONDITION_FAILED,
    OTHER_HELP,
    OUT_OF_SCHOOL,
    SEARCHED,
    RETURNED,
    VERIFIED,
    INCOMPLETE,
    SCHOOLS_SILENT,
    SCHOOLS_OVERDUE,
)

RELEASED = frozenset(
    {
        "pupils",
        "poor",
        "extremely_poor",
        "income",
        "screened",
        "attendance",
        "low_attendance",
        "low_grades",
        "promotion",
        "repetition",
        "drop_out",
        "measured",
        "stunting",
        "thinness",
        "overweight",
        "obesity",
        "grant_received",
        "unreceipted",
        "out_of_school",
    }
)
"""The curated list of the public tables: those that were closed against the attacker in every term."""
INDICATORS: tuple[Indicator, ...] = tuple(one for one in ALL_INDICATORS if one.name in RELEASED)
"""Those that releases publish."""
CHILD_INDICATORS: tuple[Indicator, ...] = tuple(one for one in ALL_INDICATORS if one.table == "child_term")
"""Those that are counted over children: what a staff person's own tables can hold."""

__all__ = [
    "ALL_INDICATORS",
    "ALL_LEVELS",
    "AREA_LEVELS",
    "CHILD_INDICATORS",
    "DISTRICT_LEVELS",
    "INDICATORS",
    "PROVINCE_LEVELS",
    "Family",
    "Indicator",
    "Unit",
]
