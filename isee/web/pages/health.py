"""Is the service alive, and can it be used? For load balancers, `make demo` and people who look after it."""

import os
from collections.abc import Callable
from hmac import compare_digest

from django.conf import settings
from django.db import Error
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from isee.system.api import database_answers, is_anything_set_aside, migrations_missing, progress_of, queue_is_served
from isee.web.metrics import exposition
from isee.web.present.progress import DEMO

Check = Callable[[], str]
LOADING = "A nation is being loaded, or its load broke off. Wait, or run `isee synth` again."


@never_cache
@require_safe
def alive(request: HttpRequest) -> JsonResponse:
    """200 as long as the process answers; it asks nothing of the database."""
    return JsonResponse({"status": "alive"})


@never_cache
@require_safe
def ready(request: HttpRequest) -> JsonResponse:
    """200 when everything needed is there; 503 with the reasons otherwise."""
    checks: dict[str, Check] = {"database": _database, "migrations": _migrations, "load": _load, "queue": _queue}
    if settings.ISEE_DEMO:
        checks["demo"] = _demo
    reasons: dict[str, str] = {}
    for name, check in checks.items():
        reason = _reason(check)
        if reason:
            reasons[name] = reason
            break
    done = {name: reasons.get(name, "ok") for name in checks if name in reasons or not reasons}
    return JsonResponse(
        {"status": "ready" if not reasons else "not ready", "checks": done}, status=503 if reasons else 200
    )


@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Metrics for Prometheus, for whoever has the token of `ISEE_METRICS_TOKEN`; nothing at all without one."""
    token = os.environ.get("ISEE_METRICS_TOKEN", "")
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not token or not compare_digest(given.encode(), token.encode()):
        raise Http404
    return HttpResponse(exposition(), content_type="text/plain; version=0.0.4; charset=utf-8")


def _reason(check: Check) -> str:
    """Why a check fails, empty when it does not; the database's own words stay in the log."""
    try:
        return check()
    except Error:
        return "The database does not answer. Run `isee doctor`."


def _database() -> str:
    return "" if database_answers() else "The database does not answer. Run `isee doctor`."


def _migrations() -> str:
    missing = migrations_missing()
    return f"{missing} migrations are not applied. Run `isee migrate`." if missing else ""


def _load() -> str:
    return LOADING if is_anything_set_aside() else ""


def _queue() -> str:
    return "" if queue_is_served() else "Jobs wait and no worker does them. Start `isee worker`."


def _demo() -> str:
    progress = progress_of(DEMO)
    if progress is None:
        return "The demo nation has not been started."
    if progress.state == progress.State.DONE:
        return ""
    return f"The demo nation is being made: {progress.phase or progress.state} {progress.done}/{progress.total or '?'}."
