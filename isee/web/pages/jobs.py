"""How long work is going."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from isee.access.api import Ability
from isee.system.api import all_progress, now
from isee.web.guards import requires
from isee.web.present.staff import page_of


@require_safe
@requires(Ability.VIEW_JOBS)
def jobs(request: HttpRequest) -> HttpResponse:
    """What is under way, what waits and what ended, the last touched first."""
    page = page_of(all_progress(), request)
    rows = [(row, row.seconds_left(now())) for row in page.rows]
    return render(request, "staff/jobs.html", {"page": page, "rows": rows})
