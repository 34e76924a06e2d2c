"""In whose name a command works: a user's present role, or the system's own."""

from isee.access.api import SYSTEM, Assignment, Role, User, assign_role, open_account
from isee.system.api import now
from isee.web.commands.output import USAGE, fail

OPERATOR = "operator"
WHOLE_NATION = (100_000, 969_999)


def assignment_of(username: str, *, role: str | None = None) -> Assignment:
    """The assignment with which a user works: the named role, or their first. Ends the command when there is none."""
    user = User.objects.filter(username=username, is_active=True).first()
    if user is None:
        fail(f"There is no active user '{username}'. `isee user list` shows them.", code=USAGE)
    found = Assignment.objects.filter(user=user, valid_to=None).order_by("id")
    assignment = found.filter(role=role).first() if role else found.first()
    if assignment is None:
        fail(f"'{username}' holds no {role or 'role'} now. `isee user role` gives one.", code=USAGE)
    return assignment


def operator_assignment() -> Assignment:
    """The role in which this machine's own operator imports: a steward of the whole nation who cannot sign in."""
    found = Assignment.objects.filter(user__username=OPERATOR, role=Role.STEWARD, valid_to=None).first()
    if found is not None:
        return found
    user = open_account(OPERATOR, display_name="ผู้ดูแลเครื่องแม่ข่าย", by=SYSTEM, at=now())
    return assign_role(user, Role.STEWARD, by=SYSTEM, at=now(), area=WHOLE_NATION, label="บรรทัดคำสั่ง")


def subdistrict_range(area_code: str) -> tuple[int, int]:
    """The subdistrict codes of a province (2 digits), district (4) or subdistrict (6), both ends included."""
    if not area_code.isdigit() or len(area_code) not in (2, 4, 6):
        fail(f"'{area_code}' is no code of a province (2 digits), district (4) or subdistrict (6).", code=USAGE)
    missing = 6 - len(area_code)
    return int(area_code + "0" * missing), int(area_code + "9" * missing)
