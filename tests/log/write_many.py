"""Add entries one by one. Run as ``python write_many.py ADDRESS ATHLETE COUNT``."""

from __future__ import annotations

import sys
from datetime import date, timedelta

from nextstride.athlete import Athlete
from nextstride.log import StrengthTest, open_log

address, athlete, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
with open_log(address) as log:
    log.save_athlete(Athlete(name=athlete))
    for number in range(count):
        # A few days, so that two writers often make the same session at the same time.
        when = date(2025, 1, 6) + timedelta(days=number // 5)
        log.add(
            StrengthTest(athlete="Mia", day=when, group="hip_flexors", moment=2.0, note=athlete)
        )
