"""What legs of different strength mean, in sentences; read from the JSON document."""

from __future__ import annotations

from typing import Any

import numpy as np

from nextstride.conventions import in_words, signed

Document = dict[str, Any]

OF_A_LEG = (
    # key, title, unit, factor, decimals
    ("contact_time_s", "Contact", "ms", 1000, 0),
    ("flight_time_s", "Flight after it", "ms", 1000, 0),
    ("step_length_m", "Step to the other foot", "m", 1, 2),
    ("peak_vertical_force_bw", "Peak vertical force", "body weights", 1, 2),
    ("peak_thigh_flexion_rad", "Peak thigh flexion", "°", 180 / np.pi, 0),
    ("peak_thigh_flexion_velocity_rad_s", "Peak thigh flexion velocity", "°/s", 180 / np.pi, 0),
    ("peak_hamstring_length_standing_lengths", "Longest hamstring", "standing lengths", 1, 3),
)
"""What is shown of each leg."""

LEAST_COST = 0.005
"""A change of speed smaller than this, m/s, costs nothing that can be told."""


def weak_side_sentences(document: Document) -> list[str]:
    """Say what the difference between the legs costs, and what each step does."""
    equal, different, both = (
        document[name] for name in ("equal_legs_m_s", "different_legs_m_s", "both_legs_m_s")
    )
    sentences = [
        f"With {changes_in_words(document)} top speed is {different:.2f} m/s, "
        f"{signed(different - equal)} m/s against equal legs; with the same on both legs it is "
        f"{both:.2f} m/s, {signed(both - equal)} m/s."
    ]
    share = document["share_of_both"]
    if abs(both - equal) < LEAST_COST or share is None:
        return [*sentences, "Neither is more than this body can tell."]
    sentences.append(
        f"So one side's part is {100 * share:.0f} % of both's. From the prices of equal legs "
        f"{document['first_order_m_s']:.2f} m/s was to be expected."
    )
    return [*sentences, _steps_sentence(document)]


def changes_in_words(document: Document) -> str:
    """The changed strengths, as in "left hip flexors x 0.8"."""
    return ", ".join(
        f"{leg} {in_words(group)} x {factor:g}"
        for leg, groups in document["factors"].items()
        for group, factor in groups.items()
    )


def _steps_sentence(document: Document) -> str:
    """Compare the two steps."""
    told = [
        f"the {row['leg']} step is {1000 * row['contact_time_s']:.0f} ms on the ground, "
        f"{1000 * row['flight_time_s']:.0f} ms in the air and {row['step_length_m']:.2f} m long"
        for row in sorted(document["legs"], key=lambda row: str(row["leg"]))
    ]
    return f"In this stride {'; '.join(told)}."
