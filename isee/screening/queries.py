"""Reads of screening, inside the scope that is open."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import CharField, F, Q, Value
from django.db.models.functions import MD5, Cast, Concat

from isee.screening.models import PovertyClass, Result, ScoringModel, Snapshot


def results_of(person_id: int) -> list[Result]:
    """The results of one child by term, newest first, each with its round."""
    return list(Result.objects.filter(person_id=person_id).select_related("round").order_by("-term_key"))


def snapshots_of(person_id: int, *, household_ids: Iterable[int] = ()) -> list[Snapshot]:
    """The frozen inputs of a child's households and of its own, newest first."""
    own = Q(person=person_id) | Q(household__in=list(household_ids))
    return list(Snapshot.objects.filter(own).order_by("-term_key", "id"))


def snapshots_by_id(ids: Iterable[int]) -> dict[int, Snapshot]:
    """Snapshots by their id, such as those that results name; one out of scope is missing."""
    return Snapshot.objects.in_bulk(list(ids))


def scoring_models() -> dict[str, ScoringModel]:
    """All scoring models by version."""
    return ScoringModel.objects.in_bulk()


def scoring_model_on(day: date) -> ScoringModel | None:
    """The scoring model that holds on a day; the newest where several do."""
    held = ScoringModel.objects.filter(
        Q(valid_from__isnull=True) | Q(valid_from__lte=day), Q(valid_to__isnull=True) | Q(valid_to__gte=day)
    )
    return held.order_by(F("valid_from").desc(nulls_last=True), "-version").first()


def results_by_class(term_key: int, poverty_class: PovertyClass, *, schools: tuple[int, int] | None = None) -> Any:
    """The results of a term with a class in scope; `schools` narrows to those in a range of subdistricts."""
    found = Result.objects.filter(term_key=term_key, poverty_class=poverty_class)
    if schools is not None:
        found = found.filter(school__subdistrict_id__gte=schools[0], school__subdistrict_id__lte=schools[1])
    return found


def sample_results(results: Any, *, size: int, seed: str) -> list[Result]:
    """A random sample of results, the same for the same seed: those whose hash with the seed comes first.

    Each result has the same chance; nobody who chooses the seed before looking can steer it.
    """
    hashed = MD5(Concat(Value(f"{seed}|"), Cast("person_id", CharField())))
    return list(results.annotate(place=hashed).order_by("place").select_related("person", "school")[:size])
