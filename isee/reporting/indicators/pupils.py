"""How many children are enrolled."""

from ibis import _

from isee.reporting.disclosure import Kind
from isee.reporting.indicators.base import Indicator, Unit

PUPILS = Indicator(
    name="pupils",
    label_th="นักเรียน",
    label_en="Pupils",
    unit=Unit.COUNT,
    kind=Kind.COUNT,
    numerator=_.in_school.cast("int64"),
    denominator=None,
    children=_.in_school.cast("int64"),
    columns=("in_school",),
    numerator_th="เด็กที่มีชื่อเรียนอยู่ในภาคเรียน",
    numerator_en="children enrolled in the term",
    method_th=(
        "นับเด็กแต่ละคนหนึ่งครั้งในหนึ่งภาคเรียน ณ สถานศึกษาแห่งล่าสุดที่มีชื่อเรียนอยู่ในภาคเรียนนั้น "
        "เด็กจึงนับอยู่ในพื้นที่ที่ตั้งของสถานศึกษา ไม่ใช่พื้นที่บ้านของเด็ก"
    ),
    method_en=(
        "Each child counts once in a term, at the last school where the child was enrolled in it. "
        "Children therefore count in the area of their school, not of their home."
    ),
)
