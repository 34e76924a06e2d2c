"""An acting director, appointed by the director or the education area from the school's own staff, until a day."""

from datetime import date, datetime, time, timedelta

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from isee.access.api import (
    ACTING_DIRECTOR_FOR,
    Ability,
    Assignment,
    Role,
    User,
    assign_role,
    assignments_of,
    can_appoint_acting,
    can_end_assignment,
    end_assignment,
    find_acting,
    scope_schools,
    staff_of,
)
from isee.kernel import ThaiDateError, parse_thai_date
from isee.places.api import School, schools_by_id
from isee.system.api import now
from isee.web.guards import actor_of, requires
from isee.web.present.formats import day, name

SCHOOLS_SHOWN = 20


@requires(Ability.APPOINT_ACTING_DIRECTOR)
@require_http_methods(["GET", "HEAD", "POST"])
def acting(request: HttpRequest) -> HttpResponse:
    """The form, for one's own school or for a school of the area; who acts now stands above it."""
    if not can_appoint_acting(actor_of(request)):
        raise PermissionDenied
    schools = schools_by_id(scope_schools())
    chosen = _chosen(request, schools)
    if chosen is None:
        return _choose_school(request, schools)
    if request.method != "POST":
        return _show(request, chosen)
    user = next((one for one in _candidates(request, chosen) if str(one.uuid) == request.POST.get("user", "")), None)
    if user is None:
        return _show(request, chosen, problem=_("Choose one of the school's staff."))
    end = _end(request.POST.get("until", ""))
    if end is None:
        return _show(request, chosen, problem=_("Write a day within the next 180 days, such as 31/3/2570."))
    assign_role(
        user, Role.DIRECTOR, by=actor_of(request), at=now(), school_id=chosen.pk, label=name(chosen)[:160],
        valid_to=end, acting=True,
    )  # fmt: skip
    messages.success(
        request,
        _("%(name)s is acting director until %(day)s.")
        % {"name": user.display_name, "day": day((timezone.localtime(end) - timedelta(days=1)).date())},
    )
    return HttpResponseRedirect(f"{reverse('acting')}?school={chosen.code}")


@require_POST
@requires(Ability.APPOINT_ACTING_DIRECTOR)
def end(request: HttpRequest, number: int) -> HttpResponse:
    """End an acting role before its day."""
    role = find_acting(number)
    if role is None or not can_end_assignment(actor_of(request), role):
        raise Http404
    end_assignment(role, by=actor_of(request), at=now())
    messages.success(request, _("The role has ended."))
    return HttpResponseRedirect(reverse("acting"))


def _chosen(request: HttpRequest, schools: dict[int, School]) -> School | None:
    if len(schools) == 1:
        return next(iter(schools.values()))
    code = request.POST.get("school") or request.GET.get("school", "")
    return next((school for school in schools.values() if school.code == code), None)


def _choose_school(request: HttpRequest, schools: dict[int, School]) -> HttpResponse:
    text = request.GET.get("q", "").strip()
    found = [school for school in schools.values() if text in school.name_th or text in school.code] if text else []
    context = {"q": text, "found": sorted(found, key=lambda school: school.code)[:SCHOOLS_SHOWN], "choosing": True}
    return render(request, "staff/acting.html", context)


def _candidates(request: HttpRequest, school: School) -> list[User]:
    return list(staff_of(school.pk, at=now()).exclude(pk=actor_of(request).user_id or 0))


def _show(request: HttpRequest, school: School, *, problem: str = "") -> HttpResponse:
    staff = _candidates(request, school)
    roles = assignments_of([user.pk for user in staff], at=now())
    present = [
        (user, role, _last_day(role))
        for user in staff
        for role in roles.get(user.pk, [])
        if role.acting and role.school_id == school.pk
    ]
    context = {
        "school": school, "staff": staff, "present": present, "problems": [problem] if problem else [],
        "chosen": request.POST.get("user", ""), "until": request.POST.get("until", ""),
        "many": len(scope_schools()) > 1,
    }  # fmt: skip
    return render(request, "staff/acting.html", context, status=422 if problem else 200)


def _last_day(role: Assignment) -> date | None:
    """The last day of a role that ends at midnight."""
    return timezone.localtime(role.valid_to - timedelta(seconds=1)).date() if role.valid_to else None


def _end(typed: str) -> datetime | None:
    """Midnight after the last day, in Thailand; None unless it lies within 180 days from now."""
    try:
        last = parse_thai_date(typed.strip())
    except ThaiDateError:
        return None
    end = timezone.make_aware(datetime.combine(last + timedelta(days=1), time.min))
    return end if now() < end <= now() + ACTING_DIRECTOR_FOR else None
