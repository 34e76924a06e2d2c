"""What the rest of `reporting`, and pages through its api, may use of research extracts."""

from isee.reporting.research.anonymity import STEPS, K
from isee.reporting.research.columns import BY_NAME, COLUMNS, QUASI_IDENTIFIERS, Column, expanded
from isee.reporting.research.models import ResearchRequest, State
from isee.reporting.research.operations import (
    LONGEST,
    TICKET_PURPOSE,
    ResearchError,
    approve_research,
    ask_research,
    download_research,
    end_research,
    expire_research,
    make_research_file,
    may_decide,
    refuse_research,
    withdraw_research,
)
from isee.reporting.research.package import NATION
from isee.reporting.research.queries import find_research, research_choices, research_requests

__all__ = [
    "BY_NAME",
    "COLUMNS",
    "LONGEST",
    "NATION",
    "QUASI_IDENTIFIERS",
    "STEPS",
    "TICKET_PURPOSE",
    "Column",
    "K",
    "ResearchError",
    "ResearchRequest",
    "State",
    "approve_research",
    "ask_research",
    "download_research",
    "end_research",
    "expanded",
    "expire_research",
    "find_research",
    "make_research_file",
    "may_decide",
    "refuse_research",
    "research_choices",
    "research_requests",
    "withdraw_research",
]
