"""Pupils in whom the screening of student care found a risk behaviour."""

from ibis import _

from isee.reporting.disclosure import Kind
from isee.reporting.indicators.base import PROVINCE_LEVELS, Family, Indicator, Unit

SCREENED = _.in_school & _.risk.notnull()

RISK = Indicator(
    name="risk",
    label_th="นักเรียนที่มีพฤติกรรมเสี่ยง",
    label_en="Pupils with risk behaviour",
    unit=Unit.SHARE,
    kind=Kind.SHARE,
    numerator=(SCREENED & _.risk.fill_null(False)).cast("int64"),
    denominator=SCREENED.cast("int64"),
    children=SCREENED.cast("int64"),
    columns=("in_school", "risk"),
    numerator_th="นักเรียนที่พบความเสี่ยงด้านสารเสพติด เพศ เกมหรือการพนัน หรือความรุนแรง",
    numerator_en="pupils in whom drugs, sexual behaviour, games or gambling, or violence were found to be a risk",
    denominator_th="นักเรียนที่ผ่านการคัดกรองของระบบดูแลช่วยเหลือ",
    denominator_en="pupils screened by the student-care system",
    levels=PROVINCE_LEVELS,
    family=Family.PROTECTION,
    sensitivity="sensitive",
    method_th=(
        "นักเรียนที่การคัดกรองของระบบดูแลช่วยเหลือนักเรียนพบความเสี่ยงหรือปัญหาด้านสารเสพติด พฤติกรรมทางเพศ เกมหรือการพนัน หรือความรุนแรง "
        "เทียบกับนักเรียนที่ผ่านการคัดกรองในปีการศึกษานั้นจนถึงภาคเรียน ระบบไม่เผยแพร่ว่าเป็นด้านใดหรือของใคร "
        "และนักเรียนที่ยังไม่ผ่านการคัดกรองไม่อยู่ในการคำนวณ"
    ),
    method_en=(
        "Pupils in whom the student-care screening found drugs, sexual behaviour, games or gambling, or violence to "
        "be a risk or a problem, out of the pupils screened in the academic year up to the term. Which of them and of "
        "whom is never told, and pupils who were not screened are left out."
    ),
)
