"""The `isee` command: one group, each command in a module of its own that is loaded only when it is used."""

import os
import sys
from importlib import import_module

import click

from isee.web.commands.output import EXIT_CODES

COMMANDS = {
    "serve": "isee.web.commands.serve:serve",
    "worker": "isee.web.commands.serve:worker",
    "demo": "isee.web.commands.demo:demo",
    "migrate": "isee.web.commands.migrate:migrate",
    "doctor": "isee.web.commands.doctor:doctor",
    "synth": "isee.web.commands.synth:synth",
    "import": "isee.web.commands.imports:imports",
    "places": "isee.web.commands.places:places",
    "growth": "isee.web.commands.growth:growth",
    "extract": "isee.web.commands.reporting:extract",
    "release": "isee.web.commands.reporting:release",
    "brief": "isee.web.commands.brief:brief",
    "user": "isee.web.commands.user:user",
    "backup": "isee.web.commands.backup:backup",
    "restore": "isee.web.commands.backup:restore",
    "keys": "isee.web.commands.keys:keys",
    "bench": "isee.web.commands.bench:bench",
}


class LazyGroup(click.Group):
    """Finds a command by importing its module, so that `isee --help` is quick and needs no database."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All command names, in the order of a first use."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command, or None when there is none of that name."""
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name].partition(":")
        command: click.Command = getattr(import_module(module), name)
        return command


@click.group(cls=LazyGroup, epilog=EXIT_CODES)
def cli() -> None:
    """iSEE: find every child whom poverty keeps from school."""


def main() -> None:
    """Entry of the installed program `isee` and of `python -m isee`."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "isee.config.settings")
    sys.exit(cli(standalone_mode=True))
