"""In whose name a command works: a user's present role, or the system's own."""

from isee.access.api import Assignment, User
from isee.web.commands.output import USAGE, fail


def assignment_of(username: str, *, role: str | None = None) -> Assignment:
    """The assignment with which a user works: the named role, or their first. Ends the command when there is none."""
    user = User.objects.filter(username=username, is_active=True).first()
    if user is None:
        fail(f"There is no active user '{username}'. `isee user list` shows them.", code=USAGE)
    found = Assignment.objects.filter(user=user, valid_to=None).order_by("id")
    assignment = found.filter(role=role).first() if role else found.first()
    if assignment is None:
        fail(f"'{username}' holds no {role or 'role'} now. `isee user role` gives one.", code=USAGE)
    return assignment
