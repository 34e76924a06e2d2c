"""Sets a document as PDF with typst, in the typeface of the pages."""

import json
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import typst
from django.core.serializers.json import DjangoJSONEncoder

FOLDER = Path(__file__).parent
FONTS = FOLDER / "fonts"
FAMILY = "Sarabun"


class TypesettingError(RuntimeError):
    """A document cannot be set; the message says what is missing or names the template, never what is in it."""


def set_pdf(template: str, document: Mapping[str, Any], *, made_at: datetime) -> bytes:
    """A PDF (tagged, so that a screen reader can read it) of a template of this folder, filled with values.

    The template sees the values as JSON and nothing else: no text in them is ever read as typst's own language.
    Raises `TypesettingError`.
    """
    values = json.dumps(document, cls=DjangoJSONEncoder, ensure_ascii=False)
    compiler = typst.Compiler(input=FOLDER / f"{template}.typ", root=FOLDER, font_paths=_fonts())
    try:
        made = compiler.compile(format="pdf", sys_inputs={"document": values}, timestamp=made_at.replace(microsecond=0))
    except typst.TypstError as fault:
        # Not chained: typst's own diagnostics quote the values, which hold a person.
        place = fault.message.splitlines()[0][:80] if not fault.trace else "see the template"
        raise TypesettingError(f"{template}.typ cannot be set ({type(fault).__name__}: {_safe(place)}).") from None
    if not isinstance(made, bytes):
        raise TypesettingError(f"{template}.typ gave no PDF.")
    return made


@cache
def _fonts() -> typst.Fonts:
    """The typeface, read once. Raises `TypesettingError` where it has not been made."""
    folders = [str(FONTS)] if FONTS.is_dir() else []
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=folders)
    if FAMILY not in fonts.families():
        raise TypesettingError(
            f"The typeface for paper ({FAMILY}) is missing: run `make demo` or `make test` once, "
            "or `python tools/make_paper_fonts.py`."
        )
    return fonts


def _safe(text: str) -> str:
    return text if text.isascii() else "the message quotes a value"
