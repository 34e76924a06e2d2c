"""`isee keys`: rotate the keys while the system runs."""

import click

from isee.web.commands.output import Bar, fail, say
from isee.web.commands.start import set_up


@click.group()
def keys() -> None:
    """Keys: rotate them."""


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
