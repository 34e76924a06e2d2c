"""What is due for whoever is signed in, with the links that do it. The work itself is done on other pages."""

from collections.abc import Callable, Iterator

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from isee.access.api import (
    Ability,
    Actor,
    accounts,
    assignments_of,
    current_assignments,
    lacking_second_factor,
    managed_school,
    scope_schools,
    with_second_factor,
)
from isee.collect.api import ReminderKind, last_reminders, unfinished_visits
from isee.linkage.api import Delivery, DeliveryState, deliveries, kept_rows, open_questions
from isee.registry.api import rooms_by_id, schools_with_roster
from isee.system.api import now
from isee.web.guards import actor_of, demo_stands_in, signed_in
from isee.web.pages import work_accounts
from isee.web.pages.children import own_children
from isee.web.pages.follow_up import unfinished
from isee.web.pages.offers import own_offers
from isee.web.pages.research import waiting_research
from isee.web.pages.transfers import waiting_for
from isee.web.present.due import Due
from isee.web.present.formats import day
from isee.web.present.staff import present_term

DELIVERIES_SHOWN = 3


@require_safe
@signed_in
def work(request: HttpRequest) -> HttpResponse:
    """The list of what is due, and how to begin with anything else."""
    actor = actor_of(request)
    due = [item for find in FINDERS for item in find(actor) if item.count]
    if actor.user_id is not None and not demo_stands_in(request):
        due += _own_factor(actor.user_id)
    context = {
        "due": due, "term": present_term(), "actor": actor, "doors": list(_doors(actor)),
        "deliveries": _last_files(actor),
        "has_role": actor.role is not None, "own": own_children(actor), "own_offers": own_offers(request),
    }  # fmt: skip
    return render(request, "staff/work.html", context)


def _last_files(actor: Actor) -> list[Delivery]:
    if not actor.can(Ability.IMPORT_ROSTER):
        return []
    own = deliveries().filter(owner_id=actor.user_id).exclude(state=DeliveryState.CANCELLED)
    return list(own[:DELIVERIES_SHOWN])


def _rosters(actor: Actor) -> Iterator[Due]:
    schools = scope_schools() if actor.can(Ability.IMPORT_ROSTER) else []
    if not schools or actor.can(Ability.REMIND_SCHOOLS):
        return
    term = present_term()
    missing = len(schools) - len(schools_with_roster(schools, term_key=term.key))
    yield Due(
        missing, _("The roster is not yet in"), _asked(schools, ReminderKind.ROSTER), reverse("imports"),
        _("Import a roster"), urgent=True,
    )  # fmt: skip


def _visits(actor: Actor) -> Iterator[Due]:
    """Visits of one's own school that are not certified; where they are done comes with the field app."""
    schools = scope_schools() if actor.can(Ability.IMPORT_ROSTER) else []
    if not schools or actor.can(Ability.REMIND_SCHOOLS):
        return
    count = sum(unfinished_visits(schools, term_key=present_term().key).values())
    yield Due(
        count, ngettext("home visit is not certified", "home visits are not certified", count),
        _asked(schools, ReminderKind.VISITS), reverse("children"), _("See the children"),
    )  # fmt: skip


def _asked(schools: list[int], kind: ReminderKind) -> str:
    """Who has asked for it and when, or else the term."""
    term = present_term()
    sent = [row for (_school, of), row in last_reminders(schools, term_key=term.key).items() if of is kind]
    if not sent:
        return _("Term %(term)s") % {"term": term}
    newest = max(sent, key=lambda row: row.sent_at)
    return _("%(office)s asked for it on %(day)s") % {"office": newest.office, "day": day(newest.sent_at)}


def _unfinished(actor: Actor) -> Iterator[Due]:
    """For offices: schools of theirs that lack something."""
    if not actor.can(Ability.REMIND_SCHOOLS):
        return
    _schools, rows = unfinished(present_term())
    yield Due(
        len(rows), ngettext("school has not finished", "schools have not finished", len(rows)),
        _("Rosters, visits and attendance, with telephone numbers"), reverse("follow_up"), _("See the schools"),
        urgent=True,
    )  # fmt: skip


def _transfers(actor: Actor) -> Iterator[Due]:
    if not actor.can(Ability.DECIDE_TRANSFER):
        return
    count = waiting_for(actor)
    yield Due(
        count, ngettext("move waits for your answer", "moves wait for your answer", count),
        _("The other school cannot enrol the pupil before"), reverse("transfers"), _("Answer"), urgent=True,
    )  # fmt: skip


def _kept(actor: Actor) -> Iterator[Due]:
    if not actor.can(Ability.IMPORT_ROSTER):
        return
    count = kept_rows().count()
    yield Due(
        count, ngettext("row is kept for correction", "rows are kept for correction", count),
        _("Rows of a roster whose number needs a look at the papers"), reverse("kept_rows"), _("See the rows"),
    )  # fmt: skip


def _questions(actor: Actor) -> Iterator[Due]:
    if not actor.can(Ability.ANSWER_STEWARD_QUESTION):
        return
    count = open_questions().count()
    yield Due(
        count, ngettext("question about an identity is open", "questions about identities are open", count),
        _("A number that belongs to somebody else, or one person with two"), reverse("questions"), _("Answer"),
    )  # fmt: skip


def _teachers(actor: Actor) -> Iterator[Due]:
    """Teachers who have no room this year, and those who never came in."""
    school = managed_school(actor)
    if school is None:
        return
    teachers = list(accounts(at=now(), teachers_of=school).filter(is_active=True))
    roles = assignments_of([user.pk for user in teachers], at=now())
    rooms = {room for own in roles.values() for role in own if role.school_id == school for room in role.room_ids}
    this_year = set(rooms_by_id(list(rooms)).filter(academic_year=present_term().year).values_list("pk", flat=True))
    idle = sum(not any(this_year & set(role.room_ids) for role in roles[user.pk]) for user in teachers)
    yield Due(
        idle, ngettext("teacher has no room this school year", "teachers have no room this school year", idle),
        _("Without a room they see no child"), reverse("users"), _("Give rooms"),
    )  # fmt: skip
    never = sum(user.last_login is None for user in teachers)
    yield Due(
        never, ngettext("teacher has never signed in", "teachers have never signed in", never),
        _("Give them a one-time code"), reverse("users"), _("See teachers"),
    )  # fmt: skip


def _accounts(actor: Actor) -> Iterator[Due]:
    if not actor.can(Ability.MANAGE_USERS):
        return
    count = lacking_second_factor(at=now())
    yield Due(
        count, ngettext("account has no second factor yet", "accounts have no second factor yet", count),
        _("Their roles need one: they set it up at the next sign-in"), reverse("users"), _("See accounts"),
    )  # fmt: skip


FINDERS: tuple[Callable[[Actor], Iterator[Due]], ...] = (
    work_accounts.recoveries, _rosters, _visits, _unfinished, _transfers, _kept, _questions, _teachers, _accounts,
    work_accounts.invitations, work_accounts.review, waiting_research,
)  # fmt: skip


def _own_factor(user_id: int) -> list[Due]:
    """Roles that need no second factor may have one all the same."""
    if user_id in with_second_factor([user_id]) or not current_assignments(user_id, at=now()).exists():
        return []
    return [
        Due(
            1,
            _("account of your own has no second factor"),
            _("Two minutes that keep children's data safe"),
            reverse("mfa_index"),
            _("Set one up"),
        )
    ]


def _doors(actor: Actor) -> Iterator[tuple[str, str]]:
    """The pages that the role works with, by what they are for."""
    doors = (
        ("children", _("Find a child"), (Ability.VIEW_CHILDREN,)),
        ("reports", _("Figures and tables of my scope"), (Ability.VIEW_FIGURES,)),
        ("imports", _("Import a roster"), (Ability.IMPORT_ROSTER,)),
        ("transfers", _("Moves between schools"), (Ability.DECIDE_TRANSFER,)),
        ("follow_up", _("Schools that have not finished"), (Ability.REMIND_SCHOOLS,)),
        ("questions", _("Questions about identities"), (Ability.ANSWER_STEWARD_QUESTION,)),
        ("users", _("Accounts"), (Ability.MANAGE_USERS, Ability.MANAGE_SCHOOL_USERS)),
        ("recoveries", _("Lost phone or password"), (Ability.ASK_RECOVERY, Ability.CONFIRM_RECOVERY)),
        ("acting", _("Acting director"), (Ability.APPOINT_ACTING_DIRECTOR,)),
        ("role_review", _("Who still needs access"), (Ability.REVIEW_HEADS,)),
        ("audit", _("What was written down"), (Ability.VIEW_AUDIT,)),
        ("audit_sample", _("Draw a sample of records"), (Ability.SAMPLE_RECORDS,)),
        ("audit_changes", _("Changes after a deadline"), (Ability.VIEW_AUDIT,)),
        ("jobs", _("Long work"), (Ability.VIEW_JOBS,)),
    )
    for view, label, abilities in doors:
        if any(actor.can(ability) for ability in abilities):
            yield reverse(view), label
