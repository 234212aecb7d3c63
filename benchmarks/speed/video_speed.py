"""How fast a video is looked at, beside the bare pose model, and what a long one takes.

    python benchmarks/speed/video_speed.py            # about a minute
    python benchmarks/speed/video_speed.py --long     # a film of ten minutes, some ten minutes

Decoding is not counted for the bare model. Speed varies on shared machines; the bare
model and the pipeline take turns.
"""

from __future__ import annotations

import os
import resource
import sys
import time
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory

import av
import numpy as np

from nextstride import Athlete, analyze
from nextstride.video import FilmOptions, open_film, read_film
from nextstride.video.film import pictures
from nextstride.video.pose import pose_model
from nextstride.video.sight import see_film
from nextstride.video.weights import FULL, HEAVY, find_model

ROUNDS = 3
ASKED = {FULL: 91, HEAVY: 80}
"""Speed of the pipeline, per cent of the bare model's, that is asked for."""
LONG = 600.0
"""Length of the long film, s."""


def clip() -> Path:
    """The real jog; ends the benchmark, saying so, where it is absent."""
    stated = os.environ.get("NEXTSTRIDE_DATA")
    folder = Path(stated) if stated else Path(__file__).parents[3] / "shared" / "data"
    path = folder / "video_treadmill_jog_side" / "male_side.mp4"
    if not path.is_file():
        print(f"skipped: no video at {path}; set NEXTSTRIDE_DATA to the folder of recordings")
        sys.exit(0)
    return path


def bare(path: Path, model_name: str) -> float:
    """Pictures a second of the pose model alone, decoding not counted."""
    spent, count = 0.0, 0
    model = pose_model(model_name)
    for _, picture in pictures(open_film(path)):
        began = time.perf_counter()
        model.see(picture)
        spent += time.perf_counter() - began
        count += 1
    return count / spent


def pipeline(path: Path, model_name: str, processes: int) -> float:
    """Pictures a second of decoding, pose and background, start of processes included."""
    began = time.perf_counter()
    sight = see_film(open_film(path), model_name, None, processes)
    return len(sight.time) / (time.perf_counter() - began)


def repeated(path: Path, target: Path, seconds: float) -> None:
    """Write a film again and again into a longer one, without coding it anew."""
    with av.open(str(path)) as source, av.open(str(target), "w") as container:
        stream = source.streams.video[0]
        copy = container.add_stream_from_template(stream)
        packets = [packet for packet in source.demux(stream) if packet.dts is not None]
        length = int(stream.duration)
        times = int(np.ceil(seconds * Fraction(1, 1) / (length * stream.time_base)))
        sizes = [(bytes(p), p.pts, p.dts, p.is_keyframe) for p in packets]
        for turn in range(times):
            for data, pts, dts, key in sizes:
                packet = av.Packet(data)
                packet.stream, packet.time_base = copy, stream.time_base
                packet.pts, packet.dts = pts + turn * length, dts + turn * length
                packet.is_keyframe = key
                container.mux(packet)


def peak_memory() -> str:
    """Largest memory of this process and of its largest child, MB."""
    kinds = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    own, child = (resource.getrusage(kind).ru_maxrss / 1024 for kind in kinds)
    return f"{own:.0f} MB, largest child {child:.0f} MB"


def long_film(path: Path) -> None:
    """Look at and analyse a film of ten minutes."""
    with TemporaryDirectory() as folder:
        target = Path(folder) / "long.mp4"
        repeated(path, target, LONG)
        film = open_film(target)
        print(f"long film: {film.duration:.0f} s, {film.frames} pictures")
        began = time.perf_counter()
        recording = read_film(target, FilmOptions(height=1.80))
        seen = time.perf_counter()
        print(f"  looked at in {seen - began:.0f} s, {film.frames / (seen - began):.0f} a second")
        print(f"  peak memory: {peak_memory()}")
        analysis = analyze(recording, Athlete(height=1.80, mass=75))
        steps = analysis.run.steps.sizes["step"]
        print(f"  analysed in {time.perf_counter() - seen:.0f} s, {steps} steps")
        print(f"  peak memory: {peak_memory()}")


def main() -> None:
    """Print the table."""
    path = clip()
    if "--long" in sys.argv:  # alone, so that its memory is its own
        long_film(path)
        return
    for name, asked in ASKED.items():
        if find_model(name) is None:
            print(f"skipped: nextstride models get {name}")
            continue
        found = [
            (bare(path, name), pipeline(path, name, 1), pipeline(path, name, 2))
            for _ in range(ROUNDS)
        ]
        alone, one, two = np.median(np.array(found), axis=0)
        print(f"bare pose model {name}, one process:  {alone:5.1f} pictures a second")
        print(f"pipeline, one process:   {one:5.1f}, {100 * one / alone:.0f} % (asked: {asked} %)")
        print(f"pipeline, two processes: {two:5.1f}, {100 * two / alone:.0f} %, with their start")
    print(f"peak memory: {peak_memory()}")


if __name__ == "__main__":
    main()
