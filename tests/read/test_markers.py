from __future__ import annotations

import numpy as np
import pytest

from nextstride.errors import ReadError
from nextstride.read import read_recording
from nextstride.read.markers import (
    KNOWN_KEYPOINTS,
    is_unnamed,
    marker_sets,
    name_markers,
    read_marker_set,
)

PLUG_IN = ("RASI", "LASI", "RPSI", "LPSI", "RKNE", "LKNE", "RANK", "LANK", "RHEE", "LHEE")


@pytest.mark.parametrize("marker_set", marker_sets(), ids=lambda known: known.title)
def test_every_set_recognises_itself(marker_set):
    labels = [alternatives[0] for alternatives in marker_set.keypoints.values()]
    naming = name_markers("run", labels)
    for landmark, alternatives in marker_set.keypoints.items():
        assert naming.names[alternatives[0]] == landmark


@pytest.mark.parametrize("marker_set", marker_sets(), ids=lambda known: known.title)
def test_sets_name_both_sides_alike(marker_set):
    for name, labels in marker_set.keypoints.items():
        if name.startswith("left_"):
            assert len(marker_set.keypoints[name.replace("left_", "right_")]) == len(labels)


@pytest.mark.parametrize(
    "change",
    [
        str,
        str.lower,
        lambda label: f"JA1:{label}",
        lambda label: f"Subject_{label}",
        lambda label: f"Subject 01-{label}",
        lambda label: f"{label}_1",
        lambda label: f"run_{label}_filt",
        lambda label: f"{label[0]}.{label[1:]}",
        lambda label: f"{label[0]}_{label[1:]}",
        lambda label: f" {label} ",
    ],
)
def test_case_separators_and_what_all_share_do_not_matter(change):
    labels = [change(label) for label in PLUG_IN]
    names = name_markers("run", labels).names
    assert names[labels[0]] == "right_asis"
    assert names[labels[9]] == "left_heel"
    assert len(names) == len(PLUG_IN)


@pytest.mark.parametrize(
    ("labels", "heel", "fifth"),
    [
        (["x_WaistLFront", "x_LKneeOut", "x_LHeelBack", "x_LForefootOut"], 2, 3),
        (["Ann:WaistLFront", "Ann:LKneeOut", "Ann:LHeel", "Ann:LToeOut"], 2, 3),
        (["LFWT", "LBWT", "LKNE", "LHEL", "LMT5"], 3, 4),
        (["l asis", "sacrum", "l knee 1", "l mall", "l heel", "l met"], 4, 5),
    ],
)
def test_sets_that_name_places_by_their_own_words(labels, heel, fifth):
    names = name_markers("run", labels).names
    assert names[labels[heel]] == "left_heel"
    assert names[labels[fifth]] == "left_fifth_metatarsal"


def test_one_leg_only_keeps_its_side():
    names = name_markers("run", ["L_ASI", "L_KNE", "L_ANK", "L_HEE", "L_TOE"]).names
    assert names["L_HEE"] == "left_heel"


def test_two_people_are_refused():
    with pytest.raises(ReadError, match="'A:RASI' and 'B:RASI' mean the same"):
        name_markers("run", ["A:RASI", "B:RASI", "A:LASI"])


def test_a_map_chooses_one_of_two_people_by_their_full_labels(tmp_path):
    labels = [f"{who}:{label}" for who in ("Ann", "Ben") for label in ("RASI", "RHEE", "RTOE")]
    path = tmp_path / "ben.toml"
    path.write_text('[keypoints]\nright_asis = "Ben:RASI"\nright_heel = "Ben:RHEE"\n')
    names = name_markers("run", labels, path).names
    assert names == {"Ben:RASI": "right_asis", "Ben:RHEE": "right_heel"}


def test_unknown_labels_are_said_to_be_so():
    naming = name_markers("run", ["one", "two", "three"])
    assert naming.names == {}
    assert naming.notices[0].code == "markers_unrecognised"


@pytest.mark.parametrize("label", ["*52", "x52", "C_", "C_12", "U7", "17", "unlabelled3", ""])
def test_made_up_labels(label):
    assert is_unnamed(label)


@pytest.mark.parametrize("label", ["C7", "P1", "T10", "RASI", "X"])
def test_given_labels(label):
    assert not is_unnamed(label)


def test_dorn_labels_are_what_the_static_trial_shows(shared_data):
    static = read_recording(shared_data / "dorn2012_ja1_trc_ik" / "static.trc")
    at = {name: static.position(name).mean("time").values for name in static.keypoints}
    for side, out in (("left", -1), ("right", 1)):
        for joint in ("knee", "ankle"):
            assert out * (at[f"{side}_lateral_{joint}"] - at[f"{side}_medial_{joint}"])[2] > 0.05
        first, fifth = at[f"{side}_first_metatarsal"], at[f"{side}_fifth_metatarsal"]
        assert out * (fifth - first)[2] > 0.05
        assert at[f"{side}_heel"][0] < fifth[0] < at[f"{side}_toe"][0]
        assert at[f"{side}_acromion"][1] > at[f"{side}_lateral_elbow"][1]
    assert at["c7"][1] > at["t10"][1] > at["sacrum"][1]
    assert at["clavicle"][0] > at["c7"][0]
    assert at["sacrum"][0] < at["left_asis"][0]


@pytest.mark.parametrize(
    ("trial", "segments"),
    [
        ("dorn2012_ja1_trc_ik/run0900cms.trc", ("pelvis", "left_thigh", "right_shank")),
        ("rbds_s001_treadmill/RBDS001runT25markers.txt", ("pelvis", "left_thigh", "right_foot")),
    ],
)
def test_clusters_are_rigid(shared_data, trial, segments):
    recording = read_recording(shared_data / trial)
    for segment in segments:
        members = list(recording.clusters[segment])
        points = recording.motion.position.sel(keypoint=members).values
        apart = np.linalg.norm(points[:, :, :, None] - points[:, :, None, :], axis=1)
        assert len(members) >= 3
        assert np.nanstd(apart, axis=0).max() < 0.02


def test_a_mapping_of_ones_own(tmp_path, runner, write_trc):
    person = runner()
    numbers = {label: f"M{i:02d}" for i, label in enumerate(person.labels)}
    path = write_trc(tmp_path / "run.trc", person.relabelled(numbers.get))
    mapping = tmp_path / "map.toml"
    mapping.write_text(
        f"""
        title = "Mine"
        [keypoints]
        left_asis = "{numbers["LASI"]}"
        right_asis = ["absent", "{numbers["RASI"]}"]
        left_heel = "{numbers["LHEE"]}"
        left_toe = "{numbers["LTOE"]}"
        [clusters]
        left_foot = ["{numbers["LHEE"]}", "{numbers["LTOE"]}", "{numbers["LANK"]}"]
        """
    )
    recording = read_recording(path, markers=mapping)
    np.testing.assert_allclose(recording.position("left_heel"), person.course("LHEE"), atol=1e-7)
    assert recording.clusters["left_foot"] == ("left_heel", "left_toe", numbers["LANK"])


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("not toml", "not valid TOML"),
        ("[keypoints]\nleft_nose = 'N'\n", "unknown names left_nose"),
        ("[keypoints]\nleft_asis = 3\n", "must be a label or a list"),
        ("[clusters]\nleft_thigh = ['A']\n", r"needs a table \[keypoints\]"),
        ("keypoints = 3\n", "must be a table"),
        ("[keypoints]\nleft_asis = 'nowhere'\n", "none of its labels is in run.trc"),
    ],
)
def test_a_wrong_mapping_is_refused_with_the_reason(tmp_path, runner, write_trc, text, message):
    path = write_trc(tmp_path / "run.trc", runner())
    mapping = tmp_path / "map.toml"
    mapping.write_text(text)
    with pytest.raises(ReadError, match=message):
        read_recording(path, markers=mapping)


def test_an_absent_mapping_is_refused(tmp_path):
    with pytest.raises(ReadError, match="cannot be read"):
        read_marker_set(tmp_path / "absent.toml")


def test_sets_name_only_known_landmarks():
    for marker_set in marker_sets():
        assert set(marker_set.keypoints) <= KNOWN_KEYPOINTS


def test_markers_that_all_other_sets_call_the_same_are_named_too():
    labels = ["RASI", "LASI", "RCAL", "LCAL", "RACR", "LACR", "RMT1", "LMT1", "CLAV"]
    naming = name_markers("run.c3d", labels)
    assert naming.names["RMT1"] == "right_first_metatarsal"
    assert {notice.code for notice in naming.notices} == {"marker_set", "marker_sets_mixed"}


def test_bodies_may_share_names_that_mean_nothing():
    labels = ["RASI", "LASI", "RHEE", "LHEE", "bat:M1", "ball:M1"]
    assert len(name_markers("run.c3d", labels).names) == 4
    with pytest.raises(ReadError, match="keep one person"):
        name_markers("run.c3d", [*labels, "ball:RASI"])
