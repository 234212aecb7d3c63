"""Who comes from elsewhere, or without the token of a page, is refused; nothing tells too much."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlencode

import pytest
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Message

from nextstride.athlete import Athlete
from nextstride.log import open_log
from nextstride.web.app import BROKEN, make_app
from nextstride.web.desk import key_of
from nextstride.web.security import POLICY
from nextstride.web.settings import Passphrase, Settings, secret_of
from nextstride.web.throttle import MOST_TRIES, Throttle

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
PHRASE = "three plain words"


@pytest.fixture(scope="module")
def served(serve: Callable[..., object]):
    """A server of this machine with two athletes, one of whom is named like HTML."""
    found = serve()
    with open_log(found.log) as log:
        log.save_athletes(Athlete(name="Mia"), Athlete(name="<script>alert(1)</script>"))
    found.start()
    return found


@pytest.fixture(scope="module")
def guarded(serve: Callable[..., object]):
    """A server that is open to other machines."""
    found = serve("--host", "0.0.0.0", NEXTSTRIDE_PASSPHRASE=PHRASE)
    with open_log(found.log) as log:
        log.save_athletes(Athlete(name="Mia"))
    found.start()
    return found


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "", "a b", "[::1"])
def test_a_foreign_host_is_refused(served, host: str) -> None:
    answer = served.visitor().ask("GET", "/", headers={"Host": host})
    assert answer.status == 421 or (not host and answer.status >= 400)
    assert "Mia" not in answer.text


def test_names_are_words_and_never_markup(served) -> None:
    page = served.visitor().get("/").text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_pages_may_load_nothing_but_our_own_files(served) -> None:
    answer = served.visitor().get("/")
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "unsafe" not in answer.headers["content-security-policy"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "same-origin"
    assert answer.headers["cache-control"] == "no-store"
    assert "SameSite=Strict" in answer.headers["set-cookie"]
    assert "HttpOnly" in answer.headers["set-cookie"]
    assert "server" not in answer.headers


def test_a_post_needs_the_token_of_its_own_visitor(served) -> None:
    visitor, stranger = served.visitor(), served.visitor()
    new = {"name": "Zoe"}
    assert visitor.ask("POST", "/athletes", urlencode(new), FORM).status == 403
    other = urlencode(new | {"token": stranger.token()})
    visitor.get("/")
    assert visitor.ask("POST", "/athletes", other, FORM).status == 403
    assert visitor.post("/athletes", **new).status == 303
    with open_log(served.log) as log:
        assert log.knows("Zoe")


@pytest.mark.parametrize(
    "header",
    [
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_a_foreign_origin_is_refused_even_with_the_token(served, header: dict[str, str]) -> None:
    visitor = served.visitor()
    body = urlencode({"token": visitor.token(), "name": "Eve"})
    assert visitor.ask("POST", "/athletes", body, FORM | header).status == 403


def test_a_form_may_not_be_large_and_no_other_method_works(served) -> None:
    visitor = served.visitor()
    assert visitor.post("/athletes", name="x" * 2_000_000).status == 413
    assert visitor.ask("PUT", "/athletes").status == 405
    assert visitor.ask("DELETE", f"/athletes/{key_of('Mia')}").status == 405


@pytest.mark.parametrize(
    "path",
    [
        "/assets/../settings.py",
        "/assets/..%2f..%2fsettings.py",
        "/assets/%2e%2e/desk.py",
        "/athletes/../../etc/passwd",
        "/athletes/0123456789ab",
        "/nothing",
    ],
)
def test_no_path_leads_out(served, path: str) -> None:
    answer = served.visitor().get(path)
    assert answer.status in (400, 404)
    assert "Traceback" not in answer.text
    assert "import" not in answer.text


def test_what_is_wrong_is_one_sentence(served) -> None:
    answer = served.visitor().post("/athletes", name="Tall", height="9")
    assert answer.status == 400
    assert "height" in answer.text
    assert "Traceback" not in answer.text
    comma = served.visitor().post("/athletes", name="Ida", mass="58,5", height="168")
    assert comma.status == 303
    with open_log(served.log) as log:
        assert (log.athlete("Ida").mass, log.athlete("Ida").height) == (58.5, 1.68)


def test_a_bug_of_ours_tells_a_client_nothing(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(_: Request) -> Response:
        raise ZeroDivisionError("Mia weighs 58 kg")

    app = make_app(Settings(log=str(tmp_path / "log.sqlite"), folder=tmp_path))
    app.router.routes.append(Route("/broken", broken))
    said: list[Message] = []
    asked = {"type": "http", "method": "GET", "path": "/broken", "query_string": b""}
    asked |= {"headers": [(b"host", b"localhost")], "scheme": "http", "server": ("localhost", 80)}

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        said.append(message)

    with pytest.raises(ZeroDivisionError):  # Given on to who runs the server.
        asyncio.run(app(asked, receive, send))
    app.state.desk.close()
    begin, *rest = said
    told = b"".join(each.get("body", b"") for each in rest).decode()
    assert begin["status"] == 500
    assert told == BROKEN
    assert dict(begin["headers"])[b"content-security-policy"] == POLICY.encode()
    assert "ZeroDivisionError: Mia weighs 58 kg" in caplog.text


def test_other_machines_need_the_passphrase(guarded) -> None:
    visitor = guarded.visitor()
    for path in ("/", f"/athletes/{key_of('Mia')}", f"/athletes/{key_of('Mia')}/export"):
        answer = visitor.get(path)
        assert (answer.status, answer.headers["location"]) == (303, "/sign-in")
        assert "Mia" not in answer.text
    assert visitor.post("/sign-in", "/sign-in", passphrase="guess").status == 403
    assert visitor.post("/sign-in", "/sign-in", passphrase=PHRASE).status == 303
    assert "Mia" in visitor.get("/").text
    thief = guarded.visitor()
    thief.get("/sign-in")
    thief.cookies["nextstride-coach"] = visitor.cookies["nextstride-coach"]
    assert thief.get("/").status == 303, "a ticket works for another visitor"


def test_guessing_is_slowed_down(guarded) -> None:
    visitor = guarded.visitor()
    said = [visitor.post("/sign-in", "/sign-in", passphrase=f"guess {n}").status for n in range(8)]
    assert 429 in said
    assert visitor.post("/sign-in", "/sign-in", passphrase=PHRASE).status == 429


def test_tries_are_counted_by_address_and_of_all() -> None:
    throttle = Throttle()
    for _ in range(MOST_TRIES):
        throttle.note("10.0.0.5")
    assert throttle.is_full("10.0.0.5")
    assert not throttle.is_full("10.0.0.6")


def test_passphrases_and_secrets_are_kept_well(tmp_path: Path) -> None:
    phrase = Passphrase.of(PHRASE)
    assert phrase.opens(PHRASE)
    assert not phrase.opens(PHRASE + " ")
    assert PHRASE.encode() not in phrase.key
    assert secret_of(tmp_path) == secret_of(tmp_path)
    assert (tmp_path / "web.secret").stat().st_mode & 0o077 == 0
