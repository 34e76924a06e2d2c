"""Pupils whom the term's screening found extremely poor."""

from ibis import _

from isee.reporting.disclosure import Kind
from isee.reporting.indicators.base import Family, Indicator, Unit

EXTREMELY_POOR = Indicator(
    name="extremely_poor",
    label_th="นักเรียนยากจนพิเศษ",
    label_en="Extremely poor pupils",
    unit=Unit.SHARE,
    kind=Kind.SHARE,
    numerator=(_.in_school & (_.poverty_class == "extremely_poor")).cast("int64"),
    denominator=_.in_school.cast("int64"),
    children=_.in_school.cast("int64"),
    columns=("in_school", "poverty_class"),
    numerator_th="นักเรียนที่ผลการคัดกรองเป็นยากจนพิเศษ",
    numerator_en="pupils whose screening result is extremely poor",
    denominator_th="นักเรียนทั้งหมด",
    denominator_en="all pupils",
    family=Family.POVERTY,
    follows=("pupils",),
    division="poverty",
    sensitivity="sensitive",
    method_th=(
        "นับนักเรียนที่ผลการคัดกรองของภาคเรียนนั้นเป็น “ยากจนพิเศษ” เทียบกับนักเรียนทั้งหมด "
        "นักเรียนที่ไม่มีผลการคัดกรองนับอยู่ในนักเรียนทั้งหมด แต่ไม่นับว่ายากจนพิเศษ"
    ),
    method_en=(
        "Pupils whose screening result of the term is “extremely poor”, out of all pupils. "
        "Pupils without a result count among all pupils and not among the extremely poor."
    ),
)
