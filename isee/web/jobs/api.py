"""How pages and commands hand work to the queue; the job joins the transaction of its asker."""

from isee.access.api import issue_ticket
from isee.registry.api import Outcome
from isee.reporting.api import research
from isee.web.jobs.tasks import (
    DEPARTURE_PURPOSE,
    IMPORT_PURPOSE,
    import_delivery,
    make_research_file,
    record_departures,
)


def defer_import(delivery_id: int) -> None:
    """Ask for a delivery's rows to be admitted, inside the scope that is open now."""
    import_delivery.defer(delivery_id=delivery_id, ticket=issue_ticket(IMPORT_PURPOSE))


def defer_departures(enrolment_ids: list[int], *, outcome: Outcome) -> None:
    """Ask for enrolments to be ended, inside the scope that is open now."""
    record_departures.defer(enrolment_ids=enrolment_ids, outcome=outcome.value, ticket=issue_ticket(DEPARTURE_PURPOSE))


def defer_research_file(request_id: int) -> None:
    """Ask for the file of an approved research request to be made, inside the scope of who approved it."""
    make_research_file.defer(request_id=request_id, ticket=issue_ticket(research.TICKET_PURPOSE))
