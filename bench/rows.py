"""Bytes a row of the large tables, their indexes counted, beside the bytes of a child's row in an extract.

What docs/scale.md reckons with. Sizes are those of the files; a table that was loaded at once is packed full, one that
has been written to for years is about a quarter larger. The alternative is the same rows without indexes.
"""

from typing import Any

from bench._home import nation_home

LEAST = 1000
"""Tables with fewer rows say nothing: an empty index has a page too."""

# Partitions count for the table that they belong to; history tables have the word _event in their names.
SIZES = """
SELECT coalesce(parent.relname, child.relname) AS name, sum(greatest(child.reltuples, 0))::bigint AS rows,
       sum(pg_table_size(child.oid))::bigint AS heap, sum(pg_indexes_size(child.oid))::bigint AS indexes
FROM pg_class child
JOIN pg_namespace n ON n.oid = child.relnamespace AND n.nspname = 'public'
LEFT JOIN pg_inherits i ON i.inhrelid = child.oid
LEFT JOIN pg_class parent ON parent.oid = i.inhparent
WHERE child.relkind = 'r'
GROUP BY 1 HAVING sum(child.reltuples) >= %s
ORDER BY 3 DESC
"""


def run() -> dict[str, Any]:
    """Ask the catalogue of the database, after its statistics are fresh, and the newest extract."""
    with nation_home() as (home, scale):
        from django.db import connection

        from isee.reporting.extract.files import newest_extracts

        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
            cursor.execute(SIZES, [LEAST])
            tables = cursor.fetchall()
            cursor.execute("SELECT pg_database_size(current_database())")
            (database,) = cursor.fetchone()
            cursor.execute("SELECT count(*), count(*) FILTER (WHERE birth_date >= '2007-05-16') FROM registry_person")
            persons, children_known = cursor.fetchone()
            cursor.execute("SELECT count(DISTINCT term_key / 10) FROM screening_result")
            (years,) = cursor.fetchone()
        extracts = newest_extracts(home)
        stored = sum(path.stat().st_size for extract in extracts for path in extract.child_files())
        children = sum(extract.manifest["rows"] for extract in extracts)
    total = sum(heap + indexes for _name, _rows, heap, indexes in tables)
    return {
        "scale": scale,
        "figures": {
            "database_gb": round(database / 1e9, 2),
            "rows": sum(rows for _name, rows, _heap, _indexes in tables),
            "extract_bytes_a_child": round(stored / max(children, 1), 1),
            **{name: round((heap + indexes) / rows) for name, rows, heap, indexes in tables},
        },
        "persons": persons,
        "children": children_known,
        "years": years,
        "rows": {name: rows for name, rows, _heap, _indexes in tables},
        "ratios": {"vs_without_indexes": round(total / sum(heap for _name, _rows, heap, _indexes in tables), 2)},
    }
