"""The fatigue probe: tire one link by a measured amount, run again, and read its price.

No muscle model is needed: the price of a link is the share of speed lost for a share of its
strength lost. `plan_probe` makes the protocol, `probe_price` reads the price from what was done,
`probe_power` tells beforehand what it can show. It is experimental: no study of top speed after
tiring one muscle group was found.
"""

from nextstride.probe.power import Power, probe_power
from nextstride.probe.price import Price, join_prices, probe_price
from nextstride.probe.protocol import Day, Protocol, plan_probe
from nextstride.probe.rounds import FRESH, Reading, Round
from nextstride.probe.safety import LARGEST_LOSS, PROBED, SHAM, require_fit_for_probe

__all__ = [
    "FRESH",
    "LARGEST_LOSS",
    "PROBED",
    "SHAM",
    "Day",
    "Power",
    "Price",
    "Protocol",
    "Reading",
    "Round",
    "join_prices",
    "plan_probe",
    "probe_power",
    "probe_price",
    "require_fit_for_probe",
]
