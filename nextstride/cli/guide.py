"""`nextstride guide`: how to film a run with a phone."""

from __future__ import annotations

from nextstride.cli.app import app

GUIDE = """\
# Filming a run with a phone

## The setting

- **Frame rate: 240 a second** (slow motion), 120 at least for a sprint, 60 for a jog. At 60 a
  single interval is sure to 7 ms, at 240 to 2 ms; at 30 a contact time is a guess of ± 30 ms or
  more, and moments and accelerations are left out.
- **Shutter: 1/1000 s or shorter**, with a phone app that lets you set it, and much light. A foot
  moves 2 cm in 1/1000 s and 20 cm in 1/100 s.
- **From the side, square across the lane.** Stand level with the middle of what you film. An angle
  is found from how the runner's size changes over 5 m and more, and taken out; 45 degrees are
  refused.
- **Distance: 8 to 15 m, zoomed in,** rather than near and wide: a near camera sees the far leg
  smaller and from the front. The runner should fill half of the picture's height: from 150
  pixels on it is seen as well as a pose model can, below 75 it is refused.
- **Height of the phone: at the hip** (1 m), level, on a tripod.
- **The phone stands still, or turns after the runner** from one place, by 40 degrees to either
  side at most, where something is to be seen behind the lane. Do not walk along with it.
- **One runner in the picture, whole**: head and feet, at least three steps, better six to ten.
- Clothes that differ from the background, bare ankles, shoes unlike the ground. A light ground.

## Metres

Best a length in the lane: two cones 10 m apart, level with the runner's feet, where the runner
runs. Read their pixels off a picture (their distance, say 1850) and give `--scale 10=1850`.
On a treadmill, give `--belt-speed`. Else `--height` alone: good to 5 %.

## The file

- Send the original. Messengers and social networks shrink files and change the frame rate.
- Slow motion plays at 30 a second. Many phones write the true times into the file; where it does
  not, nextstride says so and asks for `--frame-rate 240`. It never guesses.
- Cut away what is before and after the run.

## The command

    nextstride analyze run.mp4 --height 1.80 --mass 75
    nextstride analyze run.mov --height 1.80 --mass 75 --frame-rate 240 --scale 10=1850
    nextstride analyze jog.mp4 --height 1.80 --mass 75 --belt-speed 2.8 --overlay jog-seen.mp4

Look at the overlay: where its skeleton is not on the runner, the numbers are not either.
"""


@app.command()
def guide() -> None:
    """Say how to film a run with a phone."""
    print(GUIDE, end="")
