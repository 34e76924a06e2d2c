"""A temporary installation with durable settings, made and removed by a benchmark."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def temporary_home() -> Iterator[Path]:
    """A migrated, empty installation in a folder of its own; this process is connected to it as the owner."""
    folder = Path(tempfile.mkdtemp(prefix="isee-bench-"))
    folder.chmod(0o755)
    home = folder / "home"
    os.environ.update(ISEE_HOME=str(home), ISEE_KEY_FILE=str(folder / "keys.json"), ISEE_TODAY="2026-11-10")
    os.environ.pop("ISEE_DEMO", None)
    from isee.web.commands.migrate import run_migrations
    from isee.web.commands.start import embedded_server

    try:
        run_migrations()
        yield home
    finally:
        server = embedded_server()
        if server is not None:
            server.stop()
            shutil.rmtree(server.folder, ignore_errors=True)
        shutil.rmtree(folder, ignore_errors=True)
