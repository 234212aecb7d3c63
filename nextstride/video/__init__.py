"""Video: a phone's film, through a pose model, as a recording; and drawn upon again."""

from nextstride.video.check import FilmCheck, Remark, check_film
from nextstride.video.film import Film, open_film
from nextstride.video.overlay import Photographs, check_overlay, cut_pictures, draw_over
from nextstride.video.pose import MODELS
from nextstride.video.recording import FilmOptions, is_film, is_image, read_film, recording_of_sight

__all__ = [
    "MODELS",
    "Film",
    "FilmCheck",
    "FilmOptions",
    "Photographs",
    "Remark",
    "check_film",
    "check_overlay",
    "cut_pictures",
    "draw_over",
    "is_film",
    "is_image",
    "open_film",
    "read_film",
    "recording_of_sight",
]
