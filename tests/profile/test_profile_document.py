"""The profile as JSON and as a picture; norms and notices."""

from __future__ import annotations

import json
import math
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest

from nextstride.athlete import Athlete
from nextstride.errors import ParameterError
from nextstride.figures.profile import profile_figure
from nextstride.profile import (
    Profile,
    SpeedCurve,
    SpeedTrace,
    Splits,
    profile_file,
    profile_sprint,
)
from nextstride.profile.norms import norms

CONTRACT = {"MSS_m_s", "MAC_m_s2", "tau_s", "F0_N_kg", "V0_m_s", "Pmax_W_kg", "residuals_s"}
GATES = np.array([5.0, 10, 20, 30, 40])
WOMAN = Athlete(mass=60, height=1.7, sex="female")


@pytest.fixture
def of_splits() -> Profile:
    time = np.round(SpeedCurve(8.0, 1.1).time_at(GATES) - 0.2, 2)
    return profile_sprint(Splits("gates.csv", GATES, time), WOMAN)


@pytest.fixture
def of_trace() -> Profile:
    time = np.arange(0, 6, 0.02)
    speed = SpeedCurve(9.0, 1.2).speed(time - 0.4)
    speed += np.random.default_rng(1).normal(0, 0.1, len(time))
    return profile_sprint(SpeedTrace("radar.csv", time, speed), Athlete(assumed=("sex", "mass")))


def test_the_document_is_plain_json_with_the_agreed_names(
    of_splits: Profile, of_trace: Profile
) -> None:
    for profile in (of_splits, of_trace):
        document = json.loads(json.dumps(profile.to_json(), allow_nan=False))
        assert document.keys() >= CONTRACT
        for name, interval in document["intervals"].items():
            if interval is not None:
                assert interval[0] <= document[name] <= interval[1]


def test_residuals_are_of_the_kind_of_the_data(of_splits: Profile, of_trace: Profile) -> None:
    splits, trace = of_splits.to_json(), of_trace.to_json()
    assert len(splits["residuals_s"]) == 5
    assert splits["residuals_m_s"] == []
    assert [gate["distance_m"] for gate in splits["gates"]] == GATES.tolist()
    assert trace["residuals_s"] == []
    assert len(trace["residuals_m_s"]) == of_trace.fit.used.sum()


def test_the_model_and_its_alternatives_are_stated(of_splits: Profile, of_trace: Profile) -> None:
    document = of_splits.to_json()
    assert document["model"] == "offset"
    assert [each["model"] for each in document["alternatives"]] == ["rest", "flying"]
    assert of_trace.to_json()["alternatives"] == []


def test_acceleration_times_constant_is_top_speed(of_splits: Profile) -> None:
    document = of_splits.to_json()
    product = document["MAC_m_s2"] * document["tau_s"]
    assert product == pytest.approx(document["MSS_m_s"])
    power = document["F0_N_kg"] * document["V0_m_s"] / 4
    assert document["Pmax_W_kg"] == pytest.approx(power)


def test_intervals_stay_finite_where_almost_nothing_is_known() -> None:
    gates = np.array([5.0, 10, 20, 30])
    time = SpeedCurve(8.0, 1.1).time_at(gates) + 0.05 * np.array([1, -1, 1, -1])
    document = profile_sprint(Splits("x", gates, time), WOMAN).to_json()
    ends = [end for pair in document["intervals"].values() if pair for end in pair]
    assert all(map(math.isfinite, ends))
    assert "few_degrees_of_freedom" in [each["code"] for each in document["warnings"]]


def test_an_unmeasured_top_speed_is_said() -> None:
    gates = np.array([2.0, 4, 6, 8, 10])
    sprint = Splits("x", gates, SpeedCurve(9.5, 1.4).time_at(gates))
    assert "top_speed_extrapolated" in [each.code for each in profile_sprint(sprint, WOMAN).notices]


def test_a_poor_fit_is_said(of_trace: Profile) -> None:
    time = of_trace.sprint.time
    wild = SpeedCurve(9.0, 1.2).speed(time) + np.sin(5 * time) * 2
    profile = profile_sprint(SpeedTrace("x", time, np.maximum(wild, 0)), WOMAN)
    assert "poor_fit" in [each.code for each in profile.notices]


def test_body_is_given_or_the_files_or_assumed(tmp_path: Path) -> None:
    path = tmp_path / "one.csv"
    path.write_text("athlete,bodyweight,5m,10m,20m,30m,40m\nAnn,60,1.3,2.05,3.3,4.45,5.58\n")
    assert profile_file(path).runner.mass == 60
    assert profile_file(path, mass=62).runner.mass == 62
    profile = profile_file(path)
    assert profile.runner.assumed == ("height", "sex")
    assert "body_assumed" in [each.code for each in profile.notices]
    with pytest.raises(ParameterError, match="mass"):
        profile_file(path, mass=-3)


def test_norms_name_their_source() -> None:
    assert len(norms()) == 51
    assert all(norm.source and norm.sd > 0 and norm.n > 0 for norm in norms())


def test_times_are_compared_where_a_gate_stood(of_splits: Profile, of_trace: Profile) -> None:
    distances = {each.norm.distance for each in of_splits.comparisons}
    assert distances == {5, 10, 20, 30, 40}
    assert all(each.norm.sex == "female" for each in of_splits.comparisons)
    for each in of_splits.comparisons:
        place = GATES.tolist().index(each.norm.distance)
        assert each.value == of_splits.sprint.time[place]
        assert each.deviations == pytest.approx((each.value - each.norm.mean) / each.norm.sd)
    measures = {each.norm.measure for each in of_trace.comparisons}
    assert measures == {"top_speed", "initial_acceleration"}


def test_the_reaction_is_not_part_of_a_compared_time() -> None:
    time = SpeedCurve(9.0, 1.2).time_at(GATES) + 0.15
    sprint = Splits("x", GATES, time, reaction_time=0.15)
    first = profile_sprint(sprint, WOMAN).comparisons[0]
    assert first.norm.distance == 10
    assert first.value == pytest.approx(time[1] - 0.15)


@pytest.mark.parametrize("kind", ["of_splits", "of_trace"])
def test_the_picture_is_svg_with_the_numbers(kind: str, request: pytest.FixtureRequest) -> None:
    profile: Profile = request.getfixturevalue(kind)
    picture = str(profile_figure(profile))
    root = ElementTree.fromstring(picture)
    assert root.tag.endswith("svg")
    assert f"top speed {profile.top_speed.value:.2f} m/s" in picture
    assert f"F0 {profile.force.value:.2f}" in picture
    assert "nan" not in picture
