"""Two registered persons who are one human being: joined and parted again without moving a row.

The absorbed person stays, with `canonical_id`; its enrolments, results and payments stay where they are. Whoever may
see one of the selves sees all of them. The registry knows the decision only by its number.
"""

from datetime import datetime

from django.db import IntegrityError, transaction

from isee.access.api import Actor, record_event
from isee.registry.models import Person
from isee.registry.operations import refresh_scope

REASONS = {
    "an_absorbed_person_absorbs_nobody": "absorbed_absorbs",
    "a_human_being_is_enrolled_once_in_a_term": "enrolled_twice",
    "a_person_is_not_merged_into_itself": "same_person",
}


class MergeError(ValueError):
    """Two persons cannot be joined or parted; `code` says why.

    `person_unknown`, `same_person`, `already_merged`, `not_merged`; `absorbed_absorbs`: one of them has absorbed or
    was absorbed, part those first; `enrolled_twice`: both are enrolled in one term, end one enrolment first.
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@transaction.atomic
def merge_persons(*, keep: int, absorb: int, decision: int, by: Actor, at: datetime) -> None:
    """Let `keep` stand for `absorb` from now on. Raises `MergeError`."""
    persons = {person.pk: person for person in _locked(keep, absorb)}
    if keep == absorb:
        raise MergeError("same_person")
    if len(persons) < 2:
        raise MergeError("person_unknown")
    if persons[absorb].canonical_id is not None:
        raise MergeError("already_merged")
    try:
        with transaction.atomic():
            Person.objects.filter(pk=absorb).update(canonical=keep, recorded_at=at, recorded_by=by.user_id)
    except IntegrityError as refused:
        raise MergeError(_code(refused)) from refused
    refresh_scope([keep, absorb])
    record_event(
        action="persons_merged", by=by, at=at, object_kind="person", object_id=keep,
        detail={"absorbed": absorb, "decision": decision},
    )  # fmt: skip


@transaction.atomic
def unmerge_person(*, absorbed: int, decision: int, by: Actor, at: datetime) -> None:
    """Let an absorbed person stand for itself again. Raises `MergeError`."""
    person = next(iter(_locked(absorbed)), None)
    if person is None:
        raise MergeError("person_unknown")
    keep = person.canonical_id
    if keep is None:
        raise MergeError("not_merged")
    Person.objects.filter(pk=absorbed).update(canonical=None, recorded_at=at, recorded_by=by.user_id)
    refresh_scope([keep, absorbed])
    record_event(
        action="persons_parted", by=by, at=at, object_kind="person", object_id=keep,
        detail={"absorbed": absorbed, "decision": decision},
    )  # fmt: skip


def _locked(*person_ids: int) -> list[Person]:
    return list(Person.objects.select_for_update(no_key=True, of=("self",)).filter(pk__in=person_ids).order_by("pk"))


def _code(refused: IntegrityError) -> str:
    name = getattr(getattr(refused.__cause__, "diag", None), "constraint_name", None)
    if name not in REASONS:
        raise refused
    return REASONS[name]
