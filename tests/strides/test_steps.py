"""The stride table: links, gaps, plates over markers; walking and single steps are refused."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nextstride.analysis import analyze
from nextstride.errors import MissingDataError, RecordingError
from nextstride.kinematics import body_points
from nextstride.sample import SyntheticSprinter
from nextstride.strides import Pace, detect_steps, find_pace
from nextstride.strides.contact import Contact
from nextstride.strides.steps import check_steps, merge_contacts, steps_table

PACE = Pace({"left": np.array([]), "right": np.array([])}, 4.0, False, 0.0, 0.0, 9.0)


def contact(side, touchdown, toe_off, method="markers"):
    ends = [time for time in (touchdown, toe_off) if time is not None]
    return Contact(side, touchdown, toe_off, method, 0.004, 0.003, float(np.mean(ends)))


def run(count=6, contact_time=0.11, skip=()):
    """Contacts every quarter second, alternating, without those in `skip`."""
    return [
        contact(("left", "right")[i % 2], 0.25 * i, 0.25 * i + contact_time)
        for i in range(count)
        if i not in skip
    ]


moments = st.none() | st.floats(-1, 3)
any_contacts = st.lists(
    st.builds(
        Contact,
        side=st.sampled_from(["left", "right"]),
        touchdown=moments,
        toe_off=moments,
        method=st.just("markers"),
        touchdown_sd=st.just(0.005),
        toe_off_sd=st.just(0.005),
        middle=st.floats(0, 2),
    ),
    max_size=9,
)


@given(any_contacts)
def test_no_contacts_make_a_table_that_runs_backwards(contacts):
    steps = steps_table(contacts, PACE)
    for name in ("touchdown", "toe_off"):
        known = steps[name].values[np.isfinite(steps[name].values)]
        assert (np.diff(known) > 0).all()
    for first, second in (
        ("touchdown", "toe_off"),
        ("touchdown", "opposite_touchdown"),
        ("opposite_touchdown", "next_touchdown"),
        ("toe_off", "next_touchdown"),
    ):
        apart = (steps[second] - steps[first]).values
        assert not (apart[np.isfinite(apart)] < 0).any()
    rate = 1 / (steps.opposite_touchdown - steps.touchdown).values
    assert not (rate[np.isfinite(rate)] < 0).any()


@given(st.permutations(range(6)), st.sets(st.integers(0, 5), max_size=2))
def test_contacts_that_agree_lose_nothing(order, skip):
    contacts = run(skip=skip)
    shuffled = [contacts[row] for row in order if row < len(contacts)]
    steps = steps_table(shuffled, PACE)
    np.testing.assert_allclose(steps.touchdown, sorted(c.touchdown for c in shuffled))
    np.testing.assert_allclose(steps.toe_off, sorted(c.toe_off for c in shuffled))


def test_a_contact_does_not_end_beyond_what_nobody_saw():
    contacts = run()
    late = replace(contacts[2], toe_off=contacts[2].toe_off + 1.0)
    steps = steps_table([*contacts[:2], late], PACE)
    assert steps.touchdown[2] == late.touchdown
    assert np.isnan(steps.toe_off[2])
    early = replace(contacts[2], touchdown=contacts[2].touchdown - 1.0)
    steps = steps_table([early, *contacts[3:]], PACE)
    assert np.isnan(steps.touchdown[0])
    assert steps.toe_off[0] == early.toe_off


def test_rows_are_linked_to_the_steps_that_follow():
    steps = steps_table(run(), PACE)
    np.testing.assert_allclose(steps.opposite_touchdown[:-1], steps.touchdown[1:])
    np.testing.assert_allclose(steps.next_touchdown[:-2], steps.touchdown[2:])
    assert np.isnan(steps.opposite_touchdown[-1])
    assert np.isnan(steps.next_touchdown[-2:]).all()
    assert list(steps.side.values[:3]) == ["left", "right", "left"]


def test_a_missing_step_breaks_the_links_and_is_told():
    steps = steps_table(run(skip=(3,)), PACE)
    # Contacts 2 and 4 are both left: nothing may be measured across.
    assert np.isnan(steps.opposite_touchdown[2])
    assert np.isnan(steps.next_touchdown[2])
    assert np.isnan(steps.next_touchdown[1])
    assert np.isfinite(steps.opposite_touchdown[1])
    assert np.isfinite(steps.next_touchdown[0])
    (notice,) = check_steps(steps, "made up")
    assert notice.code == "missed_step"
    assert "0.50 s" in notice.message


def test_two_missing_steps_break_the_links_though_sides_alternate():
    steps = steps_table(run(8, skip=(3, 4)), PACE)
    row = 2
    assert list(steps.side.values[row : row + 2]) == ["left", "right"]
    assert np.isnan(steps.opposite_touchdown[row])
    assert np.isnan(steps.next_touchdown[row])


def test_two_missing_steps_are_told():
    notices = check_steps(steps_table(run(8, skip=(3, 4)), PACE), "made up")
    assert "missed_step" in [notice.code for notice in notices]


def test_one_step_is_refused():
    with pytest.raises(RecordingError, match="at least two steps"):
        check_steps(steps_table(run(1), PACE), "made up")


def test_steps_that_do_not_follow_each_other_are_refused():
    with pytest.raises(RecordingError, match="at least two steps"):
        check_steps(steps_table(run(6, skip=(1, 3, 5)), PACE), "made up")


def test_walking_is_refused_with_the_overlap():
    with pytest.raises(RecordingError, match=r"walking.*50 ms before"):
        check_steps(steps_table(run(contact_time=0.30), PACE), "made up")


def test_a_run_with_little_flight_is_not_walking():
    assert check_steps(steps_table(run(contact_time=0.24), PACE), "made up") == ()


def test_plates_replace_markers_and_markers_keep_what_plates_cut_off():
    seen = run(4)
    whole = contact("right", 0.251, 0.362, "force")
    cut = contact("left", 0.502, None, "force")
    merged = merge_contacts(seen, [whole, cut])
    assert [c.method for c in merged] == ["markers", "force", "markers", "markers"]
    assert merged[1].touchdown == 0.251


def test_a_load_that_markers_missed_is_added_in_order():
    merged = merge_contacts(run(4, skip=(2,)), [contact("left", 0.5, 0.61, "force")])
    assert [c.middle for c in merged] == sorted(c.middle for c in merged)
    assert len(merged) == 4


def test_a_load_of_the_other_foot_never_replaces():
    merged = merge_contacts([contact("left", 0.5, 0.61)], [contact("right", 0.5, 0.61, "force")])
    assert {c.side for c in merged} == {"left", "right"}


SPRINTER = SyntheticSprinter()


@pytest.fixture(scope="module")
def sprint():
    recording = SPRINTER.recording()
    points = body_points(recording, SPRINTER.athlete)
    return recording, points, find_pace(points)


@pytest.mark.parametrize(
    ("source", "method"), [("auto", "force"), ("force", "force"), ("markers", "markers")]
)
def test_sources(sprint, source, method):
    recording, points, pace = sprint
    steps, notices = detect_steps(recording, points, pace, SPRINTER.athlete.mass, source)
    assert set(steps.method.values) == {method}
    assert notices == ()
    truth = SPRINTER.contacts()
    assert list(steps.side.values) == [side for side, _, _ in truth]
    np.testing.assert_allclose(steps.touchdown, [start for _, start, _ in truth], atol=0.002)


def test_forces_asked_for_and_absent(sprint):
    recording, points, pace = sprint
    bare = replace(recording, force=None)
    with pytest.raises(RecordingError, match="--events force needs"):
        detect_steps(bare, points, pace, SPRINTER.athlete.mass, "force")


def test_walking_feet_are_refused(made_up_feet):
    points = made_up_feet(speed=1.8, step_rate=2.0, duty=0.6, seconds=5)
    pace = find_pace(points)
    recording = replace(SPRINTER.recording(), force=None, source="walk.trc")
    with pytest.raises(RecordingError, match=r"walk\.trc: this is walking"):
        detect_steps(recording, points, pace, 75.0)


def test_without_heels_the_force_plates_still_show_the_steps():
    sprinter = SyntheticSprinter(strides=3)
    whole = sprinter.recording()
    names = [name for name in whole.keypoints if not name.endswith("heel")]
    recording = replace(whole, motion=whole.motion.sel(keypoint=names))
    analysis = analyze(recording, sprinter.athlete)
    assert set(analysis.run.steps.method.values) == {"force"}
    assert "events_from_plates_only" in [notice.code for notice in analysis.notices]
    without = replace(recording, force=None)
    with pytest.raises(MissingDataError, match="heel"):
        analyze(without, sprinter.athlete)


def test_a_foot_that_would_land_before_it_left_loses_both_times():
    first, second, third = (
        replace(contact(side, touchdown, toe_off), middle=middle)
        for side, touchdown, toe_off, middle in (
            ("left", 0.0, 0.9, 0.1),
            ("right", 0.4, 0.95, 0.5),
            ("left", 0.8, 1.0, 0.9),
        )
    )
    steps = steps_table([first, second, third], replace(PACE, step_rate=1.0))
    np.testing.assert_array_equal(steps.toe_off.values, [np.nan, 0.95, 1.0])
    np.testing.assert_array_equal(steps.touchdown.values, [0.0, 0.4, np.nan])
