"""What other packages may use of `system`."""

from isee.system.backup import BackupError, back_up, newest_backup, read_manifest, restore_backup
from isee.system.bulk import copy_arrow, insert_rows, insert_values, reserve_ids, store_rows, update_rows
from isee.system.clock import now, today
from isee.system.database import role_urls
from isee.system.encryption import SealError, key_version, lookup, lookup_many, seal, seal_many, unseal
from isee.system.files import delete_file, file_store_answers, read_file, store_file
from isee.system.home import isee_home
from isee.system.keys import (
    MissingKeyError,
    add_key_versions,
    drop_old_key_versions,
    key_file,
    keyed_hash,
    keyring,
)
from isee.system.models import Progress
from isee.system.nation import Nation, nation, record_synthetic_nation
from isee.system.partitions import analyse_grown_tables, ensure_year_partitions, missing_year_partitions
from isee.system.progress import all_progress, finish_progress, progress_of, report_progress, start_progress
from isee.system.readiness import QueueState, database_answers, migrations_missing, queue_is_served, queue_state
from isee.system.set_aside import is_anything_set_aside, put_back, run_side_by_side, set_aside
from isee.system.signing import ALGORITHM as SIGNATURE_ALGORITHM
from isee.system.signing import is_signed, public_keys, sign, signing_key
from isee.system.upgrades import operations_that_need_a_pause

__all__ = [
    "SIGNATURE_ALGORITHM",
    "BackupError",
    "MissingKeyError",
    "Nation",
    "Progress",
    "QueueState",
    "SealError",
    "add_key_versions",
    "all_progress",
    "analyse_grown_tables",
    "back_up",
    "copy_arrow",
    "database_answers",
    "delete_file",
    "drop_old_key_versions",
    "ensure_year_partitions",
    "file_store_answers",
    "finish_progress",
    "insert_rows",
    "insert_values",
    "is_anything_set_aside",
    "is_signed",
    "isee_home",
    "key_file",
    "key_version",
    "keyed_hash",
    "keyring",
    "lookup",
    "lookup_many",
    "migrations_missing",
    "missing_year_partitions",
    "nation",
    "newest_backup",
    "now",
    "operations_that_need_a_pause",
    "progress_of",
    "public_keys",
    "put_back",
    "queue_is_served",
    "queue_state",
    "read_file",
    "read_manifest",
    "record_synthetic_nation",
    "report_progress",
    "reserve_ids",
    "restore_backup",
    "role_urls",
    "run_side_by_side",
    "seal",
    "seal_many",
    "set_aside",
    "sign",
    "signing_key",
    "start_progress",
    "store_file",
    "store_rows",
    "today",
    "unseal",
    "update_rows",
]
