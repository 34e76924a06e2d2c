"""Reckons from what was measured to the whole country over twenty years; prints the tables of docs/scale.md.

Measured is what lies in bench/results; everything else is an assumption and stands in `ASSUMED`, with its reason.
"""

import json
from pathlib import Path
from typing import Any

RESULTS = Path(__file__).resolve().parents[1] / "bench" / "results"

CHILDREN, YEARS, TERMS = 12_000_000, 20, 2
MARKS = 260_000_000
"""Marks of the daily roll a year: 1.3 million children with a conditional grant, 200 days."""

ASSUMED: dict[str, tuple[float, str]] = {
    "born": (500_000, "children come into the register a year"),
    "adults": (0.9, "adults and others for each child, as the nation of twelve million has 21 million persons"),
    "absent": (0.047, "of the days expected are missed, as in the synthetic nation"),
    "history": (0.5, "rows of history for each row of a table: half of them are changed once"),
    "loose": (1.25, "times the size of a table loaded at once, when it has been written to for years"),
    "photos": (3_600_000, "house photos a year: two for each application"),
    "photo_kb": (71, "kB of a photo, as the demo's drawn ones"),
    "teachers": (400_000, "teachers who have accounts"),
    "forms": (1_800_000, "applications in a round"),
    "last_days": (0.4, "of the forms come in the last three days, of ten hours each"),
    "burst": (10, "times the mean of these days, in the worst minutes"),
    "steps": (10, "requests for one form: opening it, saving while it is filled in, sending it"),
    "step_ms": (50, "ms of a core for a request, the database's work in it; as long as a child's page takes"),
    "busy": (0.6, "of the cores in use in the worst minutes, no more"),
    "upload_kb": (600, "kB of two photos with a form, if phones did not shrink them"),
    "visits": (1_000_000, "visits on the day on which the figures are in the news"),
    "pages": (5, "pages of a visit"),
    "hour": (0.2, "of the day's visits in its busiest hour"),
    "edges": (2, "places of the CDN that ask the origin (origin shield)"),
    "fresh": (300, "seconds for which the CDN keeps a page: `Cache-Control` of the kept pages"),
}


CLUSTER = {"children": 12_071_064, "duckdb_seconds": 9.8, "seconds": 49.5, "first_seconds": 108.5}
"""One pass over the newest term of scale 1 by each engine alone, in one run beside other work. The benchmark
`release-spark` also counts what both have in common: the sums over areas that come after the pass.
"""


def assumed(name: str) -> float:
    """The number of an assumption."""
    return ASSUMED[name][0]


def measured(name: str) -> dict[str, Any]:
    """The figures of a recorded benchmark."""
    found: dict[str, Any] = json.loads((RESULTS / f"{name}.json").read_text(encoding="utf-8"))
    return found


def table(head: tuple[str, ...], *rows: tuple[object, ...]) -> str:
    """A Markdown table, numbers to the right."""
    lines = [head, ("---", *("---:" for _ in head[1:])), *rows]
    return "\n".join("| " + " | ".join(str(cell) for cell in line) + " |" for line in lines)


def amount(value: float) -> str:
    """A count in words short enough for a table."""
    if value >= 1e6:
        return f"{value / 1e6:,.1f} M" if value < 1e8 else f"{value / 1e6:,.0f} M"
    return f"{value:,.0f}"


def gigabytes(value: float) -> str:
    """A size."""
    return f"{value / 1e9:,.0f} GB" if value >= 1e10 else f"{value / 1e9:,.1f} GB"


PER_TERM = {
    "registry_enrolment": "enrolments",
    "screening_result": "results of screening",
    "tracking_termattendance": "days of a term, added up",
    "tracking_learningresult": "grades",
    "tracking_measurement": "weight and height",
    "support_entitlement": "grants",
    "support_payment": "payments",
    "support_receipt": "receipts",
    "screening_snapshot": "household snapshots",
    "collect_visit": "home visits",
    "tracking_absence": "absences, by day",
}


def database() -> tuple[str, float, float]:
    """Rows and disk of a year and of all years; the bytes of all, and of two years with the persons of today."""
    bench = measured("rows")
    size, rows = bench["figures"], bench["rows"]
    of_children = bench["children"] * bench["years"]
    lines, year_rows, year_bytes = [], 0.0, 0.0
    for name, words in PER_TERM.items():
        if name not in rows:
            continue
        a_year = MARKS * assumed("absent") if name == "tracking_absence" else rows[name] / of_children * CHILDREN
        taken = a_year * size[name]
        year_rows, year_bytes = year_rows + a_year, year_bytes + taken
        lines.append((words, size[name], amount(a_year), gigabytes(taken), amount(a_year * YEARS)))
    history = 1 + assumed("history")
    all_years = year_bytes * history * assumed("loose") * YEARS
    persons = (CHILDREN + assumed("born") * YEARS) * (1 + assumed("adults"))
    about_persons = [name for name in size if name.startswith(("registry_", "access_scope")) and name not in PER_TERM]
    a_person = sum(size[name] * rows[name] for name in about_persons if name in rows) / bench["persons"]
    lines += [
        ("history of these", "", amount(year_rows * (history - 1)), gigabytes(year_bytes * (history - 1)), ""),
        ("**all that comes each year**", "", amount(year_rows * history), gigabytes(year_bytes * history),
         amount(year_rows * history * YEARS)),
        ("persons, their numbers, names, homes, scope", round(a_person), "", "", amount(persons)),
    ]  # fmt: skip
    whole = all_years + persons * a_person * assumed("loose")
    head = ("Rows", "bytes a row, indexes too", "rows a year", "disk a year", f"rows in {YEARS} years")
    of_today = CHILDREN * (1 + assumed("adults")) * a_person * assumed("loose")
    return table(head, *lines), whole, all_years / YEARS * 2 + of_today


def main() -> None:
    """Print all tables."""
    for words in (sizes(), times(), rush(), public(), assumptions()):
        print(words, end="\n\n")


def sizes() -> str:
    """Rows and disk."""
    rows, whole, newest = database()
    bench = measured("rows")["figures"]
    a_row = bench["tracking_absence"]
    each_mark = MARKS * a_row
    files = CHILDREN * YEARS * TERMS * bench["extract_bytes_a_child"]
    photos = assumed("photos") * assumed("photo_kb") * 1000
    disk = table(
        ("Disk", "a year", f"in {YEARS} years"),
        ("database, as it stores attendance: absences by day, and a calendar", gigabytes(whole / YEARS),
         gigabytes(whole)),
        ("database, if each mark of the roll were a row: more by", gigabytes(each_mark),
         gigabytes(each_mark * YEARS * assumed("loose"))),
        ("extracts, one a term", gigabytes(files / YEARS), gigabytes(files)),
        ("house photos", gigabytes(photos), gigabytes(photos * YEARS)),
        ("read often, best in memory: two years, and the persons of today", "", gigabytes(newest)),
    )  # fmt: skip
    return f"{rows}\n\n{disk}"


def times() -> str:
    """Seconds of what is done once a term, and what a cluster must have to be quicker."""
    extract, cluster = measured("extract")["figures"], CLUSTER
    here, there = (cluster["children"] / cluster[name] for name in ("duckdb_seconds", "seconds"))
    every = CHILDREN * YEARS * TERMS
    work = table(
        ("Work", "measured on two cores", "12 M children", f"all {YEARS * TERMS} terms"),
        ("extract", f"{extract['rows_per_s']:,} children/s", f"{CHILDREN / extract['rows_per_s']:,.0f} s",
         "never: each is frozen once"),
        ("figures, DuckDB", f"{here:,.0f} children/s", f"{CHILDREN / here:,.0f} s", f"{every / here / 60:,.0f} min"),
        ("figures, Spark, two workers", f"{there:,.0f} children/s", f"{CHILDREN / there:,.0f} s",
         f"{every / there / 60:,.0f} min"),
    )  # fmt: skip
    start = max(cluster["first_seconds"] - cluster["seconds"], 0)
    even = table(
        ("DuckDB on", "is as quick as Spark on", "all terms take"),
        *((f"{cores} cores", f"{cores * here / there:.0f} cores", f"{every / here / 60 * 2 / cores:,.1f} min")
          for cores in (2, 8, 32)),
    )  # fmt: skip
    return f"{work}\n\nBefore its first answer a cluster takes {start:.0f} s more.\n\n{even}"


def rush() -> str:
    """The last days of a round."""
    mean = assumed("forms") * assumed("last_days") / (3 * 10 * 3600)
    worst = mean * assumed("burst")
    requests = worst * assumed("steps")
    cores = requests * assumed("step_ms") / 1000
    threads = requests * assumed("step_ms") / 1000 / assumed("busy")
    return table(
        ("The last three days of a round", ""),
        ("forms, on the average", f"{mean:.1f}/s"),
        (
            "teachers who send in these days, if each sends as many",
            f"{assumed('teachers') * assumed('last_days'):,.0f}",
        ),
        ("forms in the worst minutes", f"{worst:.0f}/s"),
        ("requests in the worst minutes", f"{requests:,.0f}/s"),
        ("cores that they keep busy, pages and database together", f"{cores:.0f}"),
        (f"cores to have, {assumed('busy'):.0%} of them busy", f"{cores / assumed('busy'):.0f}"),
        ("requests at work at a moment: threads, and connections to the database", f"{threads:.0f}"),
        ("`isee serve` processes, four threads each", f"{threads / 4:.0f}"),
        ("forms that 16 cores carry", f"{16 * assumed('busy') * 1000 / assumed('step_ms') / assumed('steps'):.0f}/s"),
        ("photos that come in", f"{worst * assumed('upload_kb') * 8 / 1000:.0f} Mbit/s"),
    )


def public() -> str:
    """A day on which everybody looks."""
    page = measured("page")["figures"]
    first, other = page["first_kb_with_map"], page["page_kb"] + page["drawn_kb"]
    visit = first + (assumed("pages") - 1) * other
    peak = assumed("visits") * assumed("hour") / 3600 * assumed("pages")
    distinct = (1 + 4 + 77 + 928 + 7436) * 2
    origin = distinct * assumed("edges") / assumed("fresh")
    return table(
        ("A day in the news", ""),
        ("kB of a first page, of a further one", f"{first:.0f}, {other:.0f}"),
        ("kB of a visit", f"{visit:.0f}"),
        ("sent to readers in the day", gigabytes(visit * 1000 * assumed("visits"))),
        ("pages in the busiest hour", f"{peak:,.0f}/s"),
        ("bits in the busiest hour", f"{peak / assumed('pages') * visit * 8 / 1000:,.0f} Mbit/s"),
        ("pages of areas, both languages", f"{distinct:,}"),
        ("of these to the origin, if each were asked for all the time", f"at most {origin:,.0f}/s"),
        ("answered by the CDN in that hour, at least", f"{1 - origin / peak:.0%}"),
        ("the same at ten times as many visits", f"{1 - origin / peak / 10:.0%}"),
    )


def assumptions() -> str:
    """What was not measured."""
    return table(("Assumed", "is"), *((words, f"{value:,}") for value, words in ASSUMED.values()))


if __name__ == "__main__":
    main()
