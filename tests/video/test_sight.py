"""Who looks at which pictures of a film."""

import numpy as np
import pytest

from nextstride.read.people import Wanted
from nextstride.video import open_film
from nextstride.video import sight as sight_module
from nextstride.video.sight import see_film


class Looker:
    """Sees one person in every picture that it is shown."""

    names = ("LAnkle", "RAnkle")

    def see(self, picture):
        return np.ones((1, 2, 3))


@pytest.mark.parametrize(
    ("model", "wanted", "first"),
    [
        ("full", None, 0),
        ("full", "5,5", 0),
        ("full", "5,5@0.5", 15),
        ("rtmpose", "5,5@0.5", 0),  # sees everyone, of whom one is chosen later
    ],
)
def test_a_model_of_one_person_looks_from_the_users_moment_on(
    write_film, monkeypatch, model, wanted, first
):
    monkeypatch.setattr(sight_module, "require_model", lambda name: None)
    monkeypatch.setattr(sight_module, "pose_model", lambda name, wanted: Looker())
    noise = np.random.default_rng(0).integers(0, 255, (30, 64, 64, 3), dtype=np.uint8)
    film = open_film(write_film("noise.mp4", list(noise)))
    sight = see_film(film, model, wanted=None if wanted is None else Wanted.of(wanted))
    assert [len(people) for people in sight.people] == [0] * first + [1] * (30 - first)
