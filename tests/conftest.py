"""Fixtures shared by all tests."""

from __future__ import annotations

import io
import os
import shutil
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from commands import run
from hypothesis import settings

# Machines differ and are shared, so no example has a deadline.
settings.register_profile("shared", deadline=None)
settings.load_profile("shared")


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Folder of real recordings; skips the test, saying so, where it is absent."""
    stated = os.environ.get("NEXTSTRIDE_DATA")
    folder = Path(stated) if stated else Path(__file__).parents[2] / "shared" / "data"
    if not folder.is_dir():
        pytest.skip(f"no real recordings at {folder}; set NEXTSTRIDE_DATA to their folder")
    return folder


@pytest.fixture
def log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A log with one athlete in it, which the commands use."""
    file = tmp_path / "log.sqlite"
    monkeypatch.setenv("NEXTSTRIDE_LOG", str(file))
    monkeypatch.chdir(tmp_path)
    result = run("athlete", "add", "Mia", "--mass", 58, "--height", 1.68, "--sex", "female")
    assert result.exit_code == 0, result.output
    return file


SCREENS = {"phone": (400, 800), "laptop": (1400, 900)}
"""Width and height, px."""

WORDS_IN_SIGHT = """() => {
  const words = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const parent = walk.currentNode.parentElement;
    const empty = !walk.currentNode.data.trim() || parent.closest("script, style");
    if (empty || !parent.checkVisibility()) continue;
    const range = document.createRange();
    range.selectNodeContents(walk.currentNode);
    const inSight = (box) => box.bottom > 0 && box.top < innerHeight && box.width > 0;
    if ([...range.getClientRects()].some(inSight))
      words.push(...walk.currentNode.data.trim().split(/\\s+/));
  }
  return words;
}"""

SMALL_TEXT = """(least) => {
  document.querySelectorAll("details").forEach((each) => { each.open = true; });
  const small = [];
  document.querySelectorAll("svg text").forEach((text) => {
    const scale = text.getScreenCTM().a;
    const size = parseFloat(getComputedStyle(text).fontSize) * scale;
    if (size < least - 0.05) small.push(`${text.textContent} (${size.toFixed(1)} px)`);
  });
  document.querySelectorAll("body *").forEach((element) => {
    const own = [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
    if (!own || element.closest("svg, script, style") || element.matches("sub, sup")) return;
    const size = parseFloat(getComputedStyle(element).fontSize);
    const words = element.textContent.slice(0, 40);
    if (size < least - 0.05) small.push(`${words} (${size.toFixed(1)} px)`);
  });
  return small;
}"""


OPEN_ALL = "document.querySelectorAll('details').forEach(each => { each.open = true })"


class Look:
    """A page as a person sees it."""

    def __init__(self, page: Any) -> None:
        self.page = page

    def words_in_sight(self) -> list[str]:
        """Words on the first screen."""
        return self.page.evaluate(WORDS_IN_SIGHT)

    def small_text(self, least: float) -> list[str]:
        """What is written smaller than `least` px, with everything unfolded."""
        return self.page.evaluate(SMALL_TEXT, least)

    def width(self) -> int:
        """How wide the page is, unfolded, px."""
        self.page.evaluate(OPEN_ALL)
        return self.page.evaluate("document.documentElement.scrollWidth")

    def serious(self) -> list[str]:
        """What axe finds serious, with everything unfolded."""
        from axe_playwright_python.sync_playwright import Axe

        self.page.evaluate(OPEN_ALL)
        found = Axe().run(self.page).response["violations"]
        return [each["id"] for each in found if each["impact"] in ("serious", "critical")]

    def on_paper(self) -> list[str]:
        """The text of each printed page."""
        from pypdf import PdfReader

        pages = PdfReader(io.BytesIO(self.page.pdf(format="A4"))).pages
        texts = (unicodedata.normalize("NFKC", page.extract_text()) for page in pages)
        return [" ".join(text.split()) for text in texts]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    """Anybody's Chromium; without one the pages are not looked at.

    Closed after each module: its driver leaves a thread, beside which no process is forked.
    """
    names = ("chromium", "chromium-browser", "google-chrome")
    path = next((found for name in names if (found := shutil.which(name))), None)
    if path is None:
        pytest.skip("no Chromium on this machine: pages were not looked at")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        switches = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        browser = playwright.chromium.launch(executable_path=path, args=switches)
        yield browser
        browser.close()


@pytest.fixture
def look(chromium: Any) -> Iterator[Callable[[Path, str], Look]]:
    """Open a file on one of `SCREENS`; closed again after the test."""
    opened = []

    def open_on(file: Path, screen: str) -> Look:
        width, height = SCREENS[screen]
        page = chromium.new_page(viewport={"width": width, "height": height})
        opened.append(page)
        page.goto(file.as_uri())
        return Look(page)

    yield open_on
    for page in opened:
        page.close()


@pytest.fixture
def seen() -> Callable[[Any], Look]:
    """Look at a page that is open already."""
    return Look


@pytest.fixture(scope="session", autouse=True)
def shipped_pose_model(tmp_path_factory) -> Iterator[None]:
    """Use the pose model of an installed package, whatever is in the user's own folder."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NEXTSTRIDE_WEIGHTS", str(tmp_path_factory.mktemp("weights")))
        yield
