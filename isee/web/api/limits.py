"""How often one address, or one token, may ask: a count for each minute, kept in the memory of a server process.

Each process counts for itself, so that the limit of a machine lies between one and as many times the setting as it
has processes. That is cheap, needs no disk, and holds back what it is for: one reader who takes all.
"""

import ipaddress

from django.core.cache import caches

WINDOW_SECONDS = 60
KEPT_SECONDS = 2 * WINDOW_SECONDS
HOME_NETWORK_BITS = 64
"""An IPv6 reader has a whole network of this size to ask from."""


def seconds_to_wait(who: str, *, at: float, allowed: int) -> int:
    """Count a request of `who`, a network or a token's number, at the Unix time `at`; 0 when it is allowed.

    `allowed` is how many are in a minute. Otherwise the seconds until the next minute. `allowed` 0 means no limit.
    """
    if not allowed:
        return 0
    minute, passed = divmod(int(at), WINDOW_SECONDS)
    counts = caches["limits"]
    key = f"api:{minute}:{who}"
    counts.add(key, 0, timeout=KEPT_SECONDS)
    try:
        asked = counts.incr(key)
    except ValueError:  # dropped between the two lines, to make room for others
        asked = 1
    return 0 if asked <= allowed else WINDOW_SECONDS - passed


def network_of(address: str) -> str:
    """Who is counted as one: an IPv4 address, the /64 of an IPv6 address; `unknown` for anything else."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    if parsed.version == 4:
        return str(parsed)
    return str(ipaddress.ip_network((int(parsed), HOME_NETWORK_BITS), strict=False).network_address)
