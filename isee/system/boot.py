"""What a command may use before Django is set up: the home, the embedded server, the roles' addresses."""

from isee.system.database import PRIVATE_SETTINGS, DatabaseError, connect_as, prepare_database, role_urls
from isee.system.home import isee_home
from isee.system.postgres import EmbeddedPostgres, PostgresError, packaged_binaries

__all__ = [
    "PRIVATE_SETTINGS",
    "DatabaseError",
    "EmbeddedPostgres",
    "PostgresError",
    "connect_as",
    "isee_home",
    "packaged_binaries",
    "prepare_database",
    "role_urls",
]
