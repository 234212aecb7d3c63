"""The 9.47 m/s sprint against what others computed from the same recording."""

from __future__ import annotations

import numpy as np
from _recordings import SPRINTER
from _results import Row, real_recordings, report

from nextstride import analyze, read_recording
from nextstride.conventions import GRAVITY

NOTES = """
Dorn 2012, JA1Gait35.c3d with its standing trial, events from plates and markers. References: other
computations from the same recording (OpenSim inverse kinematics and dynamics; thigh velocity at
20 Hz low-pass), except swing work: twelve other sprinters (Nagahara et al.
2017, Biol Open, abstract). The
spread between our two legs and two strides is part of the row.

Outside: *peak knee flexion* reads 2 degrees lower with knee centres carried by the clusters of
thigh and shank than the scaled model's knee. *Touchdown distance*: at the four plate contacts the
unfiltered ankle is 0.24-0.28 m ahead of the hips, as in the reference; the first and the last step
have no plate, their touchdown from markers is 3 ms early, and the foot moves at 7 m/s. *Late-swing
hip extensor power* is a fifth below its range: the moment agrees, so it is the hip's angular
velocity at that moment; which of the two computations is wrong is not known.
"""

DEGREES = 180 / np.pi
ROWS = (
    # measure, unit, factor, lowest and highest accepted, reference
    ("contact_time", "s", 1, 0.101, 0.134, "0.116-0.119"),
    ("flight_time", "s", 1, 0.098, 0.122, "0.110"),
    ("step_rate", "1/s", 1, 4.22, 4.52, "4.37"),
    ("peak_vertical_force", "body weights", 1 / GRAVITY, 2.9, 4.2, "2.9-4.2"),
    ("peak_thigh_flexion", "deg", DEGREES, 61, 69, "65"),
    ("peak_thigh_extension", "deg", DEGREES, -51, -43, "-47"),
    ("peak_thigh_flexion_velocity", "deg/s", DEGREES, 680, 1035, "800-900"),
    ("peak_thigh_extension_velocity", "deg/s", DEGREES, -1035, -680, "-800 to -900"),
    ("thigh_acceleration_peak_extension", "deg/s2", DEGREES, 15000, 33750, "20-27 thousand"),
    ("thigh_acceleration_peak_flexion", "deg/s2", DEGREES, -33750, -15000, "20-27 thousand"),
    ("peak_knee_flexion", "deg", DEGREES, 144, 156, "150"),
    ("thigh_angle_touchdown", "deg", DEGREES, 29, 37, "33"),
    ("knee_angle_touchdown", "deg", DEGREES, 25, 35, "30"),
    ("thigh_angle_toe_off", "deg", DEGREES, -46, -38, "-42"),
    ("knee_angle_toe_off", "deg", DEGREES, 1, 11, "6"),
    ("swing_thigh_angle_opposite_touchdown", "deg", DEGREES, -20, -8, "-14"),
    ("touchdown_distance", "m", 1, 0.215, 0.275, "0.245"),
    ("toe_off_distance", "m", 1, -0.73, -0.65, "-0.69"),
    ("vertical_oscillation", "m", 1, 0.031, 0.051, "0.041 (from forces)"),
    ("peak_swing_hip_flexor_moment", "N m/kg", 1, 3.75, 7.125, "5.0-5.7"),
    ("peak_swing_hip_flexor_power", "W/kg", 1, 19.5, 35.0, "26-28"),
    ("peak_swing_hip_extensor_moment", "N m/kg", 1, 3.675, 6.375, "4.9-5.1"),
    ("peak_swing_hip_extensor_power", "W/kg", 1, 36.75, 72.5, "49-58"),
    ("swing_hip_positive_work", "J/kg", 1, 2.58, 6.02, "4.3"),
    ("swing_knee_negative_work", "J/kg", 1, -4.06, -1.74, "-2.9"),
)


def main() -> None:
    """Compare both legs with the references."""
    folder = real_recordings() / "dorn2012_ja1_c3d"
    found = analyze(
        read_recording(folder / "JA1Gait35.c3d"),
        SPRINTER,
        standing=read_recording(folder / "JA1Static05.c3d"),
    ).measures
    rows = []
    for name, unit, factor, low, high, reference in ROWS:
        values = factor * found["value"].sel(measure=name, side=["left", "right"]).values
        digits = 0 if abs(high) > 100 else 1 if abs(high) > 10 else 3
        rows.append(
            Row(f"{name}, {unit}", f"left {values[0]:.{digits}f}, right {values[1]:.{digits}f}",
                reference, f"mean in {low:g} to {high:g}", bool(low <= values.mean() <= high))
        )  # fmt: skip
    report("sprint_kinematics", "The sprint at 9.47 m/s", rows, NOTES)


if __name__ == "__main__":
    main()
