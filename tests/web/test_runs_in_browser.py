"""A coach films a run, follows it, and reads it: film, phases and curves on one clock."""

from __future__ import annotations

import os
import re
import signal
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from nextstride.athlete import Athlete
from nextstride.log import open_log
from nextstride.log.jobs import RUNNING, open_jobs
from nextstride.sample import SyntheticSprinter
from nextstride.web.desk import key_of
from nextstride.write import write_trc

DONE_WITHIN = 240_000.0
"""ms; three other tests may want the same two cores."""
PICTURES = 120
"""Of the film: four seconds."""
TOLD_WITHIN = 2000.0
"""ms between two events."""
MOST_WORDS = 60

LISTEN = """() => {
    window.told = [performance.now()];
    new EventSource("/runs/events").onmessage = () => window.told.push(performance.now());
}"""

PRESS_ON = """async (presses) => {
    const clock = document.getElementById("clock"), video = clock.querySelector("video");
    const found = [];
    for (let press = 0; press < presses; press++) {
        const seen = new Promise((tell) =>
            video.requestVideoFrameCallback((_, picture) => tell(picture.mediaTime)));
        clock.querySelector("[data-part=next]").click();
        const media = await seen;
        await new Promise((tell) => setTimeout(tell, 0));
        found.push({ media, ...window.cursor() });
    }
    return found;
}"""
"""Presses "next frame", and tells after each what the film and the curves show."""

CURSOR = """() => {
    window.cursor = () => {
        const clock = document.getElementById("clock"), over = clock.querySelector(".u-over");
        const line = over.querySelector(".cursor");
        const share = (line.getBoundingClientRect().left + 1 - over.getBoundingClientRect().left)
            / over.clientWidth;
        const from = Number(clock.dataset.from), until = Number(clock.dataset.until);
        return { frame: Number(clock.dataset.frame), time: from + share * (until - from) };
    };
}"""

CARRY = """({ name, content }) => {
    const bytes = Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0));
    const carried = new DataTransfer();
    carried.items.add(new File([bytes], name, { type: "video/mp4" }));
    return carried;
}"""
"""What a drag of a file carries."""

PLAY = """async (pictures) => {
    const clock = document.getElementById("clock"), video = clock.querySelector("video");
    const found = [];
    clock.querySelector("[data-part=play]").click();
    while (found.length < pictures && !video.ended) {
        found.push(await new Promise((tell) => video.requestVideoFrameCallback((_, picture) =>
            setTimeout(() => tell({ media: picture.mediaTime, ...window.cursor() }), 0))));
    }
    clock.querySelector("[data-part=play]").click();
    return found;
}"""


@dataclass
class Filmed:
    """A run that was filmed and analysed.

    Attributes
    ----------
    address : str
    longest_silence : float
        ms between two events while it was analysed.
    run : dict
        What its page shows on one clock.
    """

    address: str
    longest_silence: float
    run: dict[str, Any]


@pytest.fixture(scope="module")
def served(serve: Callable[..., object]):
    """A server that knows one athlete."""
    found = serve()
    with open_log(found.log) as log:
        log.save_athletes(Athlete(70, 1.75, "male", "Ben"))
    found.start()
    return found


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The first seconds of a real jog on a treadmill, smaller."""
    av = pytest.importorskip("av", reason="films need the video extra")
    if not find_spec("mediapipe"):
        pytest.skip("the tests take the pose model of an installed MediaPipe")
    stated = os.environ.get("NEXTSTRIDE_DATA")
    folder = Path(stated) if stated else Path(__file__).parents[3] / "shared" / "data"
    whole = folder / "video_treadmill_jog_side" / "male_side.mp4"
    if not whole.is_file():
        pytest.skip(f"no real video at {whole}; set NEXTSTRIDE_DATA to the folder of recordings")
    short = tmp_path_factory.mktemp("film") / "jog.mp4"
    with av.open(str(whole)) as reading, av.open(str(short), "w") as writing:
        stream = writing.add_stream("libx264", rate=30, options={"preset": "ultrafast"})
        stream.pix_fmt = "yuv420p"
        found = reading.streams.video[0]
        stream.width, stream.height = found.width // 4 * 2, found.height // 4 * 2
        for number, frame in zip(range(PICTURES), reading.decode(found), strict=False):
            smaller = frame.reformat(stream.width, stream.height, "yuv420p")
            smaller.pts, smaller.time_base = number, Fraction(1, 30)
            writing.mux(stream.encode(smaller))
        writing.mux(stream.encode())
    return short


@contextmanager
def opened(chromium: Any, address: str, width: int = 1400) -> Iterator[Any]:
    """A page of the server, on which nothing may go wrong."""
    said: list[str] = []
    page = chromium.new_page(viewport={"width": width, "height": 900})
    page.on("console", lambda told: said.append(told.text) if told.type == "error" else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(address)
    yield page
    page.close()
    assert said == []


def drop(page: Any, file: Path) -> None:
    """Drop a film on a page as from a folder, to be measured only."""
    page.locator("summary").first.click()
    page.check("[name=measure_only]")
    told = {"name": file.name, "content": b64encode(file.read_bytes()).decode()}
    carried = page.evaluate_handle(CARRY, told)
    page.dispatch_event("#drop", "dragover", {"dataTransfer": carried})
    assert "over" in page.get_attribute("#drop", "class").split()
    page.dispatch_event("#drop", "drop", {"dataTransfer": carried})


def send(page: Any, file: Path) -> None:
    """Give a file to a page that asks for films, to be measured only."""
    page.locator("summary").first.click()
    page.check("[name=measure_only]")
    page.set_input_files("input[multiple]", str(file))


@pytest.fixture(scope="module")
def filmed(served: Any, chromium: Any, film: Path) -> Filmed:
    """The jog, from a browser: dropped, the page closed, the server killed; all of it went on."""
    new = f"{served.address}/runs/new?athlete={key_of('Ben')}"
    with opened(chromium, new) as page:
        drop(page, film)
        page.locator("#runs li[data-state=running]").first.wait_for(timeout=DONE_WITHIN)
    served.stop(signal.SIGKILL)
    with open_jobs(served.log) as jobs:
        assert [job.state for job in jobs.all()] == [RUNNING]
    served.start()
    with opened(chromium, f"{served.address}/runs/new") as page:
        page.evaluate(LISTEN)
        page.locator("#runs li[data-state=done] a").first.wait_for(timeout=DONE_WITHIN)
        told = [*page.evaluate("window.told"), page.evaluate("performance.now()")]
        page.locator("#runs li a").first.click()
        page.locator("#clock[data-ready]").wait_for()
        address = page.url
        run = page.evaluate(
            "async () => (await fetch(document.getElementById('clock').dataset.run)).json()"
        )
    silences = [after - before for before, after in pairwise(told)]
    return Filmed(address, max(silences), run)


@pytest.fixture
def clock(chromium: Any, filmed: Filmed) -> Iterator[Any]:
    """The page of the jog, from its first picture."""
    with opened(chromium, filmed.address) as page:
        page.locator("#clock[data-ready]").wait_for()
        page.evaluate(CURSOR)
        is_at(page, 0)
        yield page


def is_at(page: Any, *frames: int) -> None:
    """Wait until a page shows one of some pictures."""
    from playwright.sync_api import expect

    one_of = re.compile("|".join(f"^{frame}$" for frame in frames))
    expect(page.locator("#clock")).to_have_attribute("data-frame", one_of)


def test_progress_is_told_at_least_every_two_seconds(filmed: Filmed) -> None:
    assert filmed.longest_silence < TOLD_WITHIN


def test_every_picture_of_the_film_is_in_the_copy(filmed: Filmed) -> None:
    times = filmed.run["times"]
    assert len(times) > 100
    assert times == sorted(times)
    assert {span["side"] for span in filmed.run["spans"]} == {"left", "right"}
    for curve in filmed.run["curves"]:
        assert len(curve["left"]) == len(curve["right"]) == len(times)
    for across, down in filmed.run["points"].values():
        assert len(across) == len(down) == len(times)


def test_each_press_moves_film_and_cursor_by_one_frame(clock: Any, filmed: Filmed) -> None:
    times, rate = filmed.run["times"], filmed.run["film"]["rate"]
    half = min(after - before for before, after in pairwise(times)) / 2
    for press, found in enumerate(clock.evaluate(PRESS_ON, 100), start=1):
        assert round(found["media"] * rate) == found["frame"] == press
        assert abs(found["time"] - times[press]) < half


def test_the_cursor_keeps_up_while_the_film_plays(clock: Any, filmed: Filmed) -> None:
    times, rate = filmed.run["times"], filmed.run["film"]["rate"]
    half = min(after - before for before, after in pairwise(times)) / 2
    found = clock.evaluate(PLAY, 20)
    assert len(found) == 20
    assert len({each["frame"] for each in found}) > 5
    for each in found:
        assert abs(each["time"] - times[round(each["media"] * rate)]) < half


def test_a_press_on_a_curve_a_key_and_a_position_go_there(clock: Any, filmed: Filmed) -> None:
    times = filmed.run["times"]
    over = clock.locator(".u-over").first
    over.scroll_into_view_if_needed()
    box = over.bounding_box()
    from_, until = (float(clock.get_attribute("#clock", f"data-{n}")) for n in ("from", "until"))
    for share in (0.21, 0.66, 0.4):
        clock.mouse.click(box["x"] + share * box["width"], box["y"] + 20)
        wanted = from_ + share * (until - from_)
        nearest = min(range(len(times)), key=lambda frame: abs(times[frame] - wanted))
        is_at(clock, nearest - 1, nearest, nearest + 1)
    frame = int(clock.get_attribute("#clock", "data-frame"))
    clock.keyboard.press("ArrowRight")
    is_at(clock, frame + 1)
    clock.keyboard.press("ArrowLeft")
    is_at(clock, frame)
    position = filmed.run["positions"][0]
    clock.locator(".position").first.click()
    there = min(range(len(times)), key=lambda each: abs(times[each] - position["time"]))
    is_at(clock, there)


def test_the_skeleton_can_be_taken_off(clock: Any) -> None:
    inked = """() => {
        const canvas = document.querySelector("[data-part=overlay]");
        const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
        return data.some((value) => value > 0);
    }"""
    clock.keyboard.press("ArrowRight")
    is_at(clock, 1)
    assert clock.evaluate(inked)
    clock.uncheck("[data-part=drawn]")
    assert not clock.evaluate(inked)


@pytest.mark.parametrize("width", [400, 1400])
def test_pages_are_for_everybody(
    chromium: Any, served: Any, filmed: Filmed, check_page: Callable[[Any], None], width: int
) -> None:
    for address in (filmed.address, f"{served.address}/runs/new", f"{served.address}/compare"):
        with opened(chromium, address, width) as page:
            check_page(page)


def test_what_is_read_first_is_short(chromium: Any, filmed: Filmed) -> None:
    with opened(chromium, filmed.address, 400) as page:
        said = page.inner_text(".three")
        box = page.locator(".three").bounding_box()
        assert len(said.split()) <= MOST_WORDS
        assert box["y"] + box["height"] < 800


def test_runs_without_a_film_show_a_figure_and_are_compared(
    chromium: Any, served: Any, tmp_path: Path, check_page: Callable[[Any], None]
) -> None:
    for speed in (8.5, 9.5):
        recording = SyntheticSprinter(speed=speed, strides=2).recording(100, noise=0.001, seed=2)
        write_trc(recording, tmp_path / f"run{speed:.0f}.trc")
    with opened(chromium, f"{served.address}/runs/new?athlete={key_of('Ben')}") as page:
        send(page, tmp_path / "run8.trc")
        page.set_input_files("input[multiple]", str(tmp_path / "run10.trc"))
        for name in ("run8.trc", "run10.trc"):
            done = page.locator("#runs li[data-state=done]", has_text=name)
            done.wait_for(timeout=DONE_WITHIN)
        page.locator("#runs li", has_text="run10.trc").locator("a").first.click()
        page.locator("#clock[data-ready]").wait_for()
        page.click("[data-part=next]")
        assert page.get_attribute("#clock", "data-frame") == "1"
        page.click("text=does not answer")
        page.locator("#files").wait_for()
        other = page.locator(".pick option", has_text="run8.trc").get_attribute("value")
        page.select_option(".pick select", other)
        page.click(".pick button")
        page.locator("#compare[data-ready]").wait_for()
        page.locator("[data-part=slide]").evaluate(
            "(slide) => { slide.value = 0; slide.dispatchEvent(new Event('input')); }"
        )
        for said in page.locator("[data-part=said]").all_inner_texts():
            after = int(said.split("·")[1].split()[0])
            assert abs(after) <= 6, "both stand at their touchdown, within half a picture"
        assert "Where they differ" in page.inner_text("main")
        assert page.locator("#differ ~ .wide tbody tr").count() > 0
        check_page(page)


def test_a_run_that_failed_says_why_and_is_tried_again(
    chromium: Any, served: Any, tmp_path: Path
) -> None:
    (tmp_path / "empty.trc").write_text("no markers at all\n", "utf-8")
    with opened(chromium, f"{served.address}/runs/new?athlete={key_of('Ben')}") as page:
        send(page, tmp_path / "empty.trc")
        row = page.locator("#runs li[data-state=failed]", has_text="empty.trc")
        row.wait_for(timeout=DONE_WITHIN)
        assert "empty.trc" in row.locator(".notice").inner_text()
        row.locator("text=Try it again").click()
        page.fill("[name=frame_rate]", "120,5")
        page.fill("[name=mass]", "95")
        page.click("text=Try again >> nth=-1")
        assert "mass 95 kg instead of 70 kg" in page.inner_text("[role=alert]")
        page.click("text=Yes, it is Ben")
        page.locator("li[data-state=failed]").wait_for(timeout=DONE_WITHIN)
        page.locator("[name=frame_rate]").wait_for()
        assert page.input_value("[name=frame_rate]") == "120.5"
        assert page.input_value("[name=mass]") == "95"
