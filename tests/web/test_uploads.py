"""What comes in is streamed, limited, and what it says it is; whose it is is asked, not guessed."""

from __future__ import annotations

import http.client
import io
import json
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest

from nextstride.athlete import Athlete
from nextstride.errors import ParameterError
from nextstride.log import open_log
from nextstride.log.jobs import DONE, open_jobs
from nextstride.sample import SyntheticSprinter
from nextstride.web.desk import key_of
from nextstride.web.kinds import check_content, tidy_source
from nextstride.web.server import PATIENCE
from nextstride.web.worker import request_from
from nextstride.write import write_trc

MEGABYTE = 2**20
FILM = b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom"
QUICK = {"measure_only": "yes"}
DONE_WITHIN = 300.0
"""s; a loaded machine has much to do before, and analyses stand behind all else."""


def zip_bomb() -> bytes:
    """Two megabytes of nothing in two kilobytes."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as writing:
        writing.writestr("film.mp4", bytes(2 * MEGABYTE))
    return packed.getvalue()


@pytest.fixture(scope="module")
def served(serve: Callable[..., object]):
    """A server of two athletes that takes no more than 400 MB."""
    found = serve("--largest", "0.4")
    with open_log(found.log) as log:
        log.save_athletes(Athlete(58, 1.68, "female", "Mia"), Athlete(80, 1.85, "male", "Bo"))
    found.start()
    return found


@pytest.fixture(scope="module")
def short_run(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Two strides of a made sprint as TRC."""
    recording = SyntheticSprinter(speed=9.0, strides=2).recording(100, noise=0.001, seed=4)
    return write_trc(recording, tmp_path_factory.mktemp("trc") / "run.trc").read_bytes()


def headers_for(visitor, name: str, **more: str) -> dict[str, str]:
    return {"X-Token": visitor.token(), "X-File-Name": name} | more


def upload(served, body: object, name: str, athlete: str = "Mia", more=None, **told: str):
    visitor = served.visitor()
    where = f"/uploads?{urlencode({'athlete': key_of(athlete)} | QUICK | told)}"
    return visitor.ask("POST", where, body, headers_for(visitor, name, **(more or {})))


def kept(served) -> list[Path]:
    return [path for path in (served.folder / "runs").rglob("*") if path.is_file()]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("run.mp4", b"<!DOCTYPE html><script>alert(1)</script>"),
        ("run.mp4", zip_bomb()),
        ("run.xlsx", zip_bomb()),
        ("../../x", FILM),
        ("run.mp4", b""),
        ("run.csv", FILM),
        ("run.json", b"<html>"),
        ("run.c3d", b"\x02\x51"),
        ("", FILM),
    ],
)
def test_what_is_no_run_is_refused_and_leaves_nothing(served, name: str, content: bytes) -> None:
    before = kept(served)
    answer = upload(served, content, name)
    assert answer.status == 400
    assert "Traceback" not in answer.text
    assert kept(served) == before


def test_a_file_that_is_too_large_is_refused_before_it_is_read(served) -> None:
    visitor = served.visitor()
    told = headers_for(visitor, "run.mp4") | {"Content-Length": str(5 * 2**30)}
    assert visitor.ask("POST", f"/uploads?athlete={key_of('Mia')}", None, told).status == 413


def test_a_file_that_hides_how_large_it_is_is_refused_when_it_is_too_large(served) -> None:
    before = kept(served)

    def chunks() -> Iterator[bytes]:
        yield FILM
        while True:
            yield bytes(4 * MEGABYTE)

    visitor = served.visitor()
    told = headers_for(visitor, "run.mp4") | {"Host": f"127.0.0.1:{served.port}"}
    told["Cookie"] = "; ".join(f"{name}={value}" for name, value in visitor.cookies.items())
    connection = http.client.HTTPConnection("127.0.0.1", served.port, timeout=60)
    where = f"/uploads?athlete={key_of('Mia')}"
    with pytest.raises((BrokenPipeError, ConnectionResetError)):  # It hangs up.
        connection.request("POST", where, chunks(), told, encode_chunked=True)
    connection.close()
    patient_until = time.monotonic() + 20
    while kept(served) != before and time.monotonic() < patient_until:
        time.sleep(0.1)
    assert kept(served) == before


def test_a_large_film_is_not_held_in_memory(served) -> None:
    def resident() -> int:
        status = Path(f"/proc/{served.process.pid}/status").read_text("utf-8")
        return int(status.split("VmHWM:")[1].split()[0]) * 1024

    if not Path("/proc/self/status").exists():
        pytest.skip("memory is read from /proc")

    class Film(io.RawIOBase):
        """300 MB that begin as a film does."""

        left = 300 * MEGABYTE

        def read(self, size: int = -1) -> bytes:
            part = min(self.left, MEGABYTE)
            begins = self.left == Film.left
            self.left -= part
            return FILM + bytes(part - len(FILM)) if begins else bytes(part)

    upload(served, FILM + bytes(MEGABYTE), "warm.mp4")
    before = resident()
    visitor = served.visitor()
    told = headers_for(visitor, "run.mp4") | {"Content-Length": str(300 * MEGABYTE)}
    where = f"/uploads?athlete={key_of('Mia')}&measure_only=yes"
    assert visitor.ask("POST", where, Film(), told).status == 201
    assert resident() - before < 50 * MEGABYTE


@pytest.mark.parametrize(
    "wrong",
    [
        {"X-Token": ""},
        {"X-Token": "0" * 64},
        {"Origin": "http://evil.example"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Host": "evil.example"},
    ],
)
def test_a_stranger_cannot_send_a_film(served, wrong: dict[str, str]) -> None:
    visitor = served.visitor()
    told = headers_for(visitor, "run.mp4") | wrong
    answer = visitor.ask("POST", f"/uploads?athlete={key_of('Mia')}", FILM, told)
    assert answer.status in (403, 421)


def test_a_name_is_for_people_and_never_a_path(served, short_run: bytes) -> None:
    answer = upload(served, short_run, "..%2F..%2Fetc%2Fx.trc", "Bo")
    assert answer.status == 201
    folder = served.folder / "runs" / json.loads(answer.text)["id"]
    assert (folder / "recording.trc").is_file()
    with open_jobs(served.log) as jobs:
        assert jobs.get(folder.name).source == "x.trc"


def test_what_goes_with_a_run_comes_in_one_post(served, short_run: bytes) -> None:
    standing, forces = b"PathFileType\t4\n" * 200_000, b"time\tground_force_vy\n0\t1\n"
    told = {"X-Standing": f"{len(standing)} ..%2FMia.trc", "X-Forces": f"{len(forces)} plates.mot"}
    answer = upload(served, standing + forces + short_run, "run.trc", more=told, events="force")
    assert answer.status == 201
    folder = served.folder / "runs" / json.loads(answer.text)["id"]
    came = {"standing.trc": standing, "forces.mot": forces, "recording.trc": short_run}
    assert {name: (folder / name).read_bytes() for name in came} == came
    with open_jobs(served.log) as jobs:
        job = jobs.get(folder.name)
    known = {"name": "Mia", "mass": 58, "height": 1.68, "sex": "female", "assumed": ()}
    request = request_from(folder / job.file, job.source, job.options, known)
    assert (request.standing, request.forces) == (folder / "standing.trc", folder / "forces.mot")
    assert request.events == "force"


@pytest.mark.parametrize(
    ("header", "words"),
    [
        ("9999999 stand.trc", "did not arrive whole"),
        ("40 stand.mp4", "a film is no standing file"),
        ("many stand.trc", "must say BYTES NAME"),
        ("40 stand.html", "no kind of file"),
        ("-1 stand.trc", "must say BYTES NAME"),
    ],
)
def test_half_of_what_goes_together_leaves_nothing(
    served, short_run: bytes, header: str, words: str
) -> None:
    folders = sorted((served.folder / "runs").iterdir())
    answer = upload(served, short_run, "run.trc", more={"X-Standing": header})
    assert answer.status == 400
    assert words in answer.text
    assert sorted((served.folder / "runs").iterdir()) == folders


def test_a_run_of_somebody_else_asks_first(served, short_run: bytes) -> None:
    with open_jobs(served.log) as jobs:
        before = len(jobs.all())
    asked = upload(served, short_run, "run.trc", mass="81,5", sex="male")
    assert asked.status == 409
    assert "mass 81.5 kg instead of 58 kg" in asked.text
    assert "sex male instead of female" in asked.text
    first = {"athlete": key_of("Mia"), "file": "run.trc", "bytes": "10", "height": "185"}
    assert served.visitor().post("/runs/ask", **first).status == 409
    assert served.visitor().post("/runs/ask", **first, confirmed="yes").status == 204
    with open_jobs(served.log) as jobs:
        assert len(jobs.all()) == before
    assert upload(served, short_run, "run.trc", mass="81,5", confirmed="yes").status == 201


@pytest.mark.parametrize(
    "wrong",
    [
        {"frame_rate": "fast"},
        {"belt_speed": "99"},
        {"runner": "he"},
        {"day": "2999-01-01"},
        {"events": "feet"},
        {"pixel_size": "5"},
        {"pixel_size": "0,005", "scale": "10=1850"},
    ],
)
def test_an_impossible_option_is_told_before_the_film_is_sent(served, wrong) -> None:
    fields = {"athlete": key_of("Mia"), "file": "run.mp4", "bytes": "10"}
    assert served.visitor().post("/runs/ask", **fields, **wrong).status == 400


def test_what_came_of_a_run_is_sealed_until_the_feel_is_told(served, short_run: bytes) -> None:
    """The film of `test_runs_in_browser` is analysed by a server that was killed meanwhile."""
    job_id = json.loads(upload(served, short_run, "run.trc", "Bo", day="2026-01-05").text)["id"]
    until = time.monotonic() + DONE_WITHIN
    with open_jobs(served.log) as jobs:
        while (job := jobs.get(job_id)).state != DONE:
            assert time.monotonic() < until, f"{job.state}: {job.reason}"
            assert job.reason == ""
            time.sleep(0.1)
    assert "read it" in served.visitor().get("/runs/new").text
    page = served.visitor().get(f"/runs/{job_id}").text
    assert "sealed until Bo has told" in page
    assert served.visitor().get(f"/runs/{job_id}/files/report.html").status == 400
    revealed = served.visitor()
    assert revealed.post(f"/runs/{job_id}/reveal").status == 303
    report = revealed.get(f"/runs/{job_id}/files/report.html")
    assert report.status == 200
    assert "sandbox" in report.headers["content-security-policy"]
    assert revealed.get(f"/runs/{job_id}/files/asked.json").status == 404
    with open_log(served.log) as log:
        assert job_id in {each.id for each in log.entries("Bo") if each.kind == "recording"}


def test_a_server_stops_though_a_page_listens(serve) -> None:
    found = serve()
    found.start()
    connection = http.client.HTTPConnection("127.0.0.1", found.port, timeout=60)
    connection.request("GET", "/runs/events")
    assert connection.getresponse().readline().startswith(b"data: [")
    began = time.monotonic()
    found.stop()
    assert time.monotonic() - began < PATIENCE
    connection.close()


def test_names_and_beginnings() -> None:
    assert tidy_source("C:\\films\\run.mp4") == "run.mp4"
    assert tidy_source("../..") == ".."
    assert tidy_source("") == "recording"
    check_content("run.MOV", b"\x00\x00\x00\x08wide")
    check_content("run.csv", "Zeit;Hüfte\n".encode("utf-16"))
    with pytest.raises(ParameterError, match=r"not a film, whatever it is called"):
        check_content("run.mov", b"PK\x03\x04")
