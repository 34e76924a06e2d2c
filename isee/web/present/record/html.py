"""Blocks and the line of a life as HTML. Written by hand: a template costs a page of tables fifty milliseconds.

Every text passes through `escape`; nothing else here is a value of somebody's.
"""

from collections.abc import Iterable, Sequence

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from isee.web.present.formats import in_thai, name
from isee.web.present.life import Life, LifeRow, Mark, Stay, Year
from isee.web.present.record.blocks import Block, Cell, Drawing, Facts, Items, Note, Photos, Section, Table, Value

CLASSES = ("poor", "extreme")
MEASURES = ("att", "low", "alarm")
LONG = 28
NOW, WIDE = ' class="now"', ' class="wide"'
NOTE_LOOKS = {"mute": ' class="mute"', "alert": ' class="st-note"'}


def section_html(section: Section) -> SafeString:
    """All blocks of a section."""
    return _safe(
        f"<div{' class=wide' if getattr(block, 'wide', False) else ''}>{_block(block, section)}</div>"
        for block in section.blocks
    )


def _safe(parts: Iterable[str]) -> SafeString:
    """Put together what was escaped piece by piece."""
    return mark_safe("".join(parts))


def _block(block: Block, section: Section) -> str:
    if isinstance(block, Table):
        return _table(block, hidden=block.caption == section.title)
    if isinstance(block, Facts):
        pairs = "".join(f"<dt>{escape(title)}</dt><dd>{_value(value)}</dd>" for title, value in block.pairs)
        return f'{_caption(block.caption)}<dl class="pairs">{pairs}</dl>'
    if isinstance(block, Items):
        return f'{_caption(block.caption)}<ul class="list">{"".join(_item(cell) for cell in block.rows)}</ul>'
    if isinstance(block, Note):
        return f"<p{NOTE_LOOKS.get(block.tone, '')}>{escape(block.text)}</p>"
    if isinstance(block, Drawing):
        return (
            f'<figure class="drawn">{block.svg}<figcaption class="mute">{escape(block.caption)}</figcaption></figure>'
        )
    return _photos(block)


def _caption(text: str, *, hidden: bool = False) -> str:
    look = "h3 visually-hidden" if hidden else "h3"
    return f'<h2 class="{look}">{escape(text)}</h2>' if text else ""


def _table(table: Table, *, hidden: bool) -> str:
    heads = "".join(
        f'<th scope="col"{_side(table, place)}>{escape(head)}</th>' for place, head in enumerate(table.heads)
    )
    rows = "".join(f"<tr>{_row(table, row)}</tr>" for row in table.rows)
    return (
        f"{_caption(table.caption, hidden=hidden)}"
        f'<div class="scroll" tabindex="0" role="region" aria-label="{escape(table.caption)}">'
        f'<table class="table"><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div>'
    )


def _side(table: Table, place: int) -> str:
    return ' class="num"' if place in table.numeric else ""


def _row(table: Table, row: Sequence[Value]) -> str:
    first, rest = row[0], row[1:]
    cells = (
        f"<td{_side(table, place) or _long(value)}>{_value(value)}</td>" for place, value in enumerate(rest, start=1)
    )
    return f'<th scope="row">{_value(first)}</th>{"".join(cells)}'


def _long(value: Value) -> str:
    """A sentence gets room to run, so that a phone does not set it in a column of single words."""
    text = value.text if isinstance(value, Cell) else value
    return ' class="long"' if len(text) > LONG else ""


def _value(value: Value) -> str:
    if not isinstance(value, Cell):
        return escape(value)
    text = str(escape(value.text))
    if value.url:
        text = f'<a href="{escape(value.url)}">{text}</a>'
    elif value.tone in CLASSES:
        text = f'<span class="class-{value.tone}">{text}</span>'
    elif value.tone:
        look = value.tone if value.tone == "mute" else f"st {value.tone}"
        text = f'<span class="{escape(look)}">{text}</span>'
    return f'{text}<span class="sub">{escape(value.note)}</span>' if value.note else text


def _item(cell: Cell) -> str:
    note = f'<span class="sub">{escape(cell.note)}</span>' if cell.note else ""
    if cell.url:
        return f'<li><a href="{escape(cell.url)}"><span>{escape(cell.text)}{note}</span></a></li>'
    text = f"<b>{escape(cell.text)}</b>" if cell.tone == "self" else escape(cell.text)
    end = f'<span class="mute nowrap">{escape(cell.end)}</span>' if cell.end else ""
    return f'<li><div class="row-line"><span>{text}{note}</span>{end}</div></li>'


def _photos(block: Photos) -> str:
    shown = "".join(
        f'<figure><img src="{escape(photo.url)}" alt="{escape(photo.text)}" width="{photo.width}" '
        f'height="{photo.height}"><figcaption class="mute">{escape(photo.text)}</figcaption></figure>'
        for photo in block.rows
    )
    said = escape(_("The pictures can be seen for five minutes. Then ask for them again."))
    return f'<div class="photos">{shown}</div><p class="mute">{said}</p>'


def life_html(life: Life) -> SafeString:
    """The head and the rows of the table of a life."""
    return _safe(
        [
            f'<thead><tr><th scope="col"><span class="visually-hidden">{escape(_("What"))}</span></th>',
            _before_head(life), *(_year(year) for year in life.years),
            f'</tr></thead><tbody><tr><th scope="row">{escape(_("School"))}</th>',
            _before_cell(life), *(_stay(stay, place) for place, stay in enumerate(life.stays)), "</tr>",
            *(_life_row(row) for row in life.rows), "</tbody>",
        ]
    )  # fmt: skip


def _before_head(life: Life) -> str:
    if not life.before:
        return ""
    years = "–".join(dict.fromkeys(map(str, life.before)))
    return f'<th scope="col" class="future">{escape(_("before"))}<small>{years}</small></th>'


def _before_cell(life: Life) -> str:
    if not life.before:
        return ""
    said = escape(_("not known"))
    return f'<td class="blank" rowspan="{len(life.rows) + 1}"><span class="mute">{said}</span></td>'


def _year(year: Year) -> str:
    look = ' class="now"' if year.now else ' class="future"' if year.future else ""
    label = "–" if year.grade is None else year.grade.label_th if in_thai() else year.grade.label_en
    return f'<th scope="col"{look}>{escape(label)}<small>{year.year}</small></th>'


def _stay(stay: Stay, place: int) -> str:
    look = ' class="now"' if stay.now else ' class="ahead"' if stay.future else ""
    inside = "" if stay.future else '<span class="mute">–</span>'
    if stay.school is not None:
        school = escape(name(stay.school))
        shade = " s3" if stay.now else " s2" if place % 2 else ""
        inside = f'<span class="span{shade}" title="{school}">{school}</span>'
    return f'<td colspan="{stay.years}"{look}>{inside}</td>'


def _life_row(row: LifeRow) -> str:
    cells = "".join(
        f"<td{NOW if year.now else ''}>{_mark(mark) if mark else _nothing(year)}</td>" for year, mark in row.marks
    )
    return f'<tr><th scope="row">{escape(row.label)}</th>{cells}</tr>'


def _nothing(year: Year) -> str:
    return "" if year.future else '<span class="mute">–</span>'


def _mark(mark: Mark) -> str:
    text, note = escape(mark.text), escape(mark.note)
    if mark.tone == "dot":
        return f'<span class="dot" role="img" aria-label="{note}" title="{note}">{text}</span>'
    below = f'<small class="note">{note}</small>' if note else ""
    if mark.tone in CLASSES:
        return f'<span class="class-{mark.tone}">{text}</span>{below}'
    if mark.tone:
        look = f"att {mark.tone}" if mark.tone in MEASURES else mark.tone
        return f'<span class="{look}">{text}</span>{below}'
    return f"{text}{below}"
