"""The page of a speed profile: its curve, its numbers, and how they compare."""

from __future__ import annotations

import json
from pathlib import Path

from nextstride.figures.profile import profile_figure
from nextstride.profile import Profile
from nextstride.report.build import templates
from nextstride.write.files import write_whole

NUMBERS = (
    # key, title, unit, decimals
    ("MSS_m_s", "Maximal sprinting speed", "m/s", 2),
    ("MAC_m_s2", "Acceleration at the start", "m/s²", 2),
    ("tau_s", "Time constant", "s", 3),
    ("F0_N_kg", "Force at no speed, F0", "N/kg", 2),
    ("V0_m_s", "Speed at no force, V0", "m/s", 2),
    ("Pmax_W_kg", "Maximal power", "W/kg", 1),
    ("RFmax", "Best ratio of forward force", "", 3),
    ("DRF_s_m", "Its decline with speed", "s/m", 4),
)


def write_profile(profile: Profile, folder: Path) -> Path:
    """Write ``profile.html`` (one file, opens offline) and ``profile.json``.

    Parameters
    ----------
    profile : Profile
    folder : pathlib.Path
        Made where it is not there.

    Returns
    -------
    pathlib.Path
        The page.
    """
    document = profile.to_json()
    page = (
        templates()
        .get_template("profile.html")
        .render(document=document, figure=profile_figure(profile), numbers=NUMBERS)
    )
    text = json.dumps(document, indent=1, ensure_ascii=False, allow_nan=False)
    return write_whole(folder, {"profile.html": page, "profile.json": text + "\n"})[0]
