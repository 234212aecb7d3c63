"""The first screen says the answer and the next step in few words, and no surer than it is."""

from __future__ import annotations

import pytest

from nextstride.report.first_screen import FLYING_SPRINT, MOST_WORDS, first_screen

LINKS = ("hip_flexors", "plantarflexors", "rectus_femoris")
NEXT = [{"title": "Isometric plantarflexion", "test": "plantarflexion"}]


def document(gains, *, plan=None, measurements=NEXT):
    """An analysis of three links, each with (low, median, high) of its gain in m/s."""
    groups = [
        {
            "group": group,
            "gain_10pct_m_s": middle,
            "gain_10pct_m_s_lower": low,
            "gain_10pct_m_s_upper": high,
            "gain_training_m_s": middle,
            "share_in_air": {"hip_flexors": 0.9, "plantarflexors": 0.0}.get(group),
        }
        for group, (low, middle, high) in zip(LINKS, gains, strict=True)
    ]
    limits = {
        "groups": groups,
        "next_measurements": measurements,
    }
    return {"limits": limits, "plan": plan, "warnings": []}


CLEAR = ((0.07, 0.10, 0.12), (-0.01, 0.02, 0.05), (0.0, 0.01, 0.02))
RIVAL = ((0.07, 0.10, 0.12), (-0.03, 0.09, 0.30), (0.0, 0.01, 0.02))


def test_the_gain_comes_with_its_interval_and_where_it_acts():
    told = first_screen(document(CLEAR)).limits
    assert told == ("10 % stronger hip flexors: +0.10 m/s (+0.07 to +0.12), most of it in the air.")


def test_no_rival_is_said_plainly():
    assert first_screen(document(CLEAR)).sure == "Nothing else gives as much."


def test_a_rival_is_named_with_what_would_settle_it():
    told = first_screen(document(RIVAL)).sure
    assert told == (
        "The plantarflexors could give more, or nothing; surer with: isometric plantarflexion."
    )


def test_a_test_that_does_not_exist_is_not_promised():
    assert first_screen(document(RIVAL, measurements=[])).sure.endswith("or nothing.")


def exercise(angle, title="Hip flexor hold", hold=12, sets=3):
    """One planned exercise."""
    return {
        "title": title, "group": "hip_flexors", "joint_angle_deg": angle, "sets": sets,
        "hold_s": hold,
    }  # fmt: skip


def test_the_next_step_is_the_plans_first_training():
    work = [exercise(-20.0), exercise(5.0), exercise(30.0, "Quick knee lift", hold=2)]
    sessions = [
        {"begins": "2026-12-01T17:00", "exercises": []},
        {"begins": "2026-12-03T17:00", "exercises": work},
    ]
    plan = {"focus": [{"group": "hip_flexors"}], "weeks": [{"sessions": sessions}]}
    told = first_screen(document(CLEAR, plan=plan)).next
    assert told == "on Thursday, hip flexor hold at −20°, 5°, 3 × 12 s."


def test_where_angles_have_different_sets_both_are_said():
    work = [exercise(-0.4, sets=1), exercise(20.0, sets=2)]
    plan = {
        "focus": [{"group": "hip_flexors"}],
        "weeks": [{"sessions": [{"begins": "2026-12-03T17:00", "exercises": work}]}],
    }
    assert first_screen(document(CLEAR, plan=plan)).next.endswith("at 0°, 20°, 1 to 2 × 12 s.")


def test_without_a_plan_the_command_is_named():
    assert "nextstride plan" in first_screen(document(CLEAR)).next


@pytest.mark.parametrize("gains", [CLEAR, RIVAL])
def test_it_takes_few_words(gains):
    assert first_screen(document(gains)).words < MOST_WORDS - 15  # the rest: name, links, figure


def test_a_run_that_was_no_sprint_leads_to_one():
    jog = {"limits": None, "warnings": [{"code": "no_limits", "message": "too slow"}]}
    told = first_screen(jog)
    assert told.next == FLYING_SPRINT
    assert not told.group


def test_a_run_that_was_only_measured_says_what_to_do():
    told = first_screen({"limits": None, "warnings": []})
    assert "--no-limits" in told.next
