"""`isee serve` and `isee worker`: the two processes of an installation."""

import asyncio
import os
import shutil
import signal
import socket
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, cast

import click

from isee.system.boot import isee_home
from isee.web.commands.output import NOT_READY, fail, say
from isee.web.commands.parent import end_with_parent
from isee.web.commands.start import set_up, start_database

if TYPE_CHECKING:
    from procrastinate.contrib.django.django_connector import DjangoConnector

RETRY_SECONDS = 3


def port_is_free(host: str, port: int) -> bool:
    """Can we listen there?"""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def require_port(host: str, port: int) -> None:
    """Say in plain words that a port is taken."""
    if not port_is_free(host, port):
        fail(
            f"Port {port} on {host} is in use by another program. Stop it, or choose another: ISEE_PORT={port + 1}.",
            code=NOT_READY,
        )


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", type=int, envvar="ISEE_PORT", default=8000, show_default=True, help="Port to listen on.")
@click.option("--workers", type=int, default=2, show_default=True, help="Server processes.")
def serve(host: str, port: int, workers: int) -> None:
    """Serve the pages."""
    end_with_parent()
    if os.environ.get("ISEE_DEMO") == "1" and host not in ("127.0.0.1", "::1", "localhost"):
        fail("ISEE_DEMO=1 works on a loopback address only: its sign-in links stand in for a second factor.")
    require_port(host, port)
    started = start_database()
    os.environ["ISEE_DB_ROLE"] = "web"
    _share_metrics(isee_home())
    import django
    from django.core.management import call_command
    from granian.constants import Interfaces
    from granian.log import LogLevels
    from granian.server import Server

    django.setup()
    call_command("collectstatic", verbosity=0, interactive=False)
    say(f"Serving on http://{host}:{port}")
    try:
        Server(
            "isee.config.wsgi:application", address=host, port=port, interface=Interfaces.WSGI, workers=workers,
            blocking_threads=4, log_access=False, log_level=LogLevels.warning,
        ).serve()  # fmt: skip
    finally:
        if started:
            started.stop()


def _share_metrics(home: Path) -> None:
    """Give the server processes one folder for what they count; counts of an earlier start go."""
    folder = home / "metrics"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(folder)


@click.command()
@click.option("--concurrency", type=int, default=1, show_default=True, help="Jobs at the same time.")
def worker(concurrency: int) -> None:
    """Do the jobs of the queue."""
    end_with_parent()
    set_up("worker")
    while not asyncio.run(_work(concurrency)):
        say("The database does not answer; the worker tries again.")
        time.sleep(RETRY_SECONDS)


async def _work(concurrency: int) -> bool:
    """Do jobs until asked to end: True then, False when the queue stopped because its database is away."""
    from procrastinate.contrib.django import app
    from procrastinate.exceptions import ConnectorException

    asked = False

    def stop() -> None:
        nonlocal asked
        asked = True
        work.cancel()

    connector = cast("DjangoConnector", app.connector).get_worker_connector()
    with suppress(ConnectorException, asyncio.CancelledError):
        async with app.with_connector(connector).open_async() as opened:
            work = asyncio.ensure_future(
                opened.run_worker_async(
                    concurrency=concurrency, install_signal_handlers=False, delete_jobs="successful"
                )
            )
            for number in (signal.SIGINT, signal.SIGTERM):
                asyncio.get_running_loop().add_signal_handler(number, stop)
            await work
    return asked
