"""Pure values that every package speaks in: numbers of persons, terms, dates, grades, money. No Django."""

from isee.kernel.academic_term import AcademicTerm, AcademicTermError, TermDates
from isee.kernel.baht import Baht, BahtError
from isee.kernel.citizen_id import CitizenId, CitizenIdError, check_digit
from isee.kernel.errors import KernelError
from isee.kernel.g_code import GCode, GCodeError
from isee.kernel.grade import Grade, GradeBand, GradeError, parse_grade
from isee.kernel.text import ascii_digits, clean_text
from isee.kernel.thai_date import ThaiDate, ThaiDateError, parse_thai_date

__all__ = [
    "AcademicTerm",
    "AcademicTermError",
    "Baht",
    "BahtError",
    "CitizenId",
    "CitizenIdError",
    "GCode",
    "GCodeError",
    "Grade",
    "GradeBand",
    "GradeError",
    "KernelError",
    "TermDates",
    "ThaiDate",
    "ThaiDateError",
    "ascii_digits",
    "check_digit",
    "clean_text",
    "parse_grade",
    "parse_thai_date",
]
