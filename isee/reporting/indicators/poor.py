"""Pupils whom the term's screening found poor."""

from ibis import _

from isee.reporting.disclosure import Kind
from isee.reporting.indicators.base import Family, Indicator, Unit

POOR = Indicator(
    name="poor",
    label_th="นักเรียนยากจน",
    label_en="Poor pupils",
    unit=Unit.SHARE,
    kind=Kind.SHARE,
    numerator=(_.in_school & (_.poverty_class == "poor")).cast("int64"),
    denominator=_.in_school.cast("int64"),
    children=_.in_school.cast("int64"),
    columns=("in_school", "poverty_class"),
    numerator_th="นักเรียนที่ผลการคัดกรองเป็นยากจน",
    numerator_en="pupils whose screening result is poor",
    denominator_th="นักเรียนทั้งหมด",
    denominator_en="all pupils",
    family=Family.POVERTY,
    follows=("pupils",),
    division="poverty",
    sensitivity="sensitive",
    method_th=(
        "นับนักเรียนที่ผลการคัดกรองของภาคเรียนนั้นเป็น “ยากจน” โดยไม่รวม “ยากจนพิเศษ” เทียบกับนักเรียนทั้งหมด "
        "นักเรียนที่ไม่มีผลการคัดกรองนับอยู่ในนักเรียนทั้งหมด แต่ไม่นับว่ายากจน"
    ),
    method_en=(
        "Pupils whose screening result of the term is “poor”, without the extremely poor, out of all pupils. "
        "Pupils without a result count among all pupils and not among the poor."
    ),
)
