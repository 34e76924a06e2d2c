"""What other packages may use of `access`."""

from isee.access.database_code import apply_database_code
from isee.access.history import keep_history
from isee.access.models import (
    FIRST_TERM,
    LAST_TERM,
    Assignment,
    AuditEvent,
    ReadLog,
    ScopeGroup,
    Session,
    User,
)
from isee.access.operations import (
    assign_role,
    close_account,
    end_assignment,
    make_one_time_link,
    open_account,
    record_event,
    record_reading,
    replace_scope_group,
    revoke_session,
    use_one_time_link,
)
from isee.access.protection import OPEN, Protection, Rights
from isee.access.roles import RULES, Ability, Role
from isee.access.scope import (
    SYSTEM,
    Actor,
    ScopeError,
    current_actor,
    issue_ticket,
    issue_ticket_for,
    open_scope,
    places_in_scope,
    ticket_scope,
)

__all__ = [
    "FIRST_TERM",
    "LAST_TERM",
    "OPEN",
    "RULES",
    "SYSTEM",
    "Ability",
    "Actor",
    "Assignment",
    "AuditEvent",
    "Protection",
    "ReadLog",
    "Rights",
    "Role",
    "ScopeError",
    "ScopeGroup",
    "Session",
    "User",
    "apply_database_code",
    "assign_role",
    "close_account",
    "current_actor",
    "end_assignment",
    "issue_ticket",
    "issue_ticket_for",
    "keep_history",
    "make_one_time_link",
    "open_account",
    "open_scope",
    "places_in_scope",
    "record_event",
    "record_reading",
    "replace_scope_group",
    "revoke_session",
    "ticket_scope",
    "use_one_time_link",
]
