"""Steps of the page on growth."""

from isee.kernel import AcademicTerm
from isee.tracking.api import attendance_rule, growth
from tests.spec.steps import step
from tests.spec.tables import Row

TEN_YEARS = 120


def _shown(score: float | None) -> str:
    return "-" if score is None else f"{score:.2f}".replace("-0.00", "0.00")


@step("growth.scores")
def check_scores(row: Row) -> None:
    found = growth.assess(
        row["sex"], age_months=float(row["months"]), weight_kg=float(row["kg"]), height_cm=float(row["cm"])
    )
    assert (found.reference or "-") == row["reference"]
    scores = (found.height_z, found.weight_z, found.bmi_z, found.wfh_z)
    assert [_shown(score) for score in scores] == [
        row[name] for name in ("height", "weight", "bmi", "weight for height")
    ]


@step("growth.classes")
def check_class(row: Row) -> None:
    found = growth.growth_class(row["measure"], float(row["score"]), reference=row["reference"])
    assert (found.label_th if found else "-") == row["class"]


@step("growth.marks")
def check_marks(row: Row) -> None:
    found = growth.assess("f", age_months=TEN_YEARS, weight_kg=float(row["kg"]), height_cm=float(row["cm"]))
    assert " ".join(found.flags) == row["marks"]


@step("growth.attendance_rule")
def check_attendance_rule(row: Row) -> None:
    rule = attendance_rule(AcademicTerm.parse(row["term"]).key)
    assert rule is not None
    assert rule.is_met(present=int(row["present"]), expected=int(row["expected"])) == (row["met"] == "yes")
