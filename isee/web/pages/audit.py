"""What was done and who looked: one's own for everybody, everyone's for the roles that watch over it."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from isee.access.api import Ability, accounts, audit_actions, audit_events, readings
from isee.kernel import ThaiDateError, parse_thai_date
from isee.system.api import now
from isee.web.guards import actor_of, signed_in, user_of
from isee.web.present.staff import page_of

USERS_MATCHED = 20


@require_safe
@signed_in
def audit(request: HttpRequest) -> HttpResponse:
    """Events or looks at records, newest first, narrowed by kind, days and account."""
    sees_all = actor_of(request).can(Ability.VIEW_AUDIT)
    since, since_wrong = _day(request.GET.get("since", ""))
    until, until_wrong = _day(request.GET.get("until", ""))
    who = request.GET.get("who", "").strip() if sees_all else ""
    user_id = _user_id(who) if sees_all else user_of(request).pk
    shows_looks = request.GET.get("show") == "looks"
    action = request.GET.get("action", "")
    rows = (
        readings(user_id=user_id, since=since, until=until)
        if shows_looks
        else audit_events(action=action, user_id=user_id, since=since, until=until)
    )
    context = {
        "page": page_of(rows, request), "looks": shows_looks, "sees_all": sees_all, "actions": audit_actions(),
        "action": action, "who": who, "since": request.GET.get("since", ""), "until": request.GET.get("until", ""),
        "wrong_day": since_wrong or until_wrong, "nobody": bool(who) and user_id == 0, "query": _query(request),
    }  # fmt: skip
    return render(request, "staff/audit.html", context)


def _user_id(who: str) -> int | None:
    """The account of a user name, or the only one that fits; 0, which nobody has, when none or several fit."""
    if not who:
        return None
    found = list(accounts(at=now(), text=who)[:USERS_MATCHED])
    exact = [user for user in found if user.username == who]
    fitting = exact or found
    return fitting[0].pk if len(fitting) == 1 else 0


def _day(text: str) -> tuple[date | None, bool]:
    """A day as typed, and whether what was typed is none."""
    if not text.strip():
        return None, False
    try:
        return parse_thai_date(text), False
    except ThaiDateError:
        return None, True


def _query(request: HttpRequest) -> str:
    kept = request.GET.copy()
    kept.pop("page", None)
    return f"{kept.urlencode()}&" if kept else ""
