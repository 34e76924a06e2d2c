"""What a monitoring system may ask: counts and times of requests by page, the queue, backups, room on the disk.

Pages are known by the name of their address, never by the address itself, which may name a child. Server processes
share their counts through files below `ISEE_HOME/metrics` (set by `isee serve`).
"""

import os
import time
from collections.abc import Callable
from shutil import disk_usage

from django.http import HttpRequest, HttpResponseBase
from prometheus_client import REGISTRY, CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

from isee.system.api import isee_home, queue_state

SHARED_FOLDER = "PROMETHEUS_MULTIPROC_DIR"
KEPT_PAGE = "isee.kept_page"
"""Under this name a request's `META` says that its answer was kept and no page was asked."""
REQUESTS = Counter("isee_requests", "Requests by page, method and class of status.", ["page", "method", "status"])
SECONDS = Histogram(
    "isee_request_seconds", "Seconds until an answer was ready, by page.", ["page"],
    buckets=(0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30),
)  # fmt: skip


class MeasuringMiddleware:
    """Counts and times every request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, and note how long it took."""
        began = time.perf_counter()
        response = self.get_response(request)
        match = request.resolver_match
        page = (match.url_name if match else request.META.get(KEPT_PAGE)) or "none"
        REQUESTS.labels(page, request.method if request.method in ("GET", "POST", "HEAD") else "other",
                        f"{response.status_code // 100}xx").inc()  # fmt: skip
        SECONDS.labels(page).observe(time.perf_counter() - began)
        return response


def exposition() -> bytes:
    """All metrics in the text format of Prometheus; the queue is asked now."""
    counted = REGISTRY
    if os.environ.get(SHARED_FOLDER):
        counted = CollectorRegistry()
        MultiProcessCollector(counted)  # type: ignore[no-untyped-call]
    return generate_latest(counted) + generate_latest(_state())


def _state() -> CollectorRegistry:
    """What is true of the installation now, not of one process."""
    registry = CollectorRegistry()
    queue = queue_state()
    waiting = Gauge("isee_jobs_waiting", "Jobs that wait for a worker.", registry=registry)
    waiting.set(queue.waiting)
    oldest = Gauge("isee_jobs_oldest_seconds", "How long the oldest waiting job has been due.", registry=registry)
    oldest.set(queue.oldest_seconds)
    free = Gauge("isee_disk_free_bytes", "Free bytes on the disk of ISEE_HOME.", registry=registry)
    free.set(disk_usage(isee_home()).free)
    return registry
