"""Pupils whom the term's screening found extremely poor."""

from ibis import _

from isee.reporting.disclosure import Kind
from isee.reporting.indicators.base import Family, Indicator, Unit
from isee.reporting.indicators.screened import MEANT_FOR

FOUND = MEANT_FOR & (_.poverty_class == "extremely_poor").fill_null(False)

EXTREMELY_POOR = Indicator(
    name="extremely_poor",
    label_th="นักเรียนยากจนพิเศษ",
    label_en="Extremely poor pupils",
    unit=Unit.SHARE,
    kind=Kind.SHARE,
    numerator=FOUND.cast("int64"),
    denominator=MEANT_FOR.cast("int64"),
    children=MEANT_FOR.cast("int64"),
    columns=("in_school", "grade_band", "poverty_class"),
    numerator_th="นักเรียนที่ผลการคัดกรองเป็นยากจนพิเศษ",
    numerator_en="pupils whose screening result is extremely poor",
    denominator_th="นักเรียนชั้นอนุบาลถึงมัธยมศึกษาปีที่ 3",
    denominator_en="pupils from kindergarten to M.3",
    family=Family.POVERTY,
    follows=("pupils",),
    division="poverty",
    sensitivity="sensitive",
    method_th=(
        "นับนักเรียนที่ผลการคัดกรองของภาคเรียนนั้นเป็น “ยากจนพิเศษ” เทียบกับนักเรียนชั้นอนุบาลถึงมัธยมศึกษาปีที่ 3 ทั้งหมด "
        "นักเรียนที่ไม่มีผลการคัดกรองนับอยู่ในนักเรียนทั้งหมด แต่ไม่นับว่ายากจนพิเศษ และการคัดกรองไม่ครอบคลุมชั้นที่สูงกว่านั้น จึงไม่มีข้อมูล"
    ),
    method_en=(
        "Pupils whose screening result of the term is “extremely poor”, out of all pupils from kindergarten to M.3. "
        "Pupils without a result count among all pupils and not among the extremely poor; the screening is not meant "
        "for higher grades, of which there are no data."
    ),
)
