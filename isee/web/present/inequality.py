"""Whether two figures go together over areas, and which areas do not follow. Pure arithmetic on published figures."""

import math
from collections import Counter
from collections.abc import Sequence


def spearman(pairs: Sequence[tuple[float, float]]) -> float | None:
    """The rank correlation of two figures over areas; None with fewer than eight, or where one is the same all over."""
    if len(pairs) < 8:
        return None
    xs, ys = _ranks([x for x, _y in pairs]), _ranks([y for _x, y in pairs])
    middle = (len(pairs) + 1) / 2
    top = sum((x - middle) * (y - middle) for x, y in zip(xs, ys, strict=True))
    bottom = math.sqrt(sum((x - middle) ** 2 for x in xs) * sum((y - middle) ** 2 for y in ys))
    return top / bottom if bottom else None


def _ranks(values: Sequence[float]) -> list[float]:
    """Ranks from 1, equal values sharing the mean of theirs."""
    ordered = sorted(values)
    first = {value: place for place, value in reversed(list(enumerate(ordered, start=1)))}
    alike = Counter(values)
    return [first[value] + (alike[value] - 1) / 2 for value in values]


def outliers(points: Sequence[tuple[str, float, float, float]], *, at_most: int = 6) -> list[str]:
    """Codes of the areas that lie farthest from the straight line through all, each of `(code, x, y, weight)`.

    The line is weighted by people, so that a small area does not tilt it; only areas beyond one and a half
    standard deviations are named.
    """
    weight = sum(w for *_rest, w in points)
    if len(points) < 4 or not weight:
        return [code for code, *_rest in points[:at_most]]
    mean_x = sum(w * x for _c, x, _y, w in points) / weight
    mean_y = sum(w * y for _c, _x, y, w in points) / weight
    spread = sum(w * (x - mean_x) ** 2 for _c, x, _y, w in points)
    slope = sum(w * (x - mean_x) * (y - mean_y) for _c, x, y, w in points) / spread if spread else 0.0
    away = {code: y - mean_y - slope * (x - mean_x) for code, x, y, _w in points}
    deviation = math.sqrt(sum(value**2 for value in away.values()) / len(away))
    far = sorted(away, key=lambda code: (-abs(away[code]), code))
    return [code for code in far if abs(away[code]) > 1.5 * deviation][:at_most]
