"""`isee user`: accounts, roles and one-time links, from the machine itself."""

from dataclasses import dataclass
from datetime import timedelta

import click

from isee.web.commands.output import USAGE, fail, print_json, say
from isee.web.commands.start import set_up

LINK_HOURS = 72


@dataclass(frozen=True)
class ListedUser:
    """One line of `isee user list`."""

    username: str
    active: bool
    roles: list[str]


@click.group()
def user() -> None:
    """Accounts: add, list, give a role, make a one-time link, close."""
    set_up("owner")


@user.command("add")
@click.argument("username")
@click.option("--name", "display_name", required=True, help="Name shown to colleagues.")
def add(username: str, display_name: str) -> None:
    """Open an account and print the one-time link by which its owner sets a password."""
    from django.db import IntegrityError

    from isee.access.api import SYSTEM, open_account
    from isee.system.api import now

    try:
        open_account(username, display_name=display_name, by=SYSTEM, at=now())
    except IntegrityError:
        fail(f"The user name '{username}' is taken. Choose another.", code=USAGE)
    _print_link(username)


@user.command("link")
@click.argument("username")
def link(username: str) -> None:
    """Print a new one-time link to set a password."""
    _print_link(username)


@user.command("list")
@click.option("--json", "as_json", is_flag=True, help="For machines, on stdout.")
def list_users(as_json: bool) -> None:
    """List the accounts and the roles that they hold now."""
    from isee.access.api import User
    from isee.system.api import now

    at = now()
    rows = [
        ListedUser(
            account.username,
            account.is_active,
            [a.role for a in account.assignments.all() if a.valid_to is None or a.valid_to > at],
        )
        for account in User.objects.prefetch_related("assignments").order_by("username")
    ]
    if as_json:
        print_json([vars(row) for row in rows])
        return
    for row in rows:
        closed = "" if row.active else "closed  "
        click.echo(f"{row.username:<30} {closed}{', '.join(row.roles)}")


@user.command("role")
@click.argument("username")
@click.argument("role")
@click.option("--school", "school_code", help="Ten-digit school code, for school roles.")
@click.option("--education-area", "group_code", help="Eight-digit code, for an education area officer.")
@click.option("--area", "area_code", help="Province, district or subdistrict code, for province officers and stewards.")
@click.option("--days", type=click.IntRange(1, 366), help="The role ends after so many days; an auditor's must.")
def give_role(
    username: str, role: str, school_code: str | None, group_code: str | None, area_code: str | None, days: int | None
) -> None:
    """Give a user a role over a school, an education area or an area."""
    from isee.access.api import RULES, SYSTEM, Role, ScopeGroup, User, assign_role
    from isee.places.api import schools_by_code
    from isee.system.api import now, today
    from isee.web.commands.actor import subdistrict_range

    if role not in Role.values:
        fail(f"There is no role '{role}'. The roles: {', '.join(Role.values)}.", code=USAGE)
    account = User.objects.filter(username=username).first()
    if account is None:
        fail(f"There is no user '{username}'. `isee user add` opens an account.", code=USAGE)
    school = schools_by_code([school_code], on=today()).get(school_code) if school_code else None
    if school_code and school is None:
        fail(f"There is no school {school_code}.", code=USAGE)
    group = ScopeGroup.objects.filter(code=group_code).first() if group_code else None
    if group_code and group is None:
        fail(f"There is no education area {group_code}.", code=USAGE)
    at = now()
    if RULES[Role(role)].longest is not None and days is None:
        fail(f"The role {role} ends by itself: say after how many days with --days.", code=USAGE)
    assign_role(
        account, Role(role), by=SYSTEM, at=at, school_id=school.pk if school else None, group=group,
        area=subdistrict_range(area_code) if area_code else None, valid_to=at + timedelta(days=days) if days else None,
    )  # fmt: skip
    say(f"{username} now is {role}.")


@user.command("close")
@click.argument("username")
def close(username: str) -> None:
    """Close an account and end its sessions."""
    from isee.access.api import SYSTEM, User, close_account
    from isee.system.api import now

    account = User.objects.filter(username=username).first()
    if account is None:
        fail(f"There is no user '{username}'.", code=USAGE)
    close_account(account, by=SYSTEM, at=now())
    say(f"{username} is closed.")


def _print_link(username: str) -> None:
    from django.urls import reverse

    from isee.access.api import SYSTEM, OneTimeLink, User, make_one_time_link
    from isee.system.api import now

    account = User.objects.filter(username=username, is_active=True).first()
    if account is None:
        fail(f"There is no active user '{username}'.", code=USAGE)
    token = make_one_time_link(
        account, OneTimeLink.Purpose.SET_PASSWORD, by=SYSTEM, at=now(), lifetime=timedelta(hours=LINK_HOURS)
    )
    say(f"One-time link for {username}, for {LINK_HOURS} hours (open it at this installation's address):")
    click.echo(f"{reverse('set_password')}#{token}")
