"""The yearly review: who still needs access. One press keeps a role for the year, one ends it."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from isee.access.api import (
    Ability,
    confirm_role,
    end_assignment,
    present_review,
    roles_to_review,
)
from isee.places.api import schools_by_id
from isee.system.api import now, today
from isee.web.guards import actor_of, requires
from isee.web.present.staff import page_of

reviewers = requires(Ability.MANAGE_USERS, Ability.MANAGE_SCHOOL_USERS, Ability.REVIEW_HEADS)


@require_safe
@reviewers
def review(request: HttpRequest) -> HttpResponse:
    """The roles for which the reader answers and that wait for a word, those longest unused first."""
    year = present_review()
    if year is None:
        return render(request, "staff/review.html", {"year": None})
    page = page_of(roles_to_review(actor_of(request), year, at=now()), request)
    schools = schools_by_id([role.school_id for role in page.rows if role.school_id is not None])
    context = {
        "year": year, "page": page, "query": "", "overdue": today() >= year.overdue_on,
        "rows": [(role, schools.get(role.school_id or 0)) for role in page.rows],
    }  # fmt: skip
    return render(request, "staff/review.html", context)


@require_POST
@reviewers
def answer(request: HttpRequest, number: int) -> HttpResponse:
    """Keep or end one role."""
    year, actor = present_review(), actor_of(request)
    role = None if year is None else roles_to_review(actor, year, at=now()).filter(pk=number).first()
    if year is None or role is None:
        raise Http404
    if request.POST.get("answer") == "keep":
        confirm_role(role, year, by=actor, at=now())
        messages.success(request, _("%(name)s keeps the role.") % {"name": role.user.display_name})
    elif request.POST.get("answer") == "end":
        end_assignment(role, by=actor, at=now())
        messages.success(request, _("The role of %(name)s has ended.") % {"name": role.user.display_name})
    return HttpResponseRedirect(reverse("role_review"))
