"""The indicators, one file each, in the order in which they are shown."""

from isee.reporting.indicators.attendance import ATTENDANCE
from isee.reporting.indicators.base import ALL_LEVELS, AREA_LEVELS, Indicator, Unit
from isee.reporting.indicators.extremely_poor import EXTREMELY_POOR
from isee.reporting.indicators.income import INCOME
from isee.reporting.indicators.out_of_school import OUT_OF_SCHOOL
from isee.reporting.indicators.poor import POOR
from isee.reporting.indicators.pupils import PUPILS

INDICATORS: tuple[Indicator, ...] = (PUPILS, POOR, EXTREMELY_POOR, INCOME, ATTENDANCE, OUT_OF_SCHOOL)

__all__ = ["ALL_LEVELS", "AREA_LEVELS", "INDICATORS", "Indicator", "Unit"]
