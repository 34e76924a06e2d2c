"""The pages for what went wrong: what happened, what was kept, what to do next."""

import sys

from django.contrib.auth.models import AnonymousUser
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400."""
    return render(request, "400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403."""
    return render(request, "403.html", status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404."""
    return render(request, "404.html", status=404)


def failed(request: HttpRequest) -> HttpResponse:
    """500; or 503 with its own words where the database is away, for which nobody's page is to blame.

    The user is left out: asking who it is would need the database again.
    """
    request.user = AnonymousUser()
    away = isinstance(sys.exc_info()[1], OperationalError | InterfaceError)
    response = render(request, "503.html" if away else "500.html", status=503 if away else 500)
    if away:
        response["Retry-After"] = "30"
    return response
