"""The fatigue probe: tire one link by a measured amount, run again, and read its price.

No muscle model is needed: the price of a link is the share of speed lost for a share of its
strength lost. `plan_probe` makes the protocol, `probe_price` reads the price from what was done,
`probe_power` tells beforehand what it can show, `judge_probe` says what was found. It is
experimental: no study of top speed after tiring one muscle group was found. Names load on first
use.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from nextstride.lazy import lazily

if TYPE_CHECKING:
    from nextstride.probe.power import Power, power_table, probe_power
    from nextstride.probe.price import Price, join_prices, probe_price
    from nextstride.probe.protocol import Day, Protocol, plan_probe
    from nextstride.probe.rounds import FRESH, Reading, Round
    from nextstride.probe.safety import LARGEST_LOSS, PROBED, SHAM, require_fit_for_probe
    from nextstride.probe.verdict import Finding, ProbeVerdict, follow_probe, judge_probe

_MODULE_OF = {
    "FRESH": ".rounds",
    "LARGEST_LOSS": ".safety",
    "PROBED": ".safety",
    "SHAM": ".safety",
    "Day": ".protocol",
    "Finding": ".verdict",
    "Power": ".power",
    "Price": ".price",
    "ProbeVerdict": ".verdict",
    "Protocol": ".protocol",
    "Reading": ".rounds",
    "Round": ".rounds",
    "follow_probe": ".verdict",
    "join_prices": ".price",
    "judge_probe": ".verdict",
    "plan_probe": ".protocol",
    "power_table": ".power",
    "probe_power": ".power",
    "probe_price": ".price",
    "require_fit_for_probe": ".safety",
}

__all__ = [
    "FRESH",
    "LARGEST_LOSS",
    "PROBED",
    "SHAM",
    "Day",
    "Finding",
    "Power",
    "Price",
    "ProbeVerdict",
    "Protocol",
    "Reading",
    "Round",
    "follow_probe",
    "join_prices",
    "judge_probe",
    "plan_probe",
    "power_table",
    "probe_power",
    "probe_price",
    "require_fit_for_probe",
]

__getattr__ = lazily(__name__, _MODULE_OF)
