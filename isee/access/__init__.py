"""Users, roles, scopes, row-level security, sessions, audit events and the read log."""
