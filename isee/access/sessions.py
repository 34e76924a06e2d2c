"""Django's session store on our own table: tokens kept as hashes, rows sealed by this process's key.

What a session holds is encrypted and bound to its token: reading the table tells nothing, and a row's data copied
to another row do not open there.
"""

import base64
import hashlib
import json
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import VALID_KEY_CHARS, CreateError, SessionBase, UpdateError
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import get_random_string

from isee.access.models import Assignment, Session
from isee.system.api import MissingKeyError, SealError, keyed_hash, seal, unseal

ASSIGNMENT_KEY = "assignment"


def token_hash(token: str) -> bytes:
    """SHA-256 of a session token: what the table keeps instead of the token."""
    return hashlib.sha256(token.encode()).digest()


def session_seal(hashed: bytes, *, user_id: int | None, assignment_id: int | None, expires_at: datetime) -> bytes:
    """The HMAC that lets `access_open_scope` believe a session row, until it expires (whole seconds)."""
    text = f"{hashed.hex()}|{user_id}|{assignment_id}|{int(expires_at.timestamp())}"
    return keyed_hash("session", text.encode())


class SessionStore(SessionBase):
    """Sessions in `access_session`; the present assignment is part of the sealed row."""

    def encode(self, session_dict: dict[str, Any]) -> str:
        """The session's data, sealed for this token alone."""
        return base64.b64encode(seal("token", json.dumps(session_dict), bound_to=self._place())).decode()

    def decode(self, session_data: bytes | str) -> dict[str, Any]:
        """The data of `encode`; an altered or copied row is an empty session."""
        try:
            opened = unseal("token", base64.b64decode(session_data), bound_to=self._place())
        except (SealError, MissingKeyError, ValueError):
            return {}
        data: dict[str, Any] = json.loads(opened)
        return data

    def _place(self) -> str:
        return f"access_session:{token_hash(self.session_key or '').hex()}:data"

    def load(self) -> dict[str, Any]:
        """The session's data, or an empty dict when it is gone, expired or revoked."""
        row = self._row()
        if row is None:
            self._session_key = None
            return {}
        return self.decode(row.data)

    def exists(self, session_key: str) -> bool:
        """Is this token in use?"""
        return Session.objects.filter(token_hash=token_hash(session_key)).exists()

    def create(self) -> None:
        """Make a new token and save it."""
        while True:
            self._session_key = get_random_string(32, VALID_KEY_CHARS)
            try:
                self.save(must_create=True)
            except CreateError:
                continue
            self.modified = True
            return

    def save(self, must_create: bool = False) -> None:
        """Write the row with its seal; a session revoked meanwhile is not brought back."""
        if self.session_key is None:
            self.create()
            return
        data = dict(self.items()) if not must_create else dict(getattr(self, "_session_cache", {}))
        user_id = int(data[SESSION_KEY]) if data.get(SESSION_KEY) else None
        assignment_id = self._assignment_of(user_id, data.get(ASSIGNMENT_KEY))
        hashed = token_hash(self.session_key)
        expires_at = timezone.now() + timedelta(seconds=self.get_expiry_age())
        values = {
            "data": self.encode(data),
            "user_id": user_id,
            "assignment_id": assignment_id,
            "seal": session_seal(hashed, user_id=user_id, assignment_id=assignment_id, expires_at=expires_at),
            "expires_at": expires_at,
            "seen_at": timezone.now(),
        }
        if not must_create:
            if not Session.objects.filter(token_hash=hashed, revoked_at=None).update(**values):
                raise UpdateError
            return
        try:
            with transaction.atomic():
                Session.objects.create(token_hash=hashed, **values)
        except IntegrityError as fault:
            raise CreateError from fault

    def delete(self, session_key: str | None = None) -> None:
        """Revoke the session: its row stays until it expires, so that it cannot be written anew."""
        key = session_key or self.session_key
        if key:
            Session.objects.filter(token_hash=token_hash(key), revoked_at=None).update(revoked_at=timezone.now())

    @classmethod
    def clear_expired(cls) -> None:
        """Remove the rows whose time has passed."""
        Session.objects.filter(expires_at__lt=timezone.now()).delete()

    def _row(self) -> Session | None:
        if not self.session_key:
            return None
        return Session.objects.filter(
            token_hash=token_hash(self.session_key), revoked_at=None, expires_at__gt=timezone.now()
        ).first()

    @staticmethod
    def _assignment_of(user_id: int | None, wanted: int | None) -> int | None:
        """The chosen assignment if it is the user's own and holds now, else the first that does."""
        if user_id is None:
            return None
        now = timezone.now()
        own = Assignment.objects.filter(Q(valid_to=None) | Q(valid_to__gt=now), user_id=user_id, valid_from__lte=now)
        identifiers = list(own.order_by("id").values_list("id", flat=True))
        if wanted in identifiers:
            return wanted
        return identifiers[0] if identifiers else None
