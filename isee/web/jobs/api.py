"""How pages and commands hand work to the queue; the job joins the transaction of its asker."""

from isee.access.api import issue_ticket
from isee.web.jobs.tasks import IMPORT_PURPOSE, import_delivery


def defer_import(delivery_id: int) -> None:
    """Ask for a delivery's rows to be admitted, inside the scope that is open now."""
    import_delivery.defer(delivery_id=delivery_id, ticket=issue_ticket(IMPORT_PURPOSE))
