"""At the track: the squad's session, an athlete's own page, and the test day."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from urllib.parse import urlencode

import pytest
from icalendar import Calendar
from sqlalchemy import update

from nextstride.athlete import Athlete
from nextstride.log import Feel, Hold, Log, PowerTest, SpeedTest, StrengthTest, open_log
from nextstride.log.database import log_url, open_database
from nextstride.log.links import LASTS, Links
from nextstride.log.squad_session import take_back
from nextstride.log.tables import LINKS
from nextstride.web import settings_page
from nextstride.web.desk import key_of

NAMES = ("Ada", "Bo", "Cai", "Dee", "Eli", "Fay", "Gus", "Hal", "Ida", "Jon", "Kim", "Léa")
TODAY = date.today()
YESTERDAY = TODAY - timedelta(days=1)
MOST_TAPS = 24
HALF_AN_HOUR = timedelta(minutes=30)
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@pytest.fixture(scope="module")
def served(serve: Callable[..., object], planned: Callable[..., object]):
    """A server with twelve athletes who train today; Zoe is tested today, Nia has nothing."""
    found = serve()
    days = [(TODAY + timedelta(days=7 * n), "training") for n in range(2)]
    with open_log(found.log) as log:
        log.save_athletes(*(Athlete(name=name, mass=60, height=1.7) for name in NAMES))
        log.save_athletes(Athlete(name="Zoe", mass=58), Athlete(name="Nia", assumed=("mass",)))
        for name in NAMES:
            log.save_plan(name, planned(*days))
        log.save_plan("Zoe", planned((TODAY, "test"), (TODAY + timedelta(days=5), "training")))
    found.start()
    return found


@pytest.fixture
def log(served):
    """The server's log."""
    with open_log(served.log) as opened:
        yield opened


@pytest.fixture
def own(served) -> Callable[[str], str]:
    """Make a token that opens an athlete's page."""

    def give(name: str) -> str:
        with Links(open_database(log_url(served.log))) as links:
            return links.give(name)

    return give


def held(log: Log, name: str) -> list[tuple[str, int, float | None]]:
    return [(hold.exercise, hold.sets, hold.pain) for hold in log.entries(name, Hold)]


PLANNED = [
    ("hip_flexor_hold", 2, None),
    ("hip_flexor_hold", 2, None),
    ("plantarflexor_hold", 2, None),
]


def test_a_squad_of_twelve_is_logged_in_few_taps(served, log, browse) -> None:
    page = browse(f"{served.address}/session")
    taps = 0

    def tap(place) -> None:
        nonlocal taps
        place.click()
        taps += 1

    row = page.locator(".roll > li", has_text="Bo")
    tap(row.locator("summary"))
    row.get_by_label("Pain").first.select_option("4")
    tap(page.get_by_label("Léa"))
    tap(page.get_by_role("button", name="Log 12 sessions"))
    page.wait_for_selector("#done")
    assert taps + 2 <= MOST_TAPS  # Choosing from a list is two taps.
    assert held(log, "Ada") == PLANNED
    assert held(log, "Bo") == [("hip_flexor_hold", 2, 4.0), *PLANNED[1:]]
    assert held(log, "Léa") == []
    plan = log.plans("Ada")[-1].training[0]
    for hold, told in zip(log.entries("Ada", Hold), plan.holds, strict=True):
        assert hold.day == TODAY
        assert (hold.hold_time, hold.percent_max, hold.group) == (
            told.hold,
            told.percent,
            told.group,
        )
        assert hold.joint_angle == pytest.approx(told.joint_angle)
    page.get_by_role("button", name="Take back the session of Bo").click()
    page.wait_for_selector("label:has-text('Bo')")
    assert held(log, "Bo") == []
    tiles = served.visitor().get("/").text.split('<li class="tile">')
    next_of = {name: tile.split("Next:")[1][:40] for tile in tiles for name in ("Ada", "Bo")
               if f">{name}</a>" in tile}  # fmt: skip
    assert "today" in next_of["Bo"]
    assert "today" not in next_of["Ada"]  # It is done.


def test_a_second_tap_logs_nothing_twice(served, log) -> None:
    visitor = served.visitor()
    told = {"day": TODAY.isoformat(), "who": key_of("Cai")}
    for _ in range(2):
        assert visitor.post("/session", "/session", **told).status == 303
    assert held(log, "Cai") == PLANNED
    assert visitor.post("/session", "/session", day=TODAY.isoformat()).status == 400


def test_an_athlete_ticks_holds_off_and_takes_them_back(served, log, browse, own) -> None:
    with_plan = own("Léa")
    page = browse(f"{served.address}/today/{with_plan}")
    assert page.locator("svg").count() == len(PLANNED), "a drawing each"
    page.get_by_role("button", name="Timer").first.click()
    assert page.locator("#timer .phase").inner_text() == "Get ready"
    assert page.locator("#timer").is_visible()
    focused = "document.activeElement.textContent"
    page.keyboard.press("Tab")
    assert page.evaluate(focused) == "Stop"
    page.keyboard.press("Escape")
    assert not page.locator("#timer").is_visible()
    assert page.evaluate(focused) == "Timer"
    page.get_by_label("Sets").first.select_option("0")
    page.get_by_role("button", name="Done").click()
    page.get_by_text("Done: 2 holds").wait_for()
    assert held(log, "Léa") == PLANNED[1:]
    page.get_by_role("button", name="Take back").click()
    page.get_by_role("button", name="Done").wait_for()
    assert held(log, "Léa") == []


def test_the_timer_holds_each_leg_and_rests(served, browse, own) -> None:
    page = browse(f"{served.address}/today/{own('Léa')}")
    found = page.evaluate("phases({ hold: '10', sets: '2', rest: '45', sides: '2' })")
    said = [(each["name"], each["seconds"]) for each in found]
    one = [("Hold left", 10), ("Change legs", 5), ("Hold right", 10)]
    assert said == [("Get ready", 5), *one, ("Rest", 45), *one]
    both = page.evaluate("phases({ hold: '8', sets: '1', rest: '30', sides: '1' })")
    assert [each["name"] for each in both] == ["Get ready", "Hold"]


def test_times_are_shown_once_the_feel_is_told(served, log, browse, own) -> None:
    log.add(SpeedTest(athlete="Ida", day=YESTERDAY, method="fly_10", time=1.07))
    page = browse(f"{served.address}/today/{own('Ida')}")
    assert "1.07" not in page.content()
    show = page.get_by_role("button", name="Show my times")
    assert show.is_disabled()
    for slider in page.get_by_role("slider").all():
        slider.press("ArrowRight")
    show.click()
    page.get_by_text("1.07 s (9.35 m/s)").wait_for()
    assert page.evaluate("document.querySelector(':target').id") == "speeds"
    (feel,) = log.entries("Ida", Feel)
    assert (feel.day, feel.recovery, feel.strain) == (YESTERDAY, 51, 51)


def test_unanswered_questions_are_asked_again(served, log, own) -> None:
    log.add(SpeedTest(athlete="Jon", day=YESTERDAY, method="fly_10", time=1.11))
    visitor, here = served.visitor(), f"/today/{own('Jon')}"
    told = {"day": YESTERDAY.isoformat(), "session": "1", "recovery": "40"}
    answer = visitor.post(f"{here}/feel", here, **told)
    assert answer.status == 400
    assert "Move every slider" in answer.text
    assert "1.11" not in visitor.get(here).text
    assert visitor.post(f"{here}/feel", here, **told, declined="yes").status == 303
    assert "1.11" in visitor.get(here).text


def test_on_a_test_day_feel_is_asked_before_any_time(served, own) -> None:
    text = served.visitor().get(f"/today/{own('Zoe')}").text
    assert "how did the running feel" in text
    assert "No holds" not in text


def test_a_token_opens_one_athlete_and_only_as_long_as_it_may(served, log, own) -> None:
    visitor, kim = served.visitor(), own("Kim")
    page = visitor.get(f"/today/{kim}").text
    assert "Kim, today" in page
    assert not any(f">{name}" in page or f" {name}" in page for name in NAMES if name != "Kim")
    assert 'href="/"' not in page, "an athlete is led to the squad"
    assert visitor.get("/today/not-a-token").status == 410
    own("Kim")
    gone = visitor.get(f"/today/{kim}")
    assert gone.status == 410
    assert "Kim" not in gone.text
    newest = own("Kim")
    late = (datetime.now(UTC) - LASTS).isoformat()
    with Links(open_database(log_url(served.log))) as links:
        with links._writing() as connection:
            connection.execute(update(LINKS).values(made_at=late))
        assert links.until("Kim") is None
    assert visitor.get(f"/today/{newest}").status == 410


def test_what_a_token_logs_is_its_owners(served, log, own) -> None:
    """Fields of somebody else's holds, sent with one's own token, change nothing of theirs."""
    visitor, here = served.visitor(), f"/today/{own('Gus')}"
    before = held(log, "Hal")
    told = {"who": key_of("Hal"), f"sets-{key_of('Hal')}-1": "1", f"sets-{key_of('Gus')}-1": "1"}
    assert visitor.post(f"{here}/undo", here, who=key_of("Hal")).status == 303
    assert visitor.post(f"{here}/done", here, **told).status == 303
    assert held(log, "Hal") == before
    assert held(log, "Gus") == [("hip_flexor_hold", 1, None), *PLANNED[1:]]
    body = urlencode({"who": key_of("Hal")})
    assert visitor.ask("POST", f"{here}/done", body, FORM).status == 403, "without a page's token"


def test_the_coach_hands_out_a_code_and_withdraws_it(served, browse) -> None:
    page = browse(f"{served.address}/athletes/{key_of('Fay')}", "laptop")
    page.get_by_role("button", name="Make a link").click()
    page.wait_for_selector("svg.segno")
    address = page.get_by_label("Address").input_value()
    assert re.fullmatch(rf"{served.address}/today/[\w-]{{43}}", address)
    stored = served.log.read_bytes()
    assert address.rsplit("/", 1)[1].encode() not in stored, "the log holds the token itself"
    assert "Fay, today" in served.visitor().get(address.removeprefix(served.address)).text
    page.goto(f"{served.address}/athletes/{key_of('Fay')}")
    page.get_by_role("button", name="Withdraw").click()
    page.get_by_role("button", name="Make a link").wait_for()
    assert served.visitor().get(address.removeprefix(served.address)).status == 410


def test_times_of_the_squad_go_in_by_keyboard(served, log, browse) -> None:
    page = browse(f"{served.address}/tests", "laptop")
    page.get_by_label("Ada, 1").focus()
    for written in ("1,09", "1.12", "1,10"):
        page.keyboard.type(written)
        page.keyboard.press("Enter")
    page.get_by_label("Ada, 1").press("Tab")
    page.keyboard.type("1,08")
    page.get_by_role("button", name="Log", exact=True).click()
    page.get_by_text("Logged: 4 tests of 3 athletes.").wait_for()
    assert page.locator("#sealed").count() == 1
    log.reveal("Ada", TODAY, feel_declined=True)
    assert [test.time for test in log.entries("Ada", SpeedTest)] == [1.09, 1.08]


def test_kilograms_and_centimetres_become_a_moment(served, log, browse) -> None:
    page = browse(f"{served.address}/tests?what=strength&test=hip_flexion", "laptop")
    page.get_by_label("Zoe, Left", exact=True).fill("38")
    page.get_by_label("Zoe, Lever left").fill("36,0")
    page.get_by_label("Zoe, Right", exact=True).fill("83.8lb")
    page.get_by_label("Zoe, Lever right").fill("14.2in")
    page.get_by_label("Zoe, Lever right").press("Tab")
    page.get_by_text("2.31 · 2.32 N m/kg").wait_for()
    page.get_by_role("button", name="Log", exact=True).click()
    page.get_by_text("Logged: 2 tests of 1 athlete.").wait_for()
    left, right = log.entries("Zoe", StrengthTest)
    assert left.moment == pytest.approx(38 * 9.80665 * 0.36 / 58)
    assert (left.side, left.group, left.reading_unit, left.lever) == (
        *("left", "hip_flexors", "kg"),
        pytest.approx(0.36),
    )
    assert left.joint_angle == pytest.approx(0.5236, abs=1e-4)
    assert right.moment == pytest.approx(83.8 * 4.4482216 * 14.2 * 0.0254 / 58)


def sent(served, what: str, **fields: str):
    return served.visitor().post("/tests", f"/tests?what={what}", what=what, form="f0", **fields)


def test_a_wrong_cell_is_named_and_nothing_is_lost(served, log) -> None:
    good, bad = f"run1-{key_of('Dee')}", f"run1-{key_of('Eli')}"
    answer = sent(served, "sprint", **{good: "1,10", bad: "11"})
    assert answer.status == 400
    assert "Eli" in answer.text
    assert 'value="1,10"' in answer.text
    assert 'value="11"' in answer.text
    assert log.waiting("Dee") == ()


def test_a_mass_that_is_only_assumed_is_asked_for(served, log) -> None:
    key = key_of("Nia")
    cells = {f"left-{key}": "20", f"left_lever-{key}": "35", "force": "kg", "length": "cm"}
    answer = sent(served, "strength", test="knee_flexion", device="rig", **cells)
    assert answer.status == 400
    assert "Nia: a moment per kg needs the body mass" in answer.text
    cells |= {f"mass-{key}": "61,5"}
    answer = sent(served, "strength", test="knee_flexion", device="rig", **cells)
    assert answer.status == 200
    (test,) = log.entries("Nia", StrengthTest)
    assert (test.body_mass, test.device, test.group) == (61.5, "rig", "knee_flexors")
    assert log.athlete("Nia").mass == 61.5
    assert "mass" not in log.athlete("Nia").assumed


def test_jumps_are_logged_in_inches_and_taken_back(served, log) -> None:
    visitor = served.visitor()
    cell = {f"run1-{key_of('Zoe')}": "15,5", "length": "in", "jump_device": "flight time"}
    told = {"what": "jump", "form": "f1"} | cell
    assert visitor.post("/tests", "/tests?what=jump", **told).status == 200
    assert visitor.post("/tests", "/tests?what=jump", **told).status == 400, "logged twice"
    (jump,) = log.entries("Zoe", PowerTest)
    assert jump.height == pytest.approx(0.3937)
    assert visitor.post("/tests/back", "/tests", id=jump.id, what="jump").status == 303
    assert log.entries("Zoe", PowerTest) == ()


def test_the_calendar_shows_who_does_what_and_is_subscribed_to(served, own) -> None:
    visitor = served.visitor()
    page = visitor.get("/calendar").text
    assert "Holds: hip flexors, plantarflexors" in page
    assert "Test day" in page
    answer = visitor.post("/calendar/subscribe", "/calendar")
    (address,) = re.findall(r'value="http://[^/]+(/calendar/[\w-]+\.ics)"', answer.text)
    calendar = visitor.get(address)
    assert calendar.headers["content-type"].startswith("text/calendar")
    events = Calendar.from_ical(calendar.text).walk("VEVENT")
    assert len(events) == 2 * (len(NAMES) + 1)
    assert len({str(each["UID"]) for each in events}) == len(events)
    today = (each for each in events if each["DTSTART"].dt.date() == TODAY)
    (ada,) = (each for each in today if str(each["SUMMARY"]).startswith("Ada: Holds"))
    assert (ada["DTSTART"].dt.hour, ada["DTEND"].dt - ada["DTSTART"].dt) == (17, HALF_AN_HOUR)
    token = address.split("/")[-1].removesuffix(".ics")
    kept = [file.read_bytes() for file in served.folder.iterdir() if file.is_file()]
    assert not any(token.encode() in content for content in kept), "the token itself is kept"
    assert visitor.post("/calendar/unsubscribe", "/calendar").status == 303
    assert visitor.get(address).status == 410
    mine = visitor.get(f"/calendar/{own('Zoe')}.ics").text
    assert mine.count("BEGIN:VEVENT") == 2
    assert not any(name in mine for name in ("Zoe:", "Ada"))


def test_two_tabs_of_one_coach_do_not_disturb_each_other(served, log, browse) -> None:
    """Both show a session that is open; each logs what it shows, and nothing is logged twice."""
    take_back(log, [name for name in NAMES if log.entries(name, Hold)], TODAY)
    first = browse(f"{served.address}/session", "laptop")
    second = first.context.new_page()
    second.goto(first.url)
    for page in (first, second):
        page.get_by_role("button", name="Log ").click()
        page.wait_for_selector("#done")
        assert page.get_by_role("button", name=re.compile("^Log ")).count() == 0
    for name in NAMES:
        assert held(log, name) == PLANNED
    second.get_by_role("button", name="Take back the session of Hal").click()
    second.wait_for_selector("label:has-text('Hal')")
    first.goto(f"{served.address}/athletes/{key_of('Hal')}")
    first.get_by_role("button", name="Make a link").click()
    first.wait_for_selector("svg.segno")


def test_units_are_kept_and_meant_where_none_is_written(served, log) -> None:
    visitor = served.visitor()
    assert visitor.post("/settings", "/settings", force="lb", length="in").status == 303
    assert "<option selected>lb</option>" in visitor.get("/tests?what=strength").text
    assert visitor.post("/settings", "/settings", force="stone", length="in").status == 400
    key = key_of("Eli")
    told = {"what": "strength", "test": "knee_extension", "device": "rig", "form": "f2"}
    cells = {f"left-{key}": "100", f"left_lever-{key}": "14"}
    assert visitor.post("/tests", "/tests?what=strength", **told, **cells).status == 200
    (test,) = log.entries("Eli", StrengthTest)
    assert (test.reading_unit, test.lever) == ("lb", pytest.approx(14 * 0.0254))


def test_a_file_that_vanishes_while_the_folder_is_measured_counts_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "log.sqlite").write_bytes(b"12345")
    vanished = tmp_path / "log.sqlite-shm"
    found = [*settings_page.files_below(tmp_path), vanished]
    monkeypatch.setattr(settings_page, "files_below", lambda _folder: found)
    assert settings_page.size_of(tmp_path) == 5


def test_settings_name_who_has_a_link(served, own) -> None:
    own("Fay")
    page = served.visitor().get("/settings").text
    assert "Withdraw the link of Fay" in page
    assert str(served.log) in page


@pytest.mark.parametrize("screen", ["phone", "laptop"])
def test_pages_suit_every_screen(served, browse, screen, own, check_page) -> None:
    dee, zoe = own("Dee"), own("Zoe")
    paths = ["/session", "/tests", "/tests?what=strength", f"/today/{dee}", f"/today/{zoe}"]
    paths += ["/calendar", "/settings", f"/athletes/{key_of('Ada')}"]
    page = browse(f"{served.address}/", screen)
    for path in paths:
        page.goto(f"{served.address}{path}")
        check_page(page, with_axe=screen == "phone" or path == "/calendar")  # It differs most.


def test_on_a_phone_the_pages_are_in_a_menu(served, browse) -> None:
    page = browse(f"{served.address}/")
    assert not page.get_by_role("link", name="Calendar").is_visible()
    page.get_by_role("button", name="Menu").press("Enter")
    page.get_by_role("link", name="Calendar").click()
    page.get_by_role("heading", name="Calendar", exact=True).wait_for()


def test_what_was_typed_into_a_refused_form_is_not_lost(served, chromium) -> None:
    page = chromium.new_page()
    page.goto(f"{served.address}/athletes/new")
    page.fill("[name=name]", "Mia Maar")
    page.fill("[name=mass]", "sixty")
    page.select_option("[name=sex]", "female")
    page.click("text=Add")
    page.click("text=Back to what was typed")
    typed = {name: page.input_value(f"[name={name}]") for name in ("name", "mass", "sex")}
    assert typed == {"name": "Mia Maar", "mass": "sixty", "sex": "female"}
    page.fill("[name=mass]", "60,5")
    page.click("text=Add")
    page.wait_for_selector("h1:has-text('Mia Maar')")
    page.wait_for_load_state()
    kept = page.evaluate("Object.keys(sessionStorage)")
    assert not [key for key in kept if key.startswith("typed ")]
    page.close()
