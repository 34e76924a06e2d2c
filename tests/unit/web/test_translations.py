"""Every text that people can meet has Thai, and the Thai keeps what the English leaves open."""

import ast
import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.extract import DEFAULT_KEYWORDS, extract_python
from django.utils.translation.template import templatize

from isee.web.translations import FRAGMENTS, TranslationError, join_fragments

ISEE = Path(__file__).resolve().parents[3] / "isee"
KEYWORDS = {
    **DEFAULT_KEYWORDS,
    "gettext_noop": None,
    "gettext_lazy": None,
    "ngettext_lazy": (1, 2),
    "_": None,
    "_n": (1, 2),
}
CALL = re.compile(r"(?<![\w.])(?P<name>_|gettext|ngettext|pgettext|npgettext)\((?P<inside>u?['\"].*?)\)\s", re.DOTALL)
Text = str | tuple[str, str]


def texts_of_code(path: Path) -> Iterator[Text]:
    """Source texts in a module."""
    if "translation" not in path.read_text(encoding="utf-8"):
        return
    for _line, function, messages, _comments in extract_python(
        BytesIO(path.read_bytes()), KEYWORDS, (), {"encoding": "utf-8"}
    ):
        if isinstance(messages, str):
            yield messages
        elif function in ("ngettext", "ngettext_lazy", "_n") and messages and messages[0]:
            yield (messages[0], messages[1])
        elif messages and messages[0]:
            yield messages[0]


def texts_of_template(path: Path) -> Iterator[Text]:
    """Source texts in a template, found as Django itself finds them."""
    source = "\n".join(line.strip() for line in templatize(path.read_text(encoding="utf-8")).splitlines())
    for node in _calls(source):
        arguments = [argument.value for argument in node.args if isinstance(argument, ast.Constant)]
        name = node.func.id if isinstance(node.func, ast.Name) else ""
        if name == "ngettext":
            yield (str(arguments[0]), str(arguments[1]))
        elif arguments:
            yield str(arguments[0])


def _calls(source: str) -> Iterator[ast.Call]:
    for found in re.finditer(r"(?<![\w.])(?:_|gettext|ngettext)\(", source):
        for end in (place.end() for place in re.finditer(r"\)", source[found.end() :])):
            try:
                tree = ast.parse(source[found.start() : found.end() + end], mode="eval")
            except SyntaxError:
                continue
            if isinstance(tree.body, ast.Call):
                yield tree.body
            break


def all_texts() -> dict[Text, str]:
    """Every source text with the file that holds it."""
    found: dict[Text, str] = {}
    for path in sorted(ISEE.rglob("*.py")):
        for text in texts_of_code(path):
            found.setdefault(text, path.relative_to(ISEE).as_posix())
    for path in sorted((ISEE / "web" / "templates").rglob("*.html")):
        for text in texts_of_template(path):
            found.setdefault(text, path.relative_to(ISEE).as_posix())
    return found


def test_every_text_has_thai() -> None:
    catalog = join_fragments(FRAGMENTS.glob("*.po"))
    known = {message.id[0] if isinstance(message.id, tuple) else message.id for message in catalog}
    missing = {
        text: place
        for text, place in all_texts().items()
        if (text[0] if isinstance(text, tuple) else text) not in known
    }
    assert missing == {}


def test_texts_are_found_in_templates_and_code() -> None:
    texts = all_texts()
    assert "Skip to content" in texts
    assert ("about %(minutes)s minute left", "about %(minutes)s minutes left") in texts
    assert "too few to show" in texts


@pytest.mark.parametrize(
    ("entry", "complaint"),
    [
        ('msgid "Hello"\nmsgstr ""', "no Thai"),
        ('msgid "Hello %(name)s"\nmsgstr "สวัสดี"', "different placeholders"),
        ('msgid "one"\nmsgid_plural "many"\nmsgstr[0] "ก"\nmsgstr[1] "ข"', "cannot be read"),
    ],
)
def test_a_broken_entry_stops_the_build(tmp_path: Path, entry: str, complaint: str) -> None:
    fragment = tmp_path / "part.po"
    fragment.write_text(f"{entry}\n", encoding="utf-8")
    with pytest.raises(TranslationError, match=complaint):
        join_fragments([fragment])


def test_two_translations_of_one_text_stop_the_build(tmp_path: Path) -> None:
    for name, thai in (("a", "ก"), ("b", "ข")):
        (tmp_path / f"{name}.po").write_text(f'msgid "Hello"\nmsgstr "{thai}"\n', encoding="utf-8")
    with pytest.raises(TranslationError, match="in two ways"):
        join_fragments(tmp_path.glob("*.po"))
