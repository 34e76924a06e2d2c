"""Starts the Chromium that journeys and screenshots use: the system's, else Playwright's own."""

import os
import shutil

from playwright.sync_api import Browser, Playwright

QUIET = (
    "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--force-color-profile=srgb",
)  # fmt: skip


def launch(playwright: Playwright) -> Browser:
    """A headless Chromium. As root it cannot build its sandbox, so it runs without one there."""
    flags = [*QUIET, "--no-sandbox"] if os.geteuid() == 0 else [*QUIET]
    return playwright.chromium.launch(executable_path=shutil.which("chromium"), args=flags)
