"""Pictures that show and save themselves."""

from __future__ import annotations

import struct

import pytest

from nextstride.errors import MissingDataError, ParameterError
from nextstride.figures import Picture
from nextstride.figures.drawing import Drawing


@pytest.fixture
def picture():
    drawing = Drawing(300, 200, 'The "map" of a\\stride')
    drawing.line((0, 0), (300, 200), stroke="#000000")
    drawing.text((10, 20), "0 < 1 & 2")
    return drawing.svg()


def test_a_notebook_shows_the_picture(picture):
    assert picture._repr_svg_().startswith("<svg")
    assert len(repr(picture)) < 80


def test_a_page_takes_the_picture_as_it_is(picture):
    assert picture.__html__() == str(picture)


def test_svg_is_saved_as_it_is(picture, tmp_path):
    saved = picture.save(tmp_path / "map.svg")
    assert saved.read_text("utf-8") == str(picture)


def test_png_is_twice_the_size_in_pixels(picture, tmp_path):
    content = picture.save(tmp_path / "new" / "map.png").read_bytes()
    assert content.startswith(b"\x89PNG")
    assert struct.unpack(">II", content[16:24]) == pytest.approx((600, 400), abs=2)


def test_pdf_holds_one_page(picture, tmp_path):
    content = picture.save(tmp_path / "map.pdf").read_bytes()
    assert content.startswith(b"%PDF")
    assert b"/Type/Pages/Count 1/" in content


def test_another_ending_is_refused_before_anything_is_written(picture, tmp_path):
    with pytest.raises(ParameterError, match=r"\.svg, \.png, \.pdf; got 'map.jpg'"):
        picture.save(tmp_path / "new" / "map.jpg")
    assert not (tmp_path / "new").exists()


def test_without_the_extra_a_png_says_what_to_install(picture, tmp_path, monkeypatch):
    monkeypatch.setattr("nextstride.figures.picture.find_spec", lambda name: None)
    with pytest.raises(MissingDataError, match=r"nextstride\[pdf\]"):
        picture.save(tmp_path / "map.png")
    assert isinstance(picture, Picture)
