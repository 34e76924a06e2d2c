"""Who may manage which account: an administrator all of them, a school its own teachers."""

from datetime import datetime

from isee.access.models import Assignment, User
from isee.access.parts import COPIED_BY, OPENED_BY, Part, ReadingPurpose
from isee.access.queries import current_assignments
from isee.access.roles import GIVEN_BY_SCHOOLS, RULES, SCHOOL_HEADS, Ability, Role, ScopeKind
from isee.access.scope import Actor, scope_schools


def managed_school(actor: Actor) -> int | None:
    """The school whose teachers this actor manages inside the open scope; None for everybody else."""
    if actor.can(Ability.MANAGE_USERS) or not actor.can(Ability.MANAGE_SCHOOL_USERS):
        return None
    schools = scope_schools()
    return schools[0] if len(schools) == 1 else None


def roles_to_give(actor: Actor) -> tuple[Role, ...]:
    """The roles that this actor may give. Roles over single persons come with a case or a child, not from here."""
    if actor.can(Ability.MANAGE_USERS):
        return tuple(role for role in Role if RULES[role].scope is not ScopeKind.PERSONS)
    return GIVEN_BY_SCHOOLS if managed_school(actor) is not None else ()


def can_end_assignment(actor: Actor, assignment: Assignment) -> bool:
    """May this actor take this role away? Nobody changes their own (`access_may_assign` holds it in the database)."""
    if assignment.user_id == actor.user_id:
        return False
    if actor.can(Ability.MANAGE_USERS):
        return True
    here = assignment.school_id in scope_schools()
    if here and assignment.acting and can_appoint_acting(actor):
        return True
    if here and assignment.role in SCHOOL_HEADS and actor.can(Ability.REVIEW_HEADS):
        return True
    school = managed_school(actor)
    return school is not None and assignment.role in GIVEN_BY_SCHOOLS and assignment.school_id == school


def can_appoint_acting(actor: Actor) -> bool:
    """May this actor appoint an acting director? One who is acting does not appoint another."""
    return (
        actor.can(Ability.APPOINT_ACTING_DIRECTOR)
        and not Assignment.objects.filter(pk=actor.assignment_id or 0, acting=True).exists()
    )


def can_manage_account(actor: Actor, user: User, *, at: datetime) -> bool:
    """May this actor give the account a way in, end its sessions or close it?

    A school may where the account holds nothing beyond that school: whoever can set its password could otherwise
    enter another school.
    """
    if actor.can(Ability.MANAGE_USERS):
        return True
    roles = list(current_assignments(user.pk, at=at))
    return bool(roles) and all(can_end_assignment(actor, assignment) for assignment in roles)


def parts_open_to(actor: Actor) -> frozenset[Part]:
    """The parts that the actor's role may open inside its scope."""
    return frozenset(part for part, roles in OPENED_BY.items() if actor.role in roles)


def purposes_of(actor: Actor) -> tuple[ReadingPurpose, ...]:
    """What the actor's role can need a part for; a guardian reads about the own child and for nothing else."""
    if actor.role is Role.GUARDIAN:
        return (ReadingPurpose.OWN_CHILD,)
    return tuple(purpose for purpose in ReadingPurpose if purpose is not ReadingPurpose.OWN_CHILD)


def may_hand_out_copies(actor: Actor) -> bool:
    """May the actor's role give the family a copy of the whole record?"""
    return actor.role in COPIED_BY
