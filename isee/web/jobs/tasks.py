"""The tasks of the queue. Arguments are internal ids and a ticket; the work is one operation each.

A worker that is killed leaves its job in hand; the next minute's look finds it by its missing heartbeat and
gives it to another. Every operation here goes on where it stopped.
"""

from procrastinate import JobContext
from procrastinate.contrib.django import app

from isee.access.api import SYSTEM, begin_review, end_unconfirmed, ticket_scope
from isee.linkage.api import run_import
from isee.places.api import term_calendar
from isee.registry.api import Outcome, end_enrolments
from isee.reporting.api import research
from isee.system.api import now, today

IMPORT_PURPOSE = "import"
DEPARTURE_PURPOSE = "departure"
ATTEMPTS = 5


@app.task(queue="imports", retry=ATTEMPTS)
def import_delivery(delivery_id: int, ticket: str) -> None:
    """Admit the rows of one delivery, inside the scope of the one who sent it."""
    run_import(delivery_id, ticket=ticket, at=now())


@app.task(queue="imports", retry=ATTEMPTS)
def record_departures(enrolment_ids: list[int], outcome: str, ticket: str) -> None:
    """End the enrolments of pupils who left, inside the scope of the one who said so."""
    with ticket_scope(ticket, DEPARTURE_PURPOSE) as actor:
        end_enrolments(enrolment_ids, outcome=Outcome(outcome), on=today(), by=actor, at=now())


@app.task(queue="imports", retry=ATTEMPTS)
def make_research_file(request_id: int, ticket: str) -> None:
    """Make the file of one research request, inside the scope of who approved it."""
    research.make_research_file(request_id, ticket=ticket, at=now())


@app.periodic(cron="40 19 * * *")
@app.task(queue="upkeep", queueing_lock="expire_research")
def expire_research(timestamp: int) -> None:
    """Remove the research files whose day is past; at night in Thailand."""
    research.expire_research(by=SYSTEM, today=today(), at=now())


@app.periodic(cron="* * * * *")
@app.task(queue="upkeep", pass_context=True, queueing_lock="retry_stalled_jobs")
async def retry_stalled_jobs(context: JobContext, timestamp: int) -> None:
    """Give the jobs of workers that have died to those that live."""
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs():
        await manager.retry_job(job)


@app.periodic(cron="20 19 * * *")
@app.task(queue="upkeep", queueing_lock="review_roles")
def review_roles(timestamp: int) -> None:
    """Begin the yearly review with the school year, and end the roles that nobody confirmed; at night in Thailand."""
    started = [dates for dates in term_calendar() if dates.term.term == 1 and dates.starts_on <= today()]
    if started:
        newest = max(started, key=lambda dates: dates.starts_on)
        begin_review(newest.term.year, begins_on=newest.starts_on, today=today(), at=now())
    end_unconfirmed(today=today())
