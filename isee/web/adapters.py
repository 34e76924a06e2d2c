"""How sign-in fits this system: no public sign-up, sealed secrets, every sign-in written down."""

import base64
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.http import HttpRequest

from isee.access.api import RULES, Role, User, current_assignments, note_failed_sign_in, note_sign_in
from isee.system.api import now, seal, unseal


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Accounts are opened by an administrator or a school, never by a visitor."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs up."""
        return False

    def login(self, request: HttpRequest, user: User) -> None:
        """Sign in, and write from which address and browser."""
        super().login(request, user)
        request.session.save()
        token = request.session.session_key
        assert token is not None
        note_sign_in(token, address=self.get_client_ip(request), browser=self.get_http_user_agent(request), at=now())

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Write that somebody tried."""
        note_failed_sign_in(str(credentials.get("username", "")), address=self.get_client_ip(request), at=now())


class MfaAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth has no types
    """Secrets of authenticator apps and recovery codes are sealed, each to its own user."""

    def encrypt(self, text: str) -> str:
        """Seal a secret to the user who is enrolling."""
        return base64.b64encode(seal("token", text, bound_to=_place())).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Open a secret of the user who is here; one copied from another user's row does not open."""
        return unseal("token", base64.b64decode(encrypted_text), bound_to=_place())

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """The last second factor stays while a role needs one."""
        own = Authenticator.objects.filter(user_id=authenticator.user_id)
        others = own.exclude(pk=authenticator.pk).exclude(type=Authenticator.Type.RECOVERY_CODES)
        roles = current_assignments(authenticator.user_id, at=now()).values_list("role", flat=True)
        return others.exists() or not any(RULES[Role(role)].second_factor for role in roles)


def _place() -> str:
    """The place to which a secret is bound: the user who is signed in, or is about to be."""
    request = context.request
    stage = getattr(request, "_login_stage", None)
    user = request.user if stage is None else stage.login.user
    return f"mfa_authenticator:{user.pk}"
