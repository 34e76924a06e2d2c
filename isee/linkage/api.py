"""What other packages may use of `linkage`."""

from isee.linkage.admission import Admission, StatedPerson, admit_persons
from isee.linkage.error_file import ListedFault, error_csv, error_xlsx
from isee.linkage.faults import FaultClass, FaultOutcome, FileRefusedError, RowFault, fault_classes
from isee.linkage.feeds.education.header import Column, roster_columns
from isee.linkage.kept import open_cells
from isee.linkage.models import (
    Delivery,
    DeliveryFault,
    ImportRow,
    QuestionAnswer,
    QuestionKind,
    StewardQuestion,
)
from isee.linkage.operations import (
    IMPORT_PURPOSE,
    DeliveryStateError,
    answer_question,
    cancel_delivery,
    change_term,
    discard_kept_row,
    preview_roster,
    progress_key,
    read_delivery,
    receive_roster,
    run_import,
)
from isee.linkage.permissions import NotAllowedError, can_import
from isee.linkage.queries import (
    FaultEntry,
    ImportResult,
    Sighting,
    deliveries,
    delivery_by_uuid,
    delivery_faults,
    import_result,
    kept_rows,
    listed_faults,
    missing_from,
    my_deliveries,
    open_questions,
    sightings_of,
)
from isee.linkage.roster_import import ReadyRoster
from isee.linkage.rules import DeliveryState, Finding, RowOutcome

__all__ = [
    "IMPORT_PURPOSE",
    "Admission",
    "Column",
    "Delivery",
    "DeliveryFault",
    "DeliveryState",
    "DeliveryStateError",
    "FaultClass",
    "FaultEntry",
    "FaultOutcome",
    "FileRefusedError",
    "Finding",
    "ImportResult",
    "ImportRow",
    "ListedFault",
    "NotAllowedError",
    "QuestionAnswer",
    "QuestionKind",
    "ReadyRoster",
    "RowFault",
    "RowOutcome",
    "Sighting",
    "StatedPerson",
    "StewardQuestion",
    "admit_persons",
    "answer_question",
    "can_import",
    "cancel_delivery",
    "change_term",
    "deliveries",
    "delivery_by_uuid",
    "delivery_faults",
    "discard_kept_row",
    "error_csv",
    "error_xlsx",
    "fault_classes",
    "import_result",
    "kept_rows",
    "listed_faults",
    "missing_from",
    "my_deliveries",
    "open_cells",
    "open_questions",
    "preview_roster",
    "progress_key",
    "read_delivery",
    "receive_roster",
    "roster_columns",
    "run_import",
    "sightings_of",
]
