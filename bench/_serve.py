"""A server of pages as `isee serve` runs it, and a client that keeps its connection."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

READY_SECONDS = 60


class Client:
    """One browser's connection; pages come compressed, as browsers ask for them."""

    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)

    def get(self, path: str) -> tuple[float, bytes]:
        """Seconds until the whole page is there, and its bytes as sent."""
        began = time.perf_counter()
        self._connection.request("GET", path, headers={"Accept-Encoding": "gzip", "Accept-Language": "th"})
        response = self._connection.getresponse()
        body = response.read()
        taken = time.perf_counter() - began
        if response.status != 200:
            raise AssertionError(f"{path} answers {response.status}.")
        return taken, body


@contextmanager
def served_pages() -> Iterator[Client]:
    """`isee serve` on a free port, with the installation of this process; it ends with the block."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    command = [sys.executable, "-m", "isee", "serve", "--port", str(port)]
    environment = {name: value for name, value in os.environ.items() if name != "ISEE_DB_ROLE"}
    server = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait_for(port, server)
        yield Client(port)
    finally:
        server.send_signal(signal.SIGTERM)
        try:
            server.wait(20)
        except subprocess.TimeoutExpired:
            server.kill()


def _wait_for(port: int, server: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + READY_SECONDS
    while time.monotonic() < until and server.poll() is None:
        try:
            Client(port).get("/healthz")
        except (OSError, http.client.HTTPException):
            time.sleep(0.3)
        else:
            return
    raise AssertionError("The server does not answer.")
