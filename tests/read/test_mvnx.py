"""Files in the layout of the MVN User Manual."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.spatial.transform import Rotation

from nextstride.errors import ReadError
from nextstride.read import read_recording
from nextstride.read.mvnx import read

NAMES = {
    "ASI": "ASI",
    "KNE": "KneeLatEpicondyle",
    "ANK": "LatMalleolus",
    "HEE": "HeelFoot",
    "TOE": "Toe",
}


def mvnx(person, points=True):
    """Each marker is a point 10 cm from the origin of a segment that turns."""
    local = np.array([0.1, 0.0, 0.0])
    kept = [label for label in person.labels if label[1:] in NAMES]
    random = np.random.default_rng(4)
    turns = Rotation.random(len(person.position), rng=random)
    quaternion = np.roll(turns.as_quat(), 1, axis=1)
    offset = turns.apply(local)
    names = [f"p{'Left' if label[0] == 'L' else 'Right'}{NAMES[label[1:]]}" for label in kept]
    segments = "".join(
        f'<segment label="S{i}" id="{i + 1}"><points>'
        + (f'<point label="{name}"><pos_b>0.1 0 0</pos_b></point>' if points else "")
        + "</points></segment>"
        for i, name in enumerate(names)
    )
    frames = ['<frame type="npose"><position>0</position></frame>']
    for i in range(len(person.position)):
        place = " ".join(f"{v:.6f}" for name in kept for v in person.course(name)[i] - offset[i])
        turn = " ".join(" ".join(f"{v:.8f}" for v in quaternion[i]) for _ in kept)
        frames.append(
            f'<frame time="{10 * i}" type="normal" index="{i}"><orientation>{turn}</orientation>'
            f"<position>{place}</position></frame>"
        )
    return (
        '<?xml version="1.0" encoding="UTF-8"?><mvnx xmlns="http://www.xsens.com/mvn/mvnx" '
        f'version="4"><subject label="Ann" frameRate="100" segmentCount="{len(kept)}"><segments>'
        f"{segments}</segments><frames>{''.join(frames)}</frames></subject></mvnx>"
    )


def test_points_of_turned_segments(tmp_path, runner, z_up):
    person = runner(speed=4)
    path = tmp_path / "run.mvnx"
    path.write_text(mvnx(person.turned(z_up)))
    recording = read_recording(path)
    assert (recording.format, recording.frame_rate) == ("mvnx", 100)
    assert recording.motion.sizes["time"] == 60  # without the calibration pose
    np.testing.assert_allclose(recording.position("left_heel"), person.course("LHEE"), atol=1e-5)
    assert "points_of_a_model" in {notice.code for notice in recording.notices}


def test_a_quaternion_of_no_length_is_unseen(tmp_path, runner):
    text = mvnx(runner(speed=4))
    at = text.index("<orientation>", text.index('index="7"')) + len("<orientation>")
    end = text.index(" ", text.index(" ", text.index(" ", text.index(" ", at) + 1) + 1) + 1)
    path = tmp_path / "run.mvnx"
    path.write_text(text[:at] + "0 0 0 0" + text[end:])
    position = read(path).position
    assert np.flatnonzero(np.isnan(position[:, 0, 0])).tolist() == [7]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda text: text[:500], "is not whole XML"),
        (lambda text: text.replace("subject", "object"), "has a subject"),
        (
            lambda text: text.replace("<position>", "<velocity>").replace(
                "</position>", "</velocity>"
            ),
            "numbers of position",
        ),
        (lambda text: "<!DOCTYPE x>" + text, "declares no document type"),
        (lambda text: text.replace('frameRate="100"', ""), "frame rate"),
    ],
)
def test_what_is_broken_is_refused_with_the_reason(tmp_path, runner, change, message):
    path = tmp_path / "run.mvnx"
    path.write_text(change(mvnx(runner())))
    with pytest.raises(ReadError, match=message):
        read_recording(path)
