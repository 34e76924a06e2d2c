"""Reads of screening, inside the scope that is open."""

from isee.screening.models import Result


def results_of(person_id: int) -> list[Result]:
    """The results of one child by term, newest first."""
    return list(Result.objects.filter(person_id=person_id).order_by("-term_key"))
