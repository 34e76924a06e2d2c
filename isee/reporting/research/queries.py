"""Reads of research requests: one's own, or all for those who decide."""

import uuid as uuid_module
from pathlib import Path

from django.conf import settings
from django.db.models import QuerySet

from isee.access.api import Ability, Actor
from isee.reporting.extract.files import newest_extracts
from isee.reporting.extract.schema import SCHEMA_VERSION
from isee.reporting.research.models import ResearchRequest


def research_requests(actor: Actor) -> QuerySet[ResearchRequest]:
    """The requests that the actor may see, those that wait for a decision first, then the newest."""
    found = ResearchRequest.objects.select_related("recipient", "decided_by").order_by("-requested_at", "-id")
    if actor.can(Ability.APPROVE_RESEARCH):
        return found
    if actor.can(Ability.REQUEST_RESEARCH):
        return found.filter(recipient_id=actor.user_id)
    return found.none()


def find_research(uuid: uuid_module.UUID, actor: Actor) -> ResearchRequest | None:
    """A request by its uuid, if the actor may see it."""
    return research_requests(actor).filter(uuid=uuid).first()


def research_choices() -> tuple[list[int], list[str]]:
    """The terms that are frozen, newest first, and the provinces that the newest of them knows."""
    found = [one for one in newest_extracts(Path(settings.ISEE_HOME)) if one.manifest["schema"] == SCHEMA_VERSION]
    if not found:
        return [], []
    provinces = sorted(code for code in found[-1].manifest["rows_by_province"] if code != "00")
    return [one.term_key for one in reversed(found)], provinces
