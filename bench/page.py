"""What a first visit to the first page weighs: page, styles, scripts and typeface, as they come over the line."""

import gzip
import re
import urllib.request
from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin

from bench._home import nation_home, serving

LINKED = re.compile(r'<(?:link|script)[^>]*?(?:href|src)="([^"]+\.(?:css|js|svg|woff2)[^"]*)"')
IN_STYLES = re.compile(r"""url\(["']?([^)"']+\.woff2)["']?\)""")
DRAWN = re.compile(r"<svg.*?</svg>", re.DOTALL)


def run() -> dict[str, Any]:
    """Fetch `/` and all that it names, compressed as the server sends it; the drawn map is counted apart."""
    with nation_home() as (_home, scale), serving() as address:
        body, page_bytes = _fetch(f"{address}/")
        text = body.decode()
        drawn = len(gzip.compress("".join(DRAWN.findall(text)).encode(), 6))
        parts, plain = {"page": page_bytes - drawn, "drawn": drawn}, len(body)
        for url, content, size in _named_in(address, text):
            parts[_kind(url)] = parts.get(_kind(url), 0) + size
            plain += len(content)
        whole = sum(parts.values())
        return {
            "scale": scale,
            "figures": {
                "first_kb": round((whole - drawn) / 1000, 1),
                "first_kb_with_map": round(whole / 1000, 1),
                **{f"{kind}_kb": round(size / 1000, 1) for kind, size in parts.items()},
            },
            "ratios": {"vs_uncompressed": round(whole / plain, 2)},
        }


def _named_in(address: str, text: str) -> Iterator[tuple[str, bytes, int]]:
    """Everything that a page names, and what its styles name: address, content, bytes over the line."""
    waiting = [urljoin(address, found) for found in LINKED.findall(text)]
    seen: set[str] = set()
    while waiting:
        url = waiting.pop()
        if url in seen:
            continue
        seen.add(url)
        content, size = _fetch(url)
        yield url, content, size
        if _kind(url) == "styles":
            waiting += [urljoin(url, found) for found in IN_STYLES.findall(content.decode())]


def _kind(url: str) -> str:
    ending = url.split("?")[0].rsplit(".", 1)[-1]
    return {"css": "styles", "js": "scripts", "woff2": "fonts"}.get(ending, "images")


def _fetch(url: str) -> tuple[bytes, int]:
    """The content of an address, and how many bytes of body came over the line."""
    request = urllib.request.Request(url, headers={"Accept-Encoding": "gzip", "Accept-Language": "th"})
    with urllib.request.urlopen(request, timeout=60) as answer:
        sent: bytes = answer.read()
        packed = answer.headers.get("Content-Encoding") == "gzip"
    return (gzip.decompress(sent) if packed else sent), len(sent)
