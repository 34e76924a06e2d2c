"""What other packages may use of `system`."""

from isee.system.bulk import copy_arrow
from isee.system.clock import now, today
from isee.system.encryption import SealError, lookup, lookup_many, seal, seal_many, unseal
from isee.system.files import delete_file, read_file, store_file
from isee.system.keys import keyed_hash, keyring
from isee.system.models import Progress
from isee.system.progress import finish_progress, progress_of, report_progress, start_progress

__all__ = [
    "Progress",
    "SealError",
    "copy_arrow",
    "delete_file",
    "finish_progress",
    "keyed_hash",
    "keyring",
    "lookup",
    "lookup_many",
    "now",
    "progress_of",
    "read_file",
    "report_progress",
    "seal",
    "seal_many",
    "start_progress",
    "store_file",
    "today",
    "unseal",
]
