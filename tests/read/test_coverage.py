from __future__ import annotations

import tomllib

import pytest

from nextstride.read.coverage import NEEDS, map_text, marker_coverage
from nextstride.read.markers import KNOWN_KEYPOINTS, Naming, name_markers, read_marker_set

PLUG_IN_GAIT = [
    side + name for side in "LR" for name in ("ASI", "PSI", "KNE", "ANK", "HEE", "TOE", "SHO")
]


def missing(labels):
    """What each group of measures lacks."""
    naming = name_markers("run.c3d", labels)
    return {row.measures: row.missing for row in marker_coverage(naming)}


def test_a_whole_lower_body_lacks_only_the_arms():
    lacks = {measures: parts for measures, parts in missing(PLUG_IN_GAIT).items() if parts}
    assert lacks == {"arms and whole-body balance": ("left arm", "right arm")}


@pytest.mark.parametrize(
    ("label", "group", "part"),
    [
        ("LHEE", "steps, contact, flight and swing times", "left heel"),
        ("RTOE", "steps, contact, flight and swing times", "right forefoot"),
        ("LKNE", "thigh angles, pull and push, limiters", "left knee"),
        ("RANK", "knee and shank angles", "right ankle"),
    ],
)
def test_each_marker_taken_away_is_missed_where_it_counts(label, group, part):
    labels = [each for each in PLUG_IN_GAIT if each != label]
    assert part in missing(labels)[group]


def test_clusters_of_three_markers_stand_for_a_knee():
    clusters = {
        f"{side}_{part}": ("a", "b", "c")
        for side in ("left", "right")
        for part in ("thigh", "shank")
    }
    naming = Naming({"LHJC": "left_hip", "RHJC": "right_hip"}, clusters, ())
    rows = {row.measures: row.missing for row in marker_coverage(naming)}
    assert rows["thigh angles, pull and push, limiters"] == ()
    two = {segment: members[:2] for segment, members in clusters.items()}
    rows = {row.measures: row.missing for row in marker_coverage(Naming(naming.names, two, ()))}
    assert rows["thigh angles, pull and push, limiters"] == ("left knee", "right knee")


def test_needs_name_only_known_landmarks():
    for need in NEEDS:
        for _, ways in need.parts:
            for name in (name for way in ways for name in way if "cluster" not in name):
                assert name.format(side="left") in KNOWN_KEYPOINTS


def test_a_written_map_reads_back_as_it_was_recognised(tmp_path):
    labels = [*PLUG_IN_GAIT, "LTHI", 'odd "name"', "*12"]
    naming = name_markers("run.c3d", labels)
    path = tmp_path / "map.toml"
    text = map_text("Markers of run.c3d", labels, naming)
    path.write_text(text, encoding="utf-8")
    again = read_marker_set(path)
    assert {(label, landmark) for landmark, (label,) in again.keypoints.items()} == set(
        naming.names.items()
    )
    assert set(again.clusters) == set(naming.clusters)
    assert "LTHI" in again.clusters["left_thigh"]
    assert 'odd "name"' in text
    assert "*12" not in text
    assert tomllib.loads(text)["title"] == "Markers of run.c3d"
