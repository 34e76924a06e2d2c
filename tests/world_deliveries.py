"""What imports of the small world leave behind. `tests/world.py` calls it; it needs no name of that module."""

import json
import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from isee.access.api import Assignment
from isee.linkage.models import Delivery, DeliveryFault, DeliveryPerson, ImportRow, StewardQuestion
from isee.system.api import seal


def add_deliveries(
    senders: Sequence[tuple[Assignment, int, int, str]], *, seen: int, term_key: int, at: datetime
) -> None:
    """A delivery of each sender (role, school, its subdistrict, letter), with a fault, a kept row and a question.

    `seen` is a person whom each delivery has.
    """
    for owner, school, place, letter in senders:
        delivery = Delivery.objects.create(
            feed="education", file_id=uuid.uuid4(), file_name="roster.xlsx", owner=owner.user, assignment=owner,
            term_key=term_key, judged_on=at.date(), rows_total=1, received_at=at,
        )  # fmt: skip
        DeliveryFault.objects.create(
            delivery=delivery, owner_id=owner.user_id, table=0, row=0, line=2, column="citizen_id", code="id_checksum",
            outcome="kept", decides=True,
        )  # fmt: skip
        DeliveryPerson.objects.create(delivery=delivery, person_id=seen, school_id=school)
        common = {"fingerprint": letter.encode() * 32, "term_key": term_key, "subdistrict": place}
        ImportRow.objects.create(
            delivery=delivery, school_id=school, line=2, column="citizen_id", code="id_checksum", kept_at=at,
            **common, **_sealed_cells(ImportRow),
        )  # fmt: skip
        StewardQuestion.objects.create(
            kind="two_numbers", asked_for_id=school, asked_at=at, **common, **_sealed_cells(StewardQuestion)
        )


def _sealed_cells(model: type[ImportRow] | type[StewardQuestion]) -> dict[str, Any]:
    """A number of the row's own and the cells of a roster row, sealed under it as linkage does."""
    own = uuid.uuid4()
    text = json.dumps({"given_name": "มานี", "family_name": "รอแก้ไข"}, ensure_ascii=False)
    return {"uuid": own, "sealed": seal("import-row", text, bound_to=f"{model._meta.db_table}:{own}:sealed")}
