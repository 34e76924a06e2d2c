"""One long life in the small world: seven years of school with everything that a record can hold.

Only tests of the page of a child need it; `tests/world.py` gives each child a short one.
"""

import hashlib
import struct
import zlib
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from isee.collect.api import Photo, Round, Visit
from isee.registry.models import Consent, Enrolment
from isee.screening.api import PovertyClass, Result, Snapshot, hash_inputs
from isee.support.api import Entitlement, OtherHelp, Payment, PaymentBatch, Receipt, programmes
from isee.system.api import store_file
from isee.tracking.api import (
    Absence,
    Case,
    CaseEntry,
    EarlySign,
    LearningResult,
    Measurement,
    Problem,
    RiskScreening,
    TermAttendance,
    growth,
)

AT = datetime(2026, 11, 10, 3, 0, tzinfo=UTC)
#: School year and grade; the world itself adds P3 in 2568 and P4 in 2569.
YEARS = ((2563, "K2"), (2564, "K3"), (2565, "P1"), (2566, "P2"), (2567, "P2"))
ANSWERS: dict[str, Any] = {
    "family_status": "03", "lives_with": "02", "dependency": ["elderly", "single_parent", "chronic"], "tenure": "own",
    "floor": ["planks", "bamboo"], "wall": ["zinc"], "roof": ["metal"], "toilet": True, "farmland": "below_1",
    "water": "rain", "electricity": "shared", "vehicles": ["motorcycle"], "appliances": ["refrigerator"],
    "travel": {"means": "own_motorcycle", "km": 11, "minutes": 50, "baht_month": 400}, "pocket_money": 20,
    "members": [
        {"relation": "grandparent", "age": 68, "education": "primary", "chronic": True, "farm": 900, "welfare": 900},
        {"relation": "mother", "age": 34, "education": "lower_secondary", "wage": 0, "other": 1500},
        {"relation": "child", "age": 10, "education": "primary"},
    ],
}  # fmt: skip


@transaction.atomic
def add_long_life(person: int, *, schools: tuple[int, int], household: int, born: date, sex: str) -> None:
    """Fill the years before the world's own, at the first school until P1, then at the second."""
    for year, grade in YEARS:
        school = schools[0] if grade.startswith("K") else schools[1]
        for half in (1, 2):
            _add_term(person, school, year * 10 + half, grade)
    _add_measurements(person, born=born, sex=sex)
    _add_newest(person, schools[1], household)
    _add_care(person)


def _add_term(person: int, school: int, term: int, grade: str) -> None:
    common = {"person_id": person, "school_id": school, "term_key": term}
    last = term % 10 == 2
    left = last and grade == "K3"
    Enrolment.objects.create(
        **common, grade=grade, outcome="repeats" if term == 25662 else "transferred" if left else "",
        ended_on=date(2022, 3, 31) if left else None, recorded_at=AT, source="roster",
    )  # fmt: skip
    reported = term != 25671
    TermAttendance.objects.create(
        **common, days_expected=100, days_present=96 - 3 * (term // 10 - 2563) if reported else None,
        days_leave=2 if reported else None,
    )  # fmt: skip
    if grade.startswith("K"):
        return
    promotion = ("repeats" if term == 25662 else "promoted") if last else ""
    LearningResult.objects.create(
        **common, grade=grade, gpa=Decimal("3.1") - Decimal("0.1") * (term // 10 - 2565),
        subjects_below=int(term == 25662), reading_thinking=2, character=3, activities_passed=True, promotion=promotion,
    )  # fmt: skip
    poor = PovertyClass.EXTREMELY_POOR if term > 25660 else PovertyClass.POOR
    Result.objects.create(
        **common, poverty_class=poor, income_per_head=Decimal("1350.00"), score=Decimal("0.8312"), gate_passed=True,
        reasons=["income_below_gate", "dependency"], model_version="illustrative-synthetic-1", decided_at=AT,
    )  # fmt: skip


def _add_measurements(person: int, *, born: date, sex: str) -> None:
    Measurement.objects.filter(person_id=person).delete()
    for year in range(2563, 2570):
        day = date(year - 543, 6, 20)
        height, weight = Decimal(98 + 5 * (year - 2563)), Decimal(15) + Decimal("1.7") * (year - 2563)
        found = growth.assess(sex, age_days=(day - born).days, weight_kg=weight, height_cm=height)
        known = {"height_z": found.height_z, "weight_z": found.weight_z, "bmi_z": found.bmi_z}
        scores = {name: None if z is None else Decimal(str(z)) for name, z in known.items()}
        Measurement.objects.create(
            person_id=person, term_key=year * 10 + 1, measured_on=day, height_cm=height, weight_kg=weight,
            reference=found.reference, **scores,
        )  # fmt: skip


def _add_newest(person: int, school: int, household: int) -> None:
    """The newest term: a certified visit with photos, a result with its snapshot, a grant without its receipt."""
    Photo.objects.filter(person_id=person, term_key=25692).delete()
    Visit.objects.filter(person_id=person, term_key=25692).delete()
    visit = Visit.objects.create(
        person_id=person, household_id=household, school_id=school, term_key=25692, visited_on=date(2026, 11, 3),
        round=Round.objects.filter(term_key=25692, kind="continuing").first(), picture_source="teacher_visited",
        state="certified", certified_on=date(2026, 11, 6), certifier_position="กำนันตำบลตัวอย่าง",
        questionnaire_version="2569", answers=ANSWERS, recorded_at=AT, source="phone",
    )  # fmt: skip
    for kind in ("outside", "inside"):
        content = _drawing(kind)
        Photo.objects.create(
            visit_id=visit.pk, term_key=25692, person_id=person, kind=kind, taken_on=date(2026, 11, 3),
            sha256=hashlib.sha256(content).digest(), store_key=store_file([content]), width=64, height=48,
            bytes=len(content),
        )  # fmt: skip
    inputs = {"income_per_head": "1100.00", "water": "rain"}
    snapshot, _made = Snapshot.objects.update_or_create(
        household_id=household, term_key=25692,
        defaults={
            "taken_on": date(2026, 11, 6), "inputs": inputs, "inputs_hash": hash_inputs(inputs),
            "score": Decimal("0.9120"), "income_per_head": Decimal("1100.00"),
            "model_version": "illustrative-synthetic-1",
            "contributions": {"dependency": 0.31, "dwelling": 0.28, "water": 0.15, "electricity": 0.172},
        },
    )  # fmt: skip
    Result.objects.filter(person_id=person, term_key=25692).update(
        poverty_class=PovertyClass.EXTREMELY_POOR, income_per_head=Decimal("1100.00"), score=Decimal("0.9120"),
        gate_passed=True, snapshot=snapshot, model_version="illustrative-synthetic-1",
        reasons=["income_below_gate", "dependency", "dwelling", "water", "few_appliances"],
    )  # fmt: skip
    _add_grants(person, school)


def _drawing(kind: str) -> bytes:
    """A small grey or brown square as PNG: no photo of any home."""
    shade = b"\x9a\xa8\xa5" if kind == "outside" else b"\x8a\x6d\x4b"
    rows = b"".join(b"\x00" + shade * 64 for _ in range(48))

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", 64, 48, 8, 2, 0, 0, 0)
    body = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


def _add_grants(person: int, school: int) -> None:
    programme = programmes()["conditional_grant"]
    Receipt.objects.filter(person_id=person, term_key=25692).delete()
    Payment.objects.filter(person_id=person, term_key=25692).update(state="paid")
    batch = PaymentBatch.objects.filter(programme=programme).first()
    for term in (25661, 25662, 25671, 25672):
        amount = Decimal("1500.00")
        granted = Entitlement.objects.create(
            person_id=person, school_id=school, programme=programme, term_key=term, amount_baht=amount, state="granted",
            granted_on=date(term // 10 - 543, 8, 21),
        )  # fmt: skip
        state = "bounced" if term == 25662 else "reconciled"
        Payment.objects.create(
            entitlement_id=granted.pk, person_id=person, term_key=term, amount_baht=amount, channel="bank", state=state,
            batch=batch, state_at=AT, sent_on=date(term // 10 - 543, 9, 1),
            paid_on=None if state == "bounced" else date(term // 10 - 543, 9, 3),
            trouble="account_closed" if state == "bounced" else "",
        )  # fmt: skip
    for kind, day, baht in (("scholarship", date(2024, 7, 1), "2000"), ("medical", date(2025, 7, 5), None)):
        OtherHelp.objects.create(
            person_id=person, term_key=25671 if day.year == 2024 else 25681, kind=kind, given_on=day,
            provider_th="องค์การบริหารส่วนตำบลตัวอย่าง", provider_en="Example subdistrict administration",
            amount_baht=None if baht is None else Decimal(baht),
        )  # fmt: skip


def _add_care(person: int) -> None:
    Problem.objects.filter(person_id=person).delete()
    for kind, since, until in (("05", date(2022, 5, 1), None), ("01", date(2023, 5, 1), date(2025, 3, 31))):
        Problem.objects.create(
            person_id=person, kind=kind, since=since, until=until, noted_on=date(2026, 6, 1), term_key=25691,
            note="ยายดูแลตั้งแต่แม่ไปทำงานต่างจังหวัด" if kind == "05" else "", recorded_at=AT, source="typed",
        )  # fmt: skip
    for area, level in (("learning", "risk"), ("games", "normal"), ("mind", "problem")):
        RiskScreening.objects.create(
            person_id=person,
            term_key=25692,
            area=area,
            level=level,
            instrument="obec_care",
            screened_on=date(2026, 11, 5),
        )
    EarlySign.objects.filter(person_id=person).delete()
    for kind, cleared in (("absence_run", None), ("growth_falter", None), ("grade_drop", date(2026, 6, 1))):
        EarlySign.objects.create(
            person_id=person, term_key=25692, kind=kind, raised_on=date(2026, 5, 30), cleared_on=cleared,
            evidence={"days": 5},
        )  # fmt: skip
    for number in (2, 3, 4, 5, 6):
        Absence.objects.update_or_create(
            person_id=person, day=date(2026, 11, number), term_key=25692,
            defaults={
                "kind": "absent" if number < 5 else "sick", "recorded_at": AT,
                "school_id": Enrolment.objects.get(person_id=person, term_key=25692).school_id,
            },
        )  # fmt: skip
    case = Case.objects.create(
        person_id=person, kind="protection", state="helping", opened_on=date(2026, 6, 2),
        summary="ย้ายไปอยู่กับยาย ไกลโรงเรียน 11 กม.",
    )  # fmt: skip
    CaseEntry.objects.create(
        case=case, person_id=person, happened_on=date(2026, 6, 9), kind="visit", text="ไปพบยายที่บ้าน", recorded_at=AT
    )
    Consent.objects.create(
        person_id=person, purpose="photos", given_by="ยาย", capacity="carer", manner="screen",
        given_on=date(2026, 11, 3), recorded_at=AT, source="submission",
    )  # fmt: skip
