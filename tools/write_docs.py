"""Writes the parts of the docs that are made from data, between `<!-- made: NAME -->` and `<!-- end -->`.

`make docs` runs it; a test fails when a page is behind its data. It stops when a package that we ship or depend
on has a licence under which the whole of iSEE would have to stand (GPL, AGPL).
"""

import csv
import json
import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from importlib.metadata import PackageMetadata, PackageNotFoundError, metadata
from pathlib import Path

import click
import django

from isee.linkage.feeds.education.header import roster_columns
from isee.linkage.feeds.layout import FeedLayout, LayoutColumn, feed_layouts
from isee.linkage.rules import TRANSITIONS, DeliveryState
from isee.synth.feeds.kinds import fault_kinds
from isee.web.commands.main import cli

ROOT = Path(__file__).resolve().parents[1]
MADE = re.compile(r"(?P<open><!-- made: (?P<name>[a-z-]+) -->\n).*?(?P<close><!-- end -->)", re.DOTALL)
LOCKED = re.compile(r"^(?P<name>[A-Za-z0-9_.-]+)==(?P<version>[^ \\;]+)(?: *; *(?P<only>[^\\]+?))? *\\?$", re.MULTILINE)
LESSER = re.compile(r"LGPL|Lesser General Public", re.IGNORECASE)
WHOLE = re.compile(r"GPL|General Public License", re.IGNORECASE)
IN_BROWSER = ("@fontsource/sarabun", "bootstrap", "leaflet")
Row = tuple[str, ...]


class LicenceError(Exception):
    """A package's licence is unknown or would bind the whole of iSEE."""


def table(heading: Row, rows: Iterable[Row]) -> str:
    """A Markdown table."""
    lines = [heading, ("---",) * len(heading), *rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |" for line in lines) + "\n"


def licence_of(facts: PackageMetadata) -> str:
    """A package's licence as its metadata state it: its expression, else the more exact of the rest."""
    if "License-Expression" in facts:
        return facts["License-Expression"]
    named = [
        line.rsplit(" :: ", 1)[-1]
        for line in facts.get_all("Classifier") or []
        if line.startswith("License :: ") and "Proprietary" not in line
    ]
    free_text = facts["License"].strip().partition("\n")[0] if "License" in facts else ""
    precise = len(free_text) < 30 and any(sign.isdigit() for sign in free_text) and "Copyright" not in free_text
    return free_text if precise or (free_text and not named) else " / ".join(named)


def checked(package: str, licence: str) -> str:
    """The licence, when iSEE can depend on it."""
    if not licence:
        raise LicenceError(f"{package} states no licence: read its files and decide.")
    if WHOLE.search(LESSER.sub("", licence)):
        raise LicenceError(f"{package} is under {licence}: iSEE does not depend on GPL or AGPL packages.")
    return licence


def locked(lock: str) -> dict[str, tuple[list[str], str]]:
    """Versions and platform of each package in a lock file; some have a version for each Python."""
    packages: dict[str, tuple[list[str], str]] = {}
    for found in LOCKED.finditer((ROOT / lock).read_text(encoding="utf-8")):
        versions, _ = packages.setdefault(found["name"], ([], found["only"] or ""))
        versions.append(found["version"])
    return packages


def python_packages(lock: str, *, without: str = "") -> str:
    """The packages of a lock file, less those of another, with their licences."""
    known = locked(without) if without else {}
    rows = []
    for name, (versions, only) in sorted(locked(lock).items()):
        if name in known:
            continue
        try:
            licence = checked(name, licence_of(metadata(name)))
        except PackageNotFoundError:
            licence = f"only where {only}"
        rows.append((name, ", ".join(versions), licence))
    return table(("Package", "Version", "Licence"), rows)


def web_packages(*, shipped: bool) -> str:
    """The npm packages that pages load, or those that only build and test them."""
    wanted = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))["devDependencies"]
    rows = []
    for name in sorted(wanted):
        if (name in IN_BROWSER) == shipped:
            facts = json.loads((ROOT / "node_modules" / name / "package.json").read_text(encoding="utf-8"))
            rows.append((name, facts["version"], checked(name, facts["license"])))
    return table(("Package", "Version", "Licence"), rows)


def commands() -> str:
    """Every `isee` command with its arguments and options."""
    root = click.Context(cli, info_name="isee")
    return "\n".join(_command(root, name) for name in cli.list_commands(root))


def _command(parent: click.Context, name: str) -> str:
    group = parent.command
    command = group.get_command(parent, name) if isinstance(group, click.Group) else None
    if command is None:
        raise LookupError(f"{parent.command_path} {name} is listed and missing.")
    context = click.Context(command, info_name=name, parent=parent)
    below = ""
    if isinstance(command, click.Group):
        below = "\n".join(_command(context, one) for one in command.list_commands(context))
        if not command.invoke_without_command:
            return below
    pieces = [] if below else command.collect_usage_pieces(context)
    usage = " ".join([context.command_path, *pieces])
    options = [record for one in command.params if (record := one.get_help_record(context)) and record[1]]
    listed = "".join(f"- `{option}` {_plain(words)}\n" for option, words in options)
    described = f"### `{usage}`\n\n{_plain(command.help or '')}\n" + (f"\n{listed}" if listed else "")
    return "\n".join(filter(None, (described, below)))


def _plain(words: str) -> str:
    return " ".join(words.split())


def roster_faults() -> str:
    """The codes of what can be wrong with a roster, in both languages."""
    with (ROOT / "isee" / "linkage" / "faults.csv").open(encoding="utf-8", newline="") as file:
        rows = [
            (f"`{row['code']}`", row["outcome"], f"{row['message_en']} {row['next_en']}",
             f"{row['message_th']} {row['next_th']}")
            for row in csv.DictReader(file)
        ]  # fmt: skip
    return table(("Code", "What becomes of it", "English", "ไทย"), rows)


def roster_columns_table() -> str:
    """The columns of the roster: our names, the official headings, and others that were seen."""
    rows = [
        (f"`{column.name}`", column.header, column.label_en, "yes" if column.required else "",
         ", ".join(column.aliases))
        for column in roster_columns().values()
    ]  # fmt: skip
    return table(("Our name", "หัวคอลัมน์ทางการ", "English", "Required", "Also seen as"), rows)


def layouts_of_feeds() -> str:
    """Each ministry's file: whose layout it is, how it is written, and its columns."""
    return "\n".join(_layout(layout) for layout in feed_layouts().values())


def _layout(layout: FeedLayout) -> str:
    whose = "**Our own layout, not an official one.**" if layout.ours else "A published layout."
    header = "with or without a header row" if layout.header == "optional" else "with a header row"
    written = ", ".join(layout.encodings)
    rows = [
        (f"`{c.name}`", c.th, c.en, " ".join(part for part in (c.type, c.era, c.format) if part),
         "yes" if c.required else "later versions" if c.added_later else "", c.privacy,
         f"`{c.role}`" if c.role else "", _codes(c))
        for c in layout.columns
    ]  # fmt: skip
    return (
        f"### {layout.title_en} · {layout.title_th}\n\n"
        f"`{layout.name}`, {layout.owner_en} ({layout.owner_th}). {whose} {layout.source}\n\n"
        f"Separator `{layout.separator}`, {header}, {written}, lines end with CR LF; rows are told apart by "
        f"{', '.join(f'`{name}`' for name in layout.key)}.\n\n"
        + table(("Column", "ไทย", "English", "Type", "Required", "Privacy", "Role", "Codes"), rows)
    )


def _codes(column: LayoutColumn) -> str:
    listed = ", ".join(f"{code} {meaning}" for code, meaning in column.codes.items())
    return f"{listed} (illustrative: not checked)" if column.illustrative else listed


def kinds_of_faults() -> str:
    """The kinds of fault in made files, and among what each share counts."""
    rows = [(f"`{kind.name}`", kind.en, kind.of) for kind in fault_kinds().values()]
    return table(("Fault", "What it is", "Its share counts among"), rows)


def delivery_states() -> str:
    """The states of a delivery and who moves it on, as a diagram."""
    steps = "".join(f"    {before} --> {after}: {mover}\n" for (before, after), mover in TRANSITIONS.items())
    ends = "".join(f"    {state} --> [*]\n" for state in DeliveryState if not any(b == state for b, _ in TRANSITIONS))
    return f"```mermaid\nstateDiagram-v2\n    [*] --> {DeliveryState.RECEIVED}\n{steps}{ends}```\n"


def payment_states() -> str:
    """The states of a payment and who may take each step, as a diagram."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "isee.config.settings")
    django.setup()
    from isee.support.states import diagram

    return f"```mermaid\n{diagram()}\n```\n"


def case_states() -> str:
    """The states of a case and who may take each step, as a diagram."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "isee.config.settings")
    django.setup()
    from isee.tracking.states import diagram

    return f"```mermaid\n{diagram()}\n```\n"


def decisions() -> str:
    """The decision records by number."""
    records = sorted((ROOT / "docs" / "adr").glob("[0-9]*.md"))
    return "".join(f"- [{path.read_text(encoding='utf-8').splitlines()[0][2:]}]({path.name})\n" for path in records)


PARTS: dict[str, Callable[[], str]] = {
    "commands": commands,
    "roster-faults": roster_faults,
    "roster-columns": roster_columns_table,
    "delivery-states": delivery_states,
    "feed-layouts": layouts_of_feeds,
    "fault-kinds": kinds_of_faults,
    "payment-states": payment_states,
    "case-states": case_states,
    "decisions": decisions,
    "licences-of-the-product": lambda: python_packages("requirements.lock"),
    "licences-in-the-browser": lambda: web_packages(shipped=True),
    "licences-of-tools": lambda: python_packages("requirements-dev.lock", without="requirements.lock"),
    "licences-of-web-tools": lambda: web_packages(shipped=False),
}


def with_parts(page: str) -> str:
    """A page with its made parts as they are now. Raises `KeyError` for a part that nobody makes."""
    return MADE.sub(lambda found: f"{found['open']}\n{PARTS[found['name']]()}\n{found['close']}", page)


def pages() -> Iterator[Path]:
    """The pages that hold made parts."""
    for path in sorted((ROOT / "docs").rglob("*.md")):
        if MADE.search(path.read_text(encoding="utf-8")):
            yield path


def main() -> None:
    """Write every page that is behind its data."""
    for path in pages():
        page = path.read_text(encoding="utf-8")
        try:
            fresh = with_parts(page)
        except LicenceError as fault:
            sys.exit(str(fault))
        if fresh != page:
            path.write_text(fresh, encoding="utf-8")
            print(f"wrote {path.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
