"""What a film is worth, told in seconds."""

import json

import numpy as np
import pytest
from typer.testing import CliRunner

from nextstride.cli import app
from nextstride.errors import ReadError
from nextstride.video.check import check_film


@pytest.fixture(autouse=True)
def patience(monkeypatch):
    """A busy machine sees as many pictures as a free one."""
    for name in ("SECONDS", "SECONDS_OF_CUTS"):
        monkeypatch.setattr(f"nextstride.video.check.{name}", 60.0)


def verdicts(path):
    return {remark.code: remark.verdict for remark in check_film(path).remarks}


def test_a_jog_on_a_treadmill(short_jog):
    found = verdicts(short_jog)
    assert found["frame_rate"] == "poor"  # 30 a second
    assert {found[key] for key in ("whole_body", "square", "people", "light", "cuts")} == {"good"}
    assert "repeats" not in found
    assert check_film(short_jog).is_usable


def test_each_fault_is_told(write_film, jog_pictures):
    small = [picture[::2, ::2] for picture in jog_pictures[:24]]
    cut = write_film("cut.mp4", [picture[:1180] for picture in jog_pictures[:24]])
    assert verdicts(cut)["whole_body"] == "bad"
    dark = write_film("dark.mp4", [(picture * 0.2).astype(np.uint8) for picture in small])
    assert verdicts(dark)["light"] == "poor"
    pair = [np.concatenate([small[i], small[(i + 7) % 24]], 1) for i in range(24)]
    assert verdicts(write_film("pair.mp4", pair))["people"] != "good"
    other = [np.ascontiguousarray(picture[::-1]) // 2 for picture in small[:12]]
    remarks = {each.code: each for each in check_film(write_film("two.mp4", small + other)).remarks}
    assert remarks["cuts"].verdict == "poor"
    assert "cut at 0.8 s" in remarks["cuts"].found
    assert verdicts(write_film("fast.mp4", small, 120))["frame_rate"] == "good"
    thrice = [picture for picture in small[:8] for _ in range(3)]
    assert verdicts(write_film("thrice.mp4", thrice))["repeats"] == "poor"


def test_nobody(write_film):
    path = write_film("nobody.mp4", [np.full((240, 320, 3), 128, np.uint8)] * 30)
    assert verdicts(path)["runner"] == "bad"
    assert not check_film(path).is_usable


def test_a_small_runner_on_a_real_track(shared_data):
    path = shared_data / "video_real" / "hato72.mp4"
    if not path.is_file():
        pytest.skip(f"no real film at {path}")
    remarks = {remark.code: remark for remark in check_film(path).remarks}
    assert "runner" not in remarks
    assert remarks["size"].verdict != "good"
    assert "zoom in" in remarks["size"].advice


def test_the_command(short_jog, tmp_path):
    told = json.loads(CliRunner().invoke(app, ["check", str(short_jog), "--json"]).stdout)
    assert told["is_usable"] is True
    assert {"code", "verdict", "found", "advice"} == set(told["remarks"][0])
    assert "slow motion" in CliRunner().invoke(app, ["check", str(short_jog)]).stdout
    text = tmp_path / "text.mp4"
    text.write_text("no video")
    assert CliRunner().invoke(app, ["check", str(text)]).exit_code == 2
    with pytest.raises(ReadError, match="no such file"):
        check_film(tmp_path / "absent.mp4")
