"""A school's teachers invited together: a list, a look at what is wrong in it, and one sheet of slips."""

import secrets
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from isee.access.api import Ability, Invited, NewTeacher, invite_teachers, managed_school, usernames_taken
from isee.places.api import School, schools_by_id
from isee.registry.api import rooms_of
from isee.system.api import now
from isee.web.accounts.name_list import LONGEST_LIST, ListLine, read_name_list, refuse_taken, text_of_file
from isee.web.guards import actor_of, requires
from isee.web.pages.users import LINK_LIFETIME
from isee.web.present.qr import qr_svg
from isee.web.present.staff import present_term
from isee.web.uploads import too_large_files

BATCH = "invitation_batch"
LARGEST_FILE = 200_000


@dataclass(frozen=True)
class Slip:
    """What is printed for one account: where to go, and the code that is seen this once."""

    display_name: str
    username: str
    label: str
    code: str
    qr: str


@sensitive_post_parameters("names")
@requires(Ability.MANAGE_SCHOOL_USERS)
@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: HttpRequest) -> HttpResponse:
    """The list is read and shown first; accounts are opened from its good lines when that is confirmed."""
    school = _own_school(request)
    if request.method != "POST":
        return _ask(request, school, "")
    text, problem = _text_of(request)
    lines = _read(text, school)
    if not problem:
        problem = _problem_of_list(lines)
    if problem:
        return _ask(request, school, text, problem=problem)
    if "open" not in request.POST:
        return _preview(request, school, text, lines)
    if not _take_batch(request):
        return _ask(request, school, "", problem=_("These accounts were opened already; their codes are shown once."))
    return _open(request, school, lines)


def _own_school(request: HttpRequest) -> School:
    number = managed_school(actor_of(request))
    school = schools_by_id([number]).get(number) if number is not None else None
    if school is None:
        raise PermissionDenied
    return school


def _text_of(request: HttpRequest) -> tuple[str, str]:
    """The list, typed or in a file, and what is wrong with the file as a whole."""
    if too_large_files(request):
        return "", _("This file is too large for a list of names.")
    file = request.FILES.get("file")
    if file is None:
        return request.POST.get("names", ""), ""
    if file.size is None or file.size > LARGEST_FILE:
        return "", _("This file is too large for a list of names.")
    try:
        return text_of_file(file.read()), ""
    except UnicodeDecodeError:
        return "", _("This is no text file. Save the list as CSV, or copy the names and paste them here.")


def _read(text: str, school: School) -> list[ListLine]:
    rooms = {(room.grade, room.name): room.pk for room in rooms_of(school.pk, present_term().year)}
    lines = read_name_list(text, rooms=rooms)
    return refuse_taken(lines, usernames_taken([line.username for line in lines if line.username]))


def _problem_of_list(lines: list[ListLine]) -> str:
    if not lines:
        return _("Write or paste the names, one on each line.")
    if len(lines) > LONGEST_LIST:
        return _("Invite at most %(count)s at a time; this list has %(lines)s lines.") % {
            "count": LONGEST_LIST, "lines": len(lines),
        }  # fmt: skip
    return ""


def _ask(request: HttpRequest, school: School, text: str, *, problem: str = "") -> HttpResponse:
    rooms = list(rooms_of(school.pk, present_term().year))
    context = {"school": school, "names": text, "problems": [problem] if problem else [], "has_rooms": bool(rooms)}
    return render(request, "staff/invite.html", context, status=422 if problem else 200)


def _preview(request: HttpRequest, school: School, text: str, lines: list[ListLine]) -> HttpResponse:
    batch = secrets.token_urlsafe(9)
    request.session[BATCH] = batch
    context = {
        "school": school, "names": text, "lines": sorted(lines, key=lambda line: line.good), "batch": batch,
        "good": sum(line.good for line in lines), "wrong": sum(not line.good for line in lines),
    }  # fmt: skip
    return render(request, "staff/invite_preview.html", context)


def _take_batch(request: HttpRequest) -> bool:
    """A list is opened once, however often the button is pressed or the page loaded anew."""
    wanted = request.session.get(BATCH, "")
    if not wanted or request.POST.get("batch", "") != wanted:
        return False
    del request.session[BATCH]
    return True


def _open(request: HttpRequest, school: School, lines: list[ListLine]) -> HttpResponse:
    teachers = [NewTeacher(line.name, line.username, line.room_ids, line.rooms) for line in lines if line.good]
    at = now()
    invited = invite_teachers(
        teachers, school_id=school.pk, school_code=school.code, by=actor_of(request), at=at, lifetime=LINK_LIFETIME
    )
    left = "\n".join(line.text for line in lines if not line.good)
    return slips_page(request, invited, at=at, left=left, school=school)


def slips_page(
    request: HttpRequest, invited: list[Invited], *, at: datetime, left: str = "", school: School | None = None
) -> HttpResponse:
    """One sheet of slips to cut; the codes are on this answer and nowhere else."""
    page = request.build_absolute_uri(reverse("set_password"))
    slips = [
        Slip(one.user.display_name, one.user.username, one.label, one.code, qr_svg(f"{page}#{one.code}"))
        for one in invited
    ]
    context = {"slips": slips, "page": page, "until": at + LINK_LIFETIME, "left": left, "school": school}
    response = render(request, "staff/slips.html", context)
    response["Cache-Control"] = "private, no-store"
    return response
