"""The indicators, one file each, in the order in which they are shown."""

from isee.reporting.indicators.attendance import ATTENDANCE
from isee.reporting.indicators.base import ALL_LEVELS, AREA_LEVELS, DISTRICT_LEVELS, Family, Indicator, Unit
from isee.reporting.indicators.drop_out import DROP_OUT
from isee.reporting.indicators.extremely_poor import EXTREMELY_POOR
from isee.reporting.indicators.grant_received import GRANT_RECEIVED
from isee.reporting.indicators.income import INCOME
from isee.reporting.indicators.low_attendance import LOW_ATTENDANCE
from isee.reporting.indicators.low_grades import LOW_GRADES
from isee.reporting.indicators.measured import MEASURED
from isee.reporting.indicators.obesity import OBESITY
from isee.reporting.indicators.out_of_school import OUT_OF_SCHOOL
from isee.reporting.indicators.overweight import OVERWEIGHT
from isee.reporting.indicators.poor import POOR
from isee.reporting.indicators.promotion import PROMOTION
from isee.reporting.indicators.pupils import PUPILS
from isee.reporting.indicators.repetition import REPETITION
from isee.reporting.indicators.screened import SCREENED
from isee.reporting.indicators.stunting import STUNTING
from isee.reporting.indicators.thinness import THINNESS
from isee.reporting.indicators.unreceipted import UNRECEIPTED

INDICATORS: tuple[Indicator, ...] = (
    PUPILS,
    POOR,
    EXTREMELY_POOR,
    INCOME,
    SCREENED,
    ATTENDANCE,
    LOW_ATTENDANCE,
    LOW_GRADES,
    PROMOTION,
    REPETITION,
    DROP_OUT,
    MEASURED,
    STUNTING,
    THINNESS,
    OVERWEIGHT,
    OBESITY,
    GRANT_RECEIVED,
    UNRECEIPTED,
    OUT_OF_SCHOOL,
)

__all__ = ["ALL_LEVELS", "AREA_LEVELS", "DISTRICT_LEVELS", "INDICATORS", "Family", "Indicator", "Unit"]
