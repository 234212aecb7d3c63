"""A few seconds of a real video, and films that nobody should analyse."""

import os
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from nextstride.video.weights import HEAVY, find_model

pytest.importorskip("av", reason="videos need the video extra")
pytest.importorskip("ai_edge_litert", reason="seeing people needs the video extra")
if not find_spec("mediapipe"):
    pytest.skip("the tests take the pose model of an installed MediaPipe", allow_module_level=True)


@pytest.fixture(scope="session")
def jog() -> Path:
    """The real jog on a treadmill, 30 pictures a second."""
    stated = os.environ.get("NEXTSTRIDE_DATA")
    folder = Path(stated) if stated else Path(__file__).parents[3] / "shared" / "data"
    path = folder / "video_treadmill_jog_side" / "male_side.mp4"
    if not path.is_file():
        pytest.skip(f"no real video at {path}; set NEXTSTRIDE_DATA to the folder of recordings")
    return path


@pytest.fixture(scope="session")
def jog_pictures(jog):
    """Its first five seconds."""
    import av

    with av.open(str(jog)) as container:
        frames = container.decode(video=0)
        return [
            frame.to_ndarray(format="rgb24") for _, frame in zip(range(150), frames, strict=False)
        ]


@pytest.fixture(scope="session")
def write_film(tmp_path_factory):
    """Write pictures as an MP4 and return its path."""
    import av

    def write(name, pictures, rate=30, times=None, preset="ultrafast"):
        path = tmp_path_factory.mktemp("films") / name
        with av.open(str(path), "w") as container:
            stream = container.add_stream("libx264", rate=rate, options={"preset": preset})
            stream.pix_fmt = "yuv420p"
            height, width = (length // 2 * 2 for length in pictures[0].shape[:2])  # of 4:2:0
            stream.height, stream.width = height, width
            for number, picture in enumerate(pictures):
                even = np.ascontiguousarray(picture[:height, :width])
                frame = av.VideoFrame.from_ndarray(even, format="rgb24")
                if times is not None:
                    frame.pts, frame.time_base = round(times[number] * 1000), "1/1000"
                for packet in stream.encode(frame):
                    container.mux(packet)
            for packet in stream.encode():
                container.mux(packet)
        return path

    return write


@pytest.fixture(scope="session")
def short_jog(jog_pictures, write_film):
    """Five seconds of the jog, smaller."""
    return write_film("jog.mp4", [picture[::2, ::2] for picture in jog_pictures])


@pytest.fixture
def heavy_model(monkeypatch):
    """The heavy landmark model, where the user has it."""
    with monkeypatch.context() as patch:
        patch.delenv("NEXTSTRIDE_WEIGHTS")
        path = find_model(HEAVY)
    if path is None:
        pytest.skip("the heavy pose model is not here: nextstride models get heavy")
    monkeypatch.setenv("NEXTSTRIDE_WEIGHTS", str(path.parent))
