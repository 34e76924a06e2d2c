"""Measurements scored a second, as arrays on one core, against the same rows one by one."""

import os
import time
from typing import Any

ROWS, ONE_BY_ONE, SEED = 1_000_000, 20_000, 2569


def run() -> dict[str, Any]:
    """Score a million made-up measurements of children from 3 to 18 years, some with a slipped decimal point."""
    os.environ.setdefault("ISEE_DB_ROLE", "web")
    import django

    django.setup()
    import numpy as np

    from isee.tracking.api import growth

    draws = np.random.default_rng(SEED)
    days = draws.integers(3 * 365, 19 * 365, ROWS)
    measured = np.datetime64("2026-11-05") - draws.integers(0, 1800, ROWS)
    female = draws.random(ROWS) < 0.5
    height = np.round(76 + 6.2 * days / 365.25 + draws.normal(0, 6, ROWS), 1)
    weight = np.round(16 * (height / 100) ** 2 * np.exp(draws.normal(0, 0.15, ROWS)), 1)
    weight[draws.random(ROWS) < 0.002] *= 10
    timed = []
    for _round in range(3):
        began = time.process_time()
        columns = growth.assess_many(
            female, born=measured - days, measured_on=measured, weight_kg=weight, height_cm=height
        )  # fmt: skip
        timed.append(ROWS / (time.process_time() - began))
    began = time.process_time()
    for row in range(ONE_BY_ONE):
        growth.assess(
            "f" if female[row] else "m", age_days=int(days[row]), weight_kg=weight[row], height_cm=height[row]
        )  # fmt: skip
    one_by_one = ONE_BY_ONE / (time.process_time() - began)
    return {
        "scale": 1,
        "figures": {
            "rows": ROWS,
            "rows_per_s": round(sorted(timed)[1]),
            "one_by_one_rows_per_s": round(one_by_one),
            "marked_share": round(float((columns.flags > 0).mean()), 4),
        },
        "ratios": {"vs_one_by_one": round(sorted(timed)[1] / one_by_one, 1)},
    }
