"""Tokens with which one's own programs read figures: listed, made, shown once, revoked."""

import uuid as uuid_module
from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from isee.access.api import (
    Assignment,
    TokenError,
    figures_assignments,
    make_api_token,
    own_api_tokens,
    revoke_api_token,
)
from isee.system.api import now
from isee.web.guards import actor_of, confirmed_freshly, signed_in, user_of
from isee.web.present.accounts import role_title

LASTS = ((30, gettext_lazy("30 days")), (90, gettext_lazy("90 days")), (180, gettext_lazy("180 days")),
         (365, gettext_lazy("1 year")))  # fmt: skip


class TokenForm(forms.Form):
    """What a token is called, in which role it reads, for what, and for how long."""

    name = forms.CharField(
        label=gettext_lazy("Name"), max_length=80,
        help_text=gettext_lazy("By which you will know it again, such as the program that uses it."),
    )  # fmt: skip
    role = forms.ChoiceField(label=gettext_lazy("Role"))
    purpose = forms.CharField(
        label=gettext_lazy("Purpose"), min_length=10, max_length=300, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("What the figures are for. It is written down with each reading."),
    )  # fmt: skip
    days = forms.TypedChoiceField(label=gettext_lazy("Works for"), choices=LASTS, coerce=int, initial=90)

    def __init__(self, *args: Any, roles: list[Assignment], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        role = self.fields["role"]
        assert isinstance(role, forms.ChoiceField)
        role.choices = [(str(one.pk), role_title(one)) for one in roles]


@require_safe
@signed_in
def tokens(request: HttpRequest) -> HttpResponse:
    """One's own tokens that still work, without the tokens themselves."""
    user_id = user_of(request).pk
    context = {
        "tokens": own_api_tokens(user_id, at=now()),
        "may_make": bool(figures_assignments(user_id, at=now())),
    }
    return render(request, "staff/tokens.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@confirmed_freshly
def new_token(request: HttpRequest) -> HttpResponse:
    """Make a token; it stands on this answer and nowhere else."""
    user = user_of(request)
    roles = figures_assignments(user.pk, at=now())
    if not roles:
        raise PermissionDenied
    form = TokenForm(request.POST or None, roles=roles)
    if request.method != "POST":
        return render(request, "staff/new_token.html", {"form": form})
    if not form.is_valid():
        return render(request, "staff/new_token.html", {"form": form}, status=422)
    wanted = form.cleaned_data
    assignment = next(one for one in roles if str(one.pk) == wanted["role"])
    until = now() + timedelta(days=wanted["days"])
    try:
        token = make_api_token(
            user, assignment=assignment, name=wanted["name"], purpose=wanted["purpose"], expires_at=until,
            by=actor_of(request), at=now(),
        )  # fmt: skip
    except TokenError as refused:
        return render(request, "staff/new_token.html", {"form": form, "problems": [_problem(refused)]}, status=422)
    context = {"token": token, "name": wanted["name"], "until": until, "assignment": assignment,
               "server": request.build_absolute_uri("/").rstrip("/")}  # fmt: skip
    return render(request, "staff/token_made.html", context)


@require_POST
@signed_in
def revoke_token(request: HttpRequest, uuid: uuid_module.UUID) -> HttpResponse:
    """End one of one's own tokens now."""
    if not revoke_api_token(uuid, user_id=user_of(request).pk, by=actor_of(request), at=now()):
        raise Http404
    messages.success(request, _("The token no longer works."))
    return HttpResponseRedirect(reverse("api_tokens"))


def _problem(refused: TokenError) -> str:
    if refused.code == "many":
        return _("You have ten tokens already. Revoke one that is not needed first.")
    return _("This role has ended or reads no figures. Choose another.")
