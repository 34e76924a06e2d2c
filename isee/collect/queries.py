"""Reads of collect, inside the scope that is open."""

import uuid

from isee.collect.models import Photo, Round, Visit


def visits_of(person_id: int) -> list[Visit]:
    """The home visits to one child, newest first."""
    return list(
        Visit.objects.filter(person_id=person_id).select_related("round").order_by("-term_key", "-visited_on", "-id")
    )


def photos_of(person_id: int) -> list[Photo]:
    """The photos of one child's home, newest first; their files are opened one by one, on request."""
    return list(Photo.objects.filter(person_id=person_id).order_by("-term_key", "visit_id", "id"))


def find_photo(key: uuid.UUID) -> Photo | None:
    """The photo that an address names, where it is in scope."""
    return Photo.objects.filter(uuid=key).first()


def rounds_of_terms(first_term: int, last_term: int) -> list[Round]:
    """The rounds of a run of terms, both included, in order."""
    return list(Round.objects.filter(term_key__range=(first_term, last_term)).order_by("term_key", "opens_on", "kind"))
