"""`isee keys`: rotate the keys while the system runs, and sign everybody out."""

import click

from isee.web.commands.output import Bar, fail, say
from isee.web.commands.start import set_up


@click.group()
def keys() -> None:
    """Keys: rotate them, sign everybody out."""


@keys.command("rotate")
def rotate() -> None:
    """Make new keys, seal every identifier anew, history included, and forget the old keys.

    The system keeps running; a command that was killed goes on where it stopped when it is run again.
    """
    set_up("owner")
    from isee.access.api import SYSTEM
    from isee.registry.api import RotationError, rotate_identifier_keys
    from isee.system.api import MissingKeyError, now

    try:
        with Bar("Sealing identifiers with new keys") as bar:
            rotate_identifier_keys(by=SYSTEM, at=now(), progress=bar.to)
    except (MissingKeyError, RotationError) as fault:
        fail(str(fault))
    say("The keys are rotated. Back up the new key file, apart from the data.")


@keys.command("sign-out-everyone")
def sign_out_everyone() -> None:
    """Make a new key for sessions: everybody signs in again, and waiting jobs are asked for anew.

    For the day on which the key may have been seen by somebody.
    """
    set_up("owner")
    from isee.access.api import SYSTEM, renew_session_key
    from isee.system.api import MissingKeyError, now

    try:
        ended = renew_session_key(by=SYSTEM, at=now())
    except MissingKeyError as fault:
        fail(str(fault))
    say(f"The key of sessions is new; {ended} sessions have ended. Back up the new key file, apart from the data.")
