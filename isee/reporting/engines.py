"""Which engine passes over the children of an extract: DuckDB in this process, or Spark on a cluster.

Both get the same files and the same Ibis expressions. `ISEE_ENGINE` chooses, `ISEE_SPARK_MASTER` names the cluster;
what Spark needs beside these (memory, cores, secrets) it reads from its own `spark-defaults.conf`. The machines of a
cluster must see `ISEE_HOME` under the same path. No Python runs on them.
"""

import logging
import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import duckdb
import ibis
from django.conf import settings

TABLE = "child_term"
JAVA = ("17", "21")
"""The versions of Java that Spark 4.1 runs on."""


class EngineError(RuntimeError):
    """The engine is unknown, or something that it needs is not there; the message says what to set or install."""


@contextmanager
def open_children(paths: Sequence[Path], *, engine: str | None = None) -> Iterator[Any]:
    """The rows of some `child_term` files as an Ibis table, for as long as the block lasts.

    The engine is that of `ISEE_ENGINE` unless one is given. Raises `EngineError` before anything is read.
    """
    chosen = engine or settings.ISEE_ENGINE
    if chosen not in ENGINES:
        raise EngineError(f"ISEE_ENGINE is '{chosen}'. It can be {' or '.join(ENGINES)}.")
    with ENGINES[chosen](paths) as children:
        yield children


@contextmanager
def _on_duckdb(paths: Sequence[Path]) -> Iterator[Any]:
    with duckdb.connect() as connection:
        connection.read_parquet([str(path) for path in paths], hive_partitioning=False).create_view(TABLE)
        yield ibis.duckdb.from_connection(connection).table(TABLE)


@contextmanager
def _on_spark(paths: Sequence[Path]) -> Iterator[Any]:
    """The session, which takes long to begin, stays until the process ends or `release_cluster` is called."""
    if find_spec("pyspark") is None:
        raise EngineError("ISEE_ENGINE=spark needs PySpark: pip install 'isee[spark]', or requirements-spark.lock.")
    require_java()
    logging.getLogger("py4j").setLevel(logging.WARNING)
    from pyspark.sql import SparkSession

    chosen = {
        # whole numbers and nulls come over as they are, in columns
        "spark.sql.execution.arrow.pyspark.enabled": "true",
        "spark.sql.execution.arrow.pyspark.fallback.enabled": "false",
        # a sum or a cast that does not fit is an error, never a null or another number
        "spark.sql.ansi.enabled": "true",
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.sql.debug.maxToStringFields": "1000",
    }
    builder = SparkSession.builder.appName("isee").master(settings.ISEE_SPARK_MASTER)
    session = builder.config(map=chosen).getOrCreate()
    # the folders are named by province, which is a column already
    reader = session.read.option("recursiveFileLookup", "true")
    reader.parquet(*(f"file://{path.resolve()}" for path in paths)).createOrReplaceTempView(TABLE)
    try:
        yield ibis.pyspark.connect(session).table(TABLE)
    finally:
        session.catalog.dropTempView(TABLE)


def release_cluster() -> None:
    """Give the cores of the cluster back, where this process holds some."""
    if find_spec("pyspark") is None:
        return
    from pyspark.sql import SparkSession

    session = SparkSession.getActiveSession()
    if session is not None:
        session.stop()


def require_java() -> None:
    """Raise `EngineError` unless the Java that Spark would start is one that it runs on."""
    words = (
        f"Spark needs Java {' or '.join(JAVA)}: on Debian or Ubuntu `sudo apt-get install openjdk-17-jre-headless`, or "
        "set JAVA_HOME to the folder of one."
    )
    home = os.environ.get("JAVA_HOME")
    java = shutil.which(Path(home) / "bin" / "java") if home else shutil.which("java")
    if java is None:
        raise EngineError(f"There is no Java {'in JAVA_HOME' if home else 'on this machine'}. {words}")
    said = subprocess.run([java, "-version"], capture_output=True, text=True, check=False).stderr
    version = re.search(r'version "(\d+)', said)
    if version is None or version[1] not in JAVA:
        raise EngineError(f"The Java in {java} is {version[1] if version else 'of no known version'}. {words}")


ENGINES = {"duckdb": _on_duckdb, "spark": _on_spark}
