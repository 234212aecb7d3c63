"""Whether a run was near the runner's top speed: only then does it say what limits it."""

from __future__ import annotations

from nextstride.errors import MissingDataError
from nextstride.personal.recorded import RecordedSprint

SLOWEST_RATE = 3.5
"""Least step rate at top speed, steps/s: sprinters take 4 to 5, slower adults a little less."""
LONGEST_CONTACT = 0.16
"""Longest contact at top speed, s: sprinters have 0.09 to 0.13 s, joggers 0.2 s and more."""


def require_top_speed(recorded: RecordedSprint) -> None:
    """Refuse a run that was not near top speed.

    It cannot tell a fast runner who jogs from one who can do no more: how fast somebody could have
    run is not in such a recording, so neither is what limits it.

    Raises
    ------
    MissingDataError
        If contact or step rate are those of a submaximal run.
    """
    contact, flight = recorded.value("contact_time"), recorded.value("flight_time")
    if contact <= LONGEST_CONTACT and 1 / (contact + flight) >= SLOWEST_RATE:
        return
    raise MissingDataError(
        "this run says nothing about what limits top speed: it was not near it (contact "
        f"{1000 * contact:.0f} ms, flight {1000 * flight:.0f} ms; top speed has contacts of at "
        f"most {1000 * LONGEST_CONTACT:.0f} ms and at least {SLOWEST_RATE:g} steps a second). "
        "Record a flying sprint with full effort"
    )
