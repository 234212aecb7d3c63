"""A server of its own for each module, as a person starts it, and a visitor without a browser."""

from __future__ import annotations

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

STARTS_WITHIN = 180.0
"""s; a loaded machine takes long to import."""


@dataclass
class Answer:
    """What a server said."""

    status: int
    headers: dict[str, str]
    text: str


@dataclass
class Visitor:
    """Somebody who asks without a browser, and keeps cookies."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)

    def ask(
        self, method: str, path: str, body: object = None, headers: dict[str, str] | None = None
    ) -> Answer:
        """Ask, and keep the cookies of the answer."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        told = {"Host": f"127.0.0.1:{self.port}"} | (headers or {})
        if self.cookies:
            told["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        connection.request(method, path, body, told)  # type: ignore[arg-type]
        answer = connection.getresponse()
        text = answer.read().decode("utf-8", "replace")
        for cookie in answer.headers.get_all("set-cookie") or ():
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        connection.close()
        return Answer(answer.status, {k.lower(): v for k, v in answer.getheaders()}, text)

    def get(self, path: str, **headers: str) -> Answer:
        """Read a page."""
        return self.ask("GET", path, headers=headers)

    def token(self, path: str = "/") -> str:
        """The token of a page."""
        found = re.search(r'data-token="([0-9a-f]+)"', self.get(path).text)
        assert found, f"{path} has no token"
        return found[1]

    def post(self, path: str, page: str = "/", **fields: str) -> Answer:
        """Send a form as a page of the app would."""
        body = urlencode({"token": self.token(page)} | fields)
        return self.ask("POST", path, body, {"Content-Type": "application/x-www-form-urlencoded"})


@dataclass
class Served:
    """A running server with its data folder."""

    folder: Path
    port: int
    options: tuple[str, ...] = ()
    environment: dict[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        """Where it is."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> Path:
        """File of its log."""
        return self.folder / "log.sqlite"

    def start(self) -> None:
        """Start it as a person does, and wait until it answers."""
        command = [sys.executable, "-W", "ignore", "-m", "nextstride", "serve", "--no-browser"]
        command += ["--port", str(self.port), "--log", str(self.log), *self.options]
        environment = os.environ | self.environment
        said = (self.folder / "said.txt").open("ab")
        self.process = subprocess.Popen(command, env=environment, stdout=said, stderr=said)
        said.close()
        until = time.monotonic() + STARTS_WITHIN
        while time.monotonic() < until:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            if self.process.poll() is not None:
                break
            time.sleep(0.05)
        raise AssertionError(f"it did not start: {(self.folder / 'said.txt').read_text()}")

    def stop(self, how: int = signal.SIGTERM) -> None:
        """Stop it."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(how)
            self.process.wait(30)

    def visitor(self) -> Visitor:
        """Somebody new."""
        return Visitor(self.port)


def free_port() -> int:
    """A port that nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def serve(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Served]]:
    """Start servers; they are stopped after the module."""
    started: list[Served] = []

    def start(*options: str, **environment: str) -> Served:
        folder = tmp_path_factory.mktemp("served")
        served = Served(folder, free_port(), options, environment)
        started.append(served)
        return served

    yield start
    for each in started:
        each.stop(signal.SIGKILL)


WORK = (
    ("hip_flexor_hold", "Standing hip-flexor hold against a band from behind", "hip_flexors", 35),
    ("hip_flexor_hold", "Standing hip-flexor hold against a band from behind", "hip_flexors", 60),
    ("plantarflexor_hold", "One-leg heel-raise hold on a step", "plantarflexors", 0),
)
"""Of every planned session: exercise, title, group, degrees."""


def plan_document(*sessions: tuple[date, str]) -> dict[str, Any]:
    """A plan with a session on each of some days, of a kind; as `Plan.to_json` gives it."""
    exercises = [
        {"exercise": name, "title": title, "group": group, "joint_angle_deg": angle}
        | {"hold_s": 10, "percent_max": 70, "sets": 2, "rest_s": 45}
        for name, title, group, angle in WORK
    ]
    made = [
        {
            "begins": f"{day}T17:00:00",
            "minutes": 30,
            "note": "Warm up for 10 min.",
            "kind": kind,
            "exercises": exercises if kind == "training" else [],
            "tests": [] if kind == "training" else [{"name": "Flying 10 m"}],
        }
        for day, kind in sessions
    ]
    return {"weeks": [{"number": 1, "sessions": made}]}


@pytest.fixture(scope="module")
def planned() -> Callable[..., dict[str, Any]]:
    """Make plans; see `plan_document`."""
    return plan_document


@pytest.fixture
def browse(chromium: Any) -> Iterator[Callable[..., Any]]:
    """Open a page of a server on a screen; what its console says against us fails the test."""
    contexts, said = [], []

    def open_on(address: str, screen: str = "phone") -> Any:
        width, height = SCREENS[screen]
        context = chromium.new_context(viewport={"width": width, "height": height})
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.on("console", lambda told: said.append(told.text) if told.type == "error" else None)
        page.on("pageerror", lambda error: said.append(str(error)))
        page.goto(address)
        return page

    yield open_on
    for each in contexts:
        each.close()
    assert said == []


@pytest.fixture
def check_page(seen: Callable[[Any], Any]) -> Callable[..., None]:
    """Check that a page is as wide as its screen, large enough to read, and fit for everybody."""

    def check(page: Any, *, with_axe: bool = True) -> None:
        found = seen(page)
        assert found.small_text(SMALLEST) == []
        assert found.width() <= page.viewport_size["width"], f"{page.url} runs out of the page"
        assert not with_axe or found.serious() == [], page.url

    return check


SMALLEST = 11.0
"""px, of any letter of the app."""
SCREENS = {"phone": (400, 800), "laptop": (1400, 900)}
"""Width and height, px."""
