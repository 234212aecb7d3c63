"""From a video to a recording, and what is refused on the way."""

import itertools
import struct
import wave

import numpy as np
import pytest

from nextstride import Athlete
from nextstride.analysis import analyze
from nextstride.errors import NextstrideError, ParameterError, ReadError
from nextstride.read.contents import Contents
from nextstride.video import FilmOptions, cut_pictures, draw_over, open_film, read_film
from nextstride.video.clock import on_even_clock
from nextstride.video.film import pictures
from nextstride.video.marks import BEGINS, draw_marks
from nextstride.video.overlay import PHASES, placed_in_pictures
from nextstride.video.recording import recording_of_sight
from nextstride.video.scale import reference_scale
from nextstride.video.sight import see_film

TALL = FilmOptions(height=1.80)


@pytest.fixture(scope="module")
def analysis(short_jog):
    recording = read_film(short_jog, TALL)
    return analyze(recording, Athlete(height=1.80, mass=75))


def test_cadence_and_alternation_of_a_real_video(analysis):
    rate = analysis.measures["value"].sel(measure="step_rate", side=["left", "right"])
    cadence = 60 / float((1 / rate).mean())
    assert cadence == pytest.approx(168.9, abs=2.5)  # of 5 s only; the whole film is within 1
    sides = analysis.run.steps.side.values
    assert all(one != two for one, two in itertools.pairwise(sides))


def test_contact_time_is_no_surer_than_a_frame(analysis):
    found = analysis.measures.sel(measure="contact_time", side="left")
    assert float(found.upper - found.lower) / 2 > 1.96 / 30 / np.sqrt(6)


def test_what_needs_more_pictures_is_null_with_the_reason(analysis):
    found = analysis.measures.sel(measure="peak_swing_hip_flexor_moment", side="left")
    assert np.isnan(float(found.value))
    assert "pictures a step" in str(found.note.item())
    assert "one foot are fitted together" in str(
        analysis.measures["note"].sel(measure="contact_time_variability", side="left").item()
    )


def test_lengths_carry_the_error_of_the_scale(analysis):
    speed = analysis.measures.sel(measure="speed", side="both")
    share = analysis.run.recording.motion.attrs["scale_sd"]
    assert float(speed.upper - speed.value) > 1.9 * share * float(speed.value)


def test_overlay_has_every_picture(analysis, short_jog, tmp_path):
    run = analysis.run
    over = tmp_path / "over.mp4"
    draw_over(short_jog, run.recording, run.points, run.steps, over)
    assert len(list(pictures(open_film(over)))) == 150
    assert [each.name for each in tmp_path.iterdir()] == ["over.mp4"]


def test_events_are_marked_in_the_picture_nearest_to_them(analysis, jog_pictures):
    run = analysis.run
    placed = placed_in_pictures(run.recording, run.points, run.steps)
    marks = {event: [m for m in placed.marks if m.event == event] for event in BEGINS}
    assert len(marks["toe_off"]) == int(np.isfinite(run.steps.toe_off).sum())
    mark = marks["touchdown"][2]
    toe = placed.at(mark.time)[f"{mark.side}_hallux"]
    assert np.hypot(*(mark.places[placed.frame(mark.time)] - toe)) < 60  # of heel or forefoot
    blank = np.zeros_like(jog_pictures[0][::2, ::2])
    at = [mark.time + shift / 30 for shift in (-0.6, -0.4, 0.4, 6.0)]
    drawn = []
    for time in at:
        picture = blank.copy()
        draw_marks(picture, [mark], placed.frame(time), time, placed.half, PHASES)
        drawn.append(bool(picture.any()))
    assert drawn == [False, True, True, False]


def test_pictures_are_cut_at_their_moments(analysis, short_jog):
    run = analysis.run
    cut = cut_pictures(short_jog, run.recording, run.points, [1.0, 2.0, float("nan")])
    assert sorted(cut) == [1.0, 2.0]
    assert all(each.startswith("data:image/jpeg;base64,") for each in cut.values())


def refused(path, match, options=TALL):
    with pytest.raises(NextstrideError, match=match) as problem:
        analyze(read_film(path, options), Athlete(height=1.80, mass=75))
    assert "\n" not in str(problem.value)


def test_no_person(write_film):
    down, across = np.mgrid[:240, :320]
    film = [np.stack([(across + 3 * i) % 256, down % 256, (across + down) % 256], 2)
            for i in range(20)]  # fmt: skip
    refused(write_film("empty.mp4", [f.astype(np.uint8) for f in film]), "no person was seen")


def test_two_pictures(write_film, jog_pictures):
    refused(write_film("two.mp4", jog_pictures[:2]), "has 2 pictures")


def test_a_crowd(write_film, jog_pictures):
    small = [picture[::3, ::3] for picture in jog_pictures[:30]]
    crowd = [np.concatenate([small[(i + 7 * k) % 30] for k in range(3)], 1) for i in range(30)]
    refused(write_film("crowd.mp4", crowd), "at least 3 people|people run alike")


def test_two_who_run_alike_and_one_shown_twice(write_film, jog_pictures):
    small = [picture[::3, ::3] for picture in jog_pictures[:66]]
    two = [np.concatenate(pair, axis=1) for pair in zip(small[:60], small[6:], strict=True)]
    with pytest.raises(NextstrideError, match="2 people run alike"):
        read_film(write_film("two.mp4", two), TALL)
    twice = [np.concatenate([picture, picture], axis=1) for picture in small[:60]]
    notices = read_film(write_film("twice.mp4", twice), TALL).notices
    assert "shown twice" in next(n.message for n in notices if n.code == "several_people")


def test_a_tiny_runner(write_film, jog_pictures):
    film = []
    for picture in jog_pictures[:20]:
        wide = np.full((720, 1280, 3), 120, dtype=np.uint8)
        wide[400:528, 600:672] = picture[::10, ::10]
        film.append(wide)
    refused(write_film("tiny.mp4", film), "no person was seen|pixels tall")


@pytest.mark.parametrize("rows", [960, 1180])
def test_feet_out_of_the_picture(write_film, jog_pictures, rows):
    cut = [picture[:rows] for picture in jog_pictures[:40]]
    refused(write_film("cut.mp4", cut), "feet are at or below the picture's lower edge")


def test_slow_motion_asks_for_the_frame_rate(write_film, jog_pictures):
    slow = [jog_pictures[i // 2][::3, ::3] for i in range(140)]
    film = open_film(write_film("slow.mp4", slow))
    sight = see_film(film, "mediapipe")
    with pytest.raises(NextstrideError, match=r"slow motion.*--frame-rate"):
        analyze(recording_of_sight(film, sight, TALL), Athlete(height=1.80, mass=75))
    recording = recording_of_sight(film, sight, FilmOptions(height=1.80, frame_rate=60))
    assert recording.frame_rate == pytest.approx(30)  # every picture is shown twice
    assert recording.duration == pytest.approx(139 / 60, abs=0.05)  # but for two pictures
    assert any(notice.code == "frame_rate_stated" for notice in recording.notices)


def test_damaged_files(jog, tmp_path):
    cut = tmp_path / "cut.mp4"
    cut.write_bytes(jog.read_bytes()[:900_000])
    refused(cut, "cannot be opened|damaged")
    text = tmp_path / "text.mp4"
    text.write_text("no video")
    refused(text, "cannot be opened as a video")
    song = tmp_path / "song.mp4"
    with wave.open(str(song), "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(8000)
        sound.writeframes(bytes(8000))
    refused(song, "no pictures, only sound")


def test_what_is_told_is_checked_before_anybody_looks(short_jog, monkeypatch):
    monkeypatch.setattr("nextstride.video.recording.see_film", pytest.fail)
    for options, match in (
        (FilmOptions(), r"--height.*--scale.*--belt-speed"),
        (FilmOptions(height=1.8, scale="10"), "10=1850"),
        (FilmOptions(height=1.8, frame_rate=0.0), "--frame-rate"),
        (FilmOptions(height=1.8, runner="middle"), "--runner must be"),
    ):
        with pytest.raises(ParameterError, match=match):
            read_film(short_jog, options)


def test_a_reference_length():
    for text in ("10", "10=5", "x=100", "-1=100"):
        with pytest.raises(ParameterError, match="10=1850"):
            reference_scale(text)
    scale = reference_scale("10=1850")
    assert scale.value == pytest.approx(10 / 1850)
    assert scale.sd / scale.value == pytest.approx(0.02, abs=0.001)


def test_missing_weights_are_named(short_jog, monkeypatch, tmp_path):
    monkeypatch.setenv("NEXTSTRIDE_WEIGHTS", str(tmp_path))
    with pytest.raises(ReadError, match=r"rtmlib|rtmpose_m_halpe26.onnx"):
        read_film(short_jog, FilmOptions(height=1.8, pose="rtmpose"))
    with pytest.raises(ParameterError, match="--pose must be one of"):
        read_film(short_jog, FilmOptions(height=1.8, pose="magic"))


def test_a_rotation_flag_is_obeyed(write_film, jog_pictures):
    stored = [np.rot90(picture[::4, ::4]) for picture in jog_pictures[:5]]
    path = write_film("lying.mp4", stored)
    data = bytearray(path.read_bytes())
    # The matrix of the track header (ISO/IEC 14496-12, 8.3.2): a quarter turn clockwise.
    matrix = data.index(b"tkhd") + 4 + 40
    data[matrix : matrix + 36] = struct.pack(">9i", 0, 1 << 16, 0, -(1 << 16), 0, 0, 0, 0, 1 << 30)
    path.write_bytes(data)
    _, first = next(pictures(open_film(path)))
    truth = jog_pictures[0][::4, ::4]
    assert first.shape == truth.shape
    assert np.abs(first.astype(float) - truth).mean() < 12


def test_pictures_of_an_avi_come_in_the_order_in_which_they_are_shown(write_film, jog_pictures):
    """AVI has no room for the times of pictures that are decoded in another order."""
    small = [picture[::8, ::8] for picture in jog_pictures[:24]]
    film = open_film(write_film("order.avi", small, preset="medium"))
    times = np.array([time for time, _ in pictures(film)])
    assert len(times) == 24
    assert np.diff(times) == pytest.approx(1 / 30, abs=1e-3)


def test_uneven_pictures_are_put_on_an_even_clock():
    true = np.arange(60) / 30
    jitter = true + np.random.default_rng(0).uniform(-0.008, 0.008, 60)
    jitter = np.delete(jitter, [20, 21])
    position = np.stack([jitter, 2 * jitter], axis=1)[:, :, None]
    contents = Contents(
        "phone.mp4", "video", jitter, 30.0, ("a",), position, np.ones((58, 1)), True
    )
    evened, maps = on_even_clock(contents, np.tile(np.eye(3), (58, 1, 1)))
    assert np.allclose(np.diff(evened.time), 1 / 30)
    assert len(maps) == len(evened.time)
    known = np.isfinite(evened.position[:, 0, 0])
    assert 1 <= np.sum(~known) <= 3
    assert np.abs(evened.position[known, 0, 0] - evened.time[known]).max() < 0.004
    assert evened.notices[-1].code == "frame_rate_varies"


def test_two_processes_see_every_picture_once(write_film, jog_pictures):
    told = []
    film = open_film(write_film("short.mp4", [picture[::4, ::4] for picture in jog_pictures[:30]]))
    sight = see_film(film, "mediapipe", lambda seen, rate: told.append((seen, rate)), 2)
    assert np.allclose(np.diff(sight.time), 1 / 30, atol=1e-3)
    assert len(sight.people) == len(sight.tracks) == 30
    assert told[-1][1] > 0
