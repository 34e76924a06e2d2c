"""Whatever bytes come in, the reader answers with rows or with a named refusal, and nothing else."""

import io
import zipfile

from hypothesis import given, settings
from hypothesis import strategies as st

from isee.linkage.faults import FileRefusedError, fault_classes
from isee.linkage.feeds.education.roster import read_roster
from tests.unit.linkage.roster_files import TODAY, as_csv, as_excel, as_xlsx, as_zip, grid, pupil

PUPILS = grid([pupil(serial) for serial in range(1, 5)])
FILES = (
    as_csv(PUPILS),
    as_csv(PUPILS, encoding="cp874"),
    as_xlsx(PUPILS),
    as_excel(PUPILS),
    as_zip({"a.csv": as_csv(PUPILS)}),
)
WORKBOOKS = FILES[2:4]


def answers(data: bytes) -> None:
    try:
        roster = read_roster(data, today=TODAY, name="any.csv")
    except FileRefusedError as refusal:
        refusal.message("th")  # a code that the table lacks would fail here
        return
    for table in roster.tables:
        rows = list(table.rows())
        assert len(rows) == table.row_count
        assert all(fault.code in fault_classes() for row in rows for fault in row.faults)


@st.composite
def damaged(draw: st.DrawFn, files: tuple[bytes, ...]) -> bytes:
    """A good file in which a few stretches were replaced by other bytes."""
    data = bytearray(draw(st.sampled_from(files)))
    for _ in range(draw(st.integers(1, 5))):
        at = draw(st.integers(0, len(data)))
        data[at : at + draw(st.integers(0, 40))] = draw(st.binary(max_size=40))
    return bytes(data)


@st.composite
def damaged_inside(draw: st.DrawFn) -> bytes:
    """A workbook with one damaged part, in a sound zip."""
    with zipfile.ZipFile(io.BytesIO(draw(st.sampled_from(WORKBOOKS)))) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    name = draw(st.sampled_from(sorted(parts)))
    return as_zip({**parts, name: draw(damaged((parts[name],)))})


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=300))
def test_bytes_of_nothing(data: bytes) -> None:
    answers(data)


@settings(max_examples=120, deadline=None)
@given(damaged(FILES))
def test_damaged_files(data: bytes) -> None:
    answers(data)


@settings(max_examples=120, deadline=None)
@given(damaged_inside())
def test_workbooks_damaged_inside(data: bytes) -> None:
    answers(data)
