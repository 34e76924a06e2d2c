"""The demo's accounts: one for each role, around one real-looking school, and their one-time links."""

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta

from isee.access.api import (
    SYSTEM,
    OneTimeLink,
    Role,
    ScopeGroup,
    User,
    assign_role,
    make_one_time_link,
    open_account,
)
from isee.kernel import AcademicTerm
from isee.places.api import School, find_area, schools_in_area, term_calendar
from isee.registry.api import TransferState, enrolled_in, transfers_in_scope
from isee.system.api import now, today
from isee.web.commands.actor import WHOLE_NATION, subdistrict_range

FAVOURED_PROVINCE = "58"
LINK_HOURS = 2
LABELS = {
    Role.TEACHER: "ครู / teacher",
    Role.SCHOOL_ADMIN: "ผู้ดูแลระบบของโรงเรียน / school administrator",
    Role.DIRECTOR: "ผู้อำนวยการโรงเรียน / director",
    Role.AREA_OFFICER: "เจ้าหน้าที่เขตพื้นที่การศึกษา / education area officer",
    Role.PROVINCE_OFFICER: "เจ้าหน้าที่จังหวัด / province officer",
    Role.CASE_WORKER: "ผู้จัดการรายกรณี / case worker",
    Role.CERTIFYING_OFFICIAL: "เจ้าหน้าที่ของรัฐผู้รับรอง / certifying official",
    Role.GUARDIAN: "ผู้ปกครอง / guardian",
    Role.STEWARD: "บริกรข้อมูล / data steward",
    Role.ANALYST: "นักวิเคราะห์ / analyst",
    Role.ALLOCATOR: "ผู้จัดสรรทุน / allocator",
    Role.AUDITOR: "ผู้ตรวจสอบ / auditor",
    Role.MINISTRY_LINKER: "ผู้เชื่อมข้อมูลกระทรวง / ministry linker",
    Role.DATA_PROTECTION_OFFICER: "เจ้าหน้าที่คุ้มครองข้อมูลส่วนบุคคล / data protection officer",
    Role.ADMINISTRATOR: "ผู้ดูแลระบบ / administrator",
}


@dataclass(frozen=True)
class Centre:
    """The school around which the demo's accounts stand: its fullest room, and the pupils of it."""

    school: School
    room_id: int
    pupil_ids: tuple[int, ...]


def username(role: Role) -> str:
    """The demo's user name of a role."""
    return f"demo-{role.value.replace('_', '-')}"


def find_centre() -> Centre:
    """A school with its fullest room: one with a transfer to decide, so that its director has something to do.

    Of Mae Hong Son where it can be, and of anywhere else where none there has one; the largest of those.
    """
    term = AcademicTerm.from_date(today(), calendar=term_calendar())
    left = Counter(transfer.from_school_id for transfer in transfers_in_scope(TransferState.ASKED))
    favoured, nation = (list(schools_in_area(code, on=today())) for code in (FAVOURED_PROVINCE, "TH"))
    groups = ([one for one in group if left[one.pk]] for group in (favoured, nation))
    schools = next((group for group in groups if group), favoured or nation)
    counts = {school: enrolled_in(school.pk, term.key).count() for school in schools}
    school = max(schools, key=lambda one: counts[one], default=None)
    if school is None or not counts[school]:
        raise LookupError("No school has pupils in the newest term: build the demo anew.")
    pupils = list(enrolled_in(school.pk, term.key).exclude(room=None))
    room_id, _ = Counter(pupil.room_id for pupil in pupils).most_common(1)[0]
    inside = tuple(pupil.person_id for pupil in pupils if pupil.room_id == room_id)
    return Centre(school, int(room_id or 0), inside)


def make_accounts() -> None:
    """Open the demo's accounts; those that exist stay as they are."""
    centre = find_centre()
    school, at = centre.school, now()
    area = subdistrict_range(school.code[2:4])
    province = find_area(school.code[2:4])
    group = ScopeGroup.objects.filter(code=str(school.education_area_id)).first()
    scopes: dict[Role, dict[str, object]] = {
        Role.TEACHER: {"school_id": school.pk, "room_ids": [centre.room_id], "label": school.name_th},
        Role.SCHOOL_ADMIN: {"school_id": school.pk, "label": school.name_th},
        Role.DIRECTOR: {"school_id": school.pk, "label": school.name_th},
        Role.AREA_OFFICER: {"group": group, "label": str(school.education_area)},
        Role.PROVINCE_OFFICER: {"area": area, "label": province.name_th if province else ""},
        Role.STEWARD: {"area": WHOLE_NATION, "label": "ประเทศไทย / Thailand"},
        Role.CASE_WORKER: {"person_ids": list(centre.pupil_ids[:5])},
        Role.CERTIFYING_OFFICIAL: {"person_ids": list(centre.pupil_ids[:3])},
        Role.GUARDIAN: {"person_ids": list(centre.pupil_ids[:1])},
        Role.AUDITOR: {"valid_to": at + timedelta(days=90)},
    }
    for role in Role:
        if User.objects.filter(username=username(role)).exists() or (role is Role.AREA_OFFICER and group is None):
            continue
        user = open_account(username(role), display_name=LABELS[role].split(" / ")[0], by=SYSTEM, at=at)
        assign_role(user, role, by=SYSTEM, at=at, **scopes.get(role, {}))  # type: ignore[arg-type]


def make_links() -> list[tuple[str, str]]:
    """Label and fresh one-time token of each role."""
    links = []
    for role in LABELS:
        user = User.objects.filter(username=username(role)).first()
        if user is not None:
            token = make_one_time_link(
                user, OneTimeLink.Purpose.DEMO_SIGN_IN, by=SYSTEM, at=now(), lifetime=timedelta(hours=LINK_HOURS)
            )
            links.append((LABELS[role].split(" / ")[1], token))
    return links
