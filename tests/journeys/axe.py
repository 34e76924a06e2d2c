"""Accessibility of the page as it stands now, judged by axe-core."""

from functools import cache
from pathlib import Path

from playwright.sync_api import Page

AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"
RUN = "() => axe.run(document, {resultTypes: ['violations']}).then(result => result.violations)"


@cache
def _script() -> str:
    return AXE.read_text(encoding="utf-8")


def assert_accessible(page: Page) -> None:
    """Fail with each rule that the page breaks and the first places where it does."""
    page.evaluate(_script())
    violations = page.evaluate(RUN)
    faults = [
        f"{fault['id']}: {fault['help']}\n"
        + "\n".join(f"    {node['html'][:160]}\n      {node['failureSummary']}" for node in fault["nodes"][:3])
        for fault in violations
    ]
    assert not faults, f"{page.url} is not accessible to all:\n" + "\n".join(faults)
