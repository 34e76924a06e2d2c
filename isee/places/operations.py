"""Writes: bulk loading of schools and education areas, the end of a school, the dates of a term."""

from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from typing import Final

import pyarrow as pa
from django.db import IntegrityError, transaction
from django.utils import timezone

from isee.access.api import Actor, end_school_roles, record_event, replace_scope_group
from isee.kernel import AcademicTerm, AcademicTermError, TermDates
from isee.places.errors import PlacesError
from isee.places.models import EducationArea, School, TermPeriod
from isee.system.api import copy_arrow

#: The tables that `load_bulk` fills, with the columns that a row cannot do without.
BULK_TABLES: Final = {
    "education_areas": (EducationArea, ("code", "name_th", "kind", "province_id")),
    "schools": (School, ("code", "name_th", "affiliation_id", "subdistrict_id")),
}


@transaction.atomic
def close_school(school_id: int, *, closed_on: date, by: Actor, at: datetime, merged_into: int | None = None) -> None:
    """End a school on a day, alone or by merging it into another; its row and its past stay.

    The roles of its staff end with that day; the school that takes it over offers them one. Pupils are not moved here.

    Raises `PlacesError` (`school_unknown`, `school_closed`, `school_dates_invalid`).
    """
    school = School.objects.select_for_update().filter(pk=school_id).first()
    if school is None:
        raise PlacesError("school_unknown", "There is no such school.")
    if school.closed_on is not None:
        raise PlacesError("school_closed", "This school is closed already.")
    if school.opened_on is not None and closed_on < school.opened_on:
        raise PlacesError("school_dates_invalid", "A school cannot close before it opened: check the day.")
    if merged_into is not None:
        _check_heir(school, School.objects.filter(pk=merged_into).first(), closed_on)
    school.closed_on, school.merged_into_id = closed_on, merged_into
    school.save(update_fields=["closed_on", "merged_into"])
    record_event(
        action="school_closed", by=by, at=at, object_kind="school", object_id=school_id,
        detail={"merged_into": merged_into, "closed_on": closed_on.isoformat()},
    )  # fmt: skip
    last_moment = timezone.make_aware(datetime.combine(closed_on + timedelta(days=1), time.min))
    end_school_roles(school_id, ends_at=last_moment, heir_id=merged_into, by=by, at=at)


def _check_heir(school: School, heir: School | None, day: date) -> None:
    """The school that takes another over exists, is another, and is open."""
    if heir is None:
        raise PlacesError("school_unknown", "There is no such school to merge into.")
    if heir.pk == school.pk or (heir.closed_on is not None and heir.closed_on <= day):
        raise PlacesError("school_closed", "A school merges into another one that is open.")


@transaction.atomic
def change_term_dates(term: AcademicTerm, *, starts_on: date, ends_on: date, by: Actor, at: datetime) -> TermDates:
    """Set the first and last day of a term, new or known. Raises `PlacesError` (`term_dates_invalid`)."""
    try:
        dates = TermDates(term, starts_on, ends_on)
        with transaction.atomic():
            TermPeriod.objects.update_or_create(
                term_key=term.key, defaults={"starts_on": starts_on, "ends_on": ends_on}
            )
    except (IntegrityError, AcademicTermError) as problem:
        raise PlacesError(
            "term_dates_invalid",
            "A first term begins from April to September of its year, a second one from October to March; "
            "each ends after it begins, and terms do not overlap: change the neighbouring term first.",
        ) from problem
    record_event(
        action="term_dates_changed", by=by, at=at, object_kind="term", object_id=term.key,
        detail={"starts_on": starts_on.isoformat(), "ends_on": ends_on.isoformat()},
    )  # fmt: skip
    return dates


@transaction.atomic
def load_bulk(name: str, rows: pa.Table, *, by: Actor, at: datetime) -> int:
    """Append the rows of an Arrow table to `schools` or `education_areas`; returns how many.

    Column names are the database's (`affiliation_id`, `subdistrict_id`, `education_area_id`, ...); columns
    left out are unknown. A row that breaks a constraint refuses the whole table.
    Raises `PlacesError` (`bulk_name`, `bulk_columns`).
    """
    if name not in BULK_TABLES:
        raise PlacesError("bulk_name", f"Bulk loading knows {', '.join(BULK_TABLES)}.")
    model, needed = BULK_TABLES[name]
    columns = {field.attname for field in model._meta.concrete_fields} - {"id"}
    missing, unknown = set(needed) - set(rows.column_names), set(rows.column_names) - columns
    if missing or unknown:
        raise PlacesError("bulk_columns", f"Columns missing: {sorted(missing)}; columns not known: {sorted(unknown)}.")
    written = copy_arrow(model._meta.db_table, rows)
    if name == "schools" and "education_area_id" in rows.column_names:
        areas = {code for code in rows["education_area_id"].unique().to_pylist() if code is not None}
        _renew_scope_groups(areas, by=by, at=at)
    record_event(action="places_loaded", by=by, at=at, object_kind=name, detail={"rows": written})
    return written


def _renew_scope_groups(education_areas: Collection[int], *, by: Actor, at: datetime) -> None:
    """Let the officers of these education areas see all schools that belong to them, closed ones too."""
    schools: dict[int, list[int]] = {code: [] for code in education_areas}
    rows = School.objects.filter(education_area__in=education_areas).values_list("education_area_id", "pk")
    for code, school in rows:
        schools[code].append(school)
    for code, ids in sorted(schools.items()):
        replace_scope_group(str(code), ids, by=by, at=at)
