"""Joins the Thai fragments into one catalogue and compiles it: `python -m isee.web.translations`.

Source texts are English and stand in templates and code; each part of the system keeps its Thai in a fragment of
its own, `locale/th/fragments/<part>.po`. A text with two different translations, a placeholder lost in
translation or a plural without its one Thai form stops the build.
"""

import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po

LOCALE = Path(__file__).parent / "locale" / "th"
FRAGMENTS = LOCALE / "fragments"
CATALOGUE = LOCALE / "LC_MESSAGES" / "django.mo"
PLACEHOLDER = re.compile(r"%\(([a-z_]+)\)[a-z]|%%")


class TranslationError(ValueError):
    """A fragment cannot be used; the message names the file and the text."""


def join_fragments(paths: Iterable[Path]) -> Catalog:
    """One Thai catalogue from all fragments. Raises `TranslationError`."""
    joined = Catalog(locale="th", charset="utf-8", domain="django")
    for path in sorted(paths):
        for message in _messages(path):
            _check(message, path)
            known = joined.get(message.id, message.context)
            if known is not None and known.string != message.string:
                raise TranslationError(
                    f"{path.name}: “{message.id}” is translated in two ways: {known.string!r}, {message.string!r}"
                )
            joined.add(message.id, message.string, context=message.context)
    return joined


def _messages(path: Path) -> Iterator[Message]:
    try:
        with path.open("rb") as source:
            catalog = read_po(source, locale="th", charset="utf-8", abort_invalid=True)
    except PoFileError as error:
        raise TranslationError(f"{path.name} cannot be read: {error}") from error
    return (message for message in catalog if message.id)


def _check(message: Message, path: Path) -> None:
    source, thai = _whole(message.id), _whole(message.string)
    if not thai:
        raise TranslationError(f"{path.name}: “{source}” has no Thai.")
    if placeholders(source) != placeholders(thai):
        raise TranslationError(f"{path.name}: “{source}” and its Thai hold different placeholders.")


def _whole(text: str | Sequence[str] | None) -> str:
    """A text, or all forms of a plural one after the other."""
    return text if isinstance(text, str) else " ".join(text or ()).strip()


def placeholders(text: str) -> set[str]:
    """The named places that a text leaves for values."""
    return {found for found in PLACEHOLDER.findall(text) if found}


def write_catalogue(target: Path = CATALOGUE) -> int:
    """Compile the fragments to where gettext looks; returns how many texts there are."""
    catalog = join_fragments(FRAGMENTS.glob("*.po"))
    target.parent.mkdir(parents=True, exist_ok=True)
    fresh = target.with_suffix(".fresh")
    with fresh.open("wb") as output:
        write_mo(output, catalog)
    fresh.replace(target)
    return len(catalog)


if __name__ == "__main__":
    try:
        print(f"{write_catalogue()} texts in Thai", file=sys.stderr)
    except TranslationError as error:
        sys.exit(str(error))
