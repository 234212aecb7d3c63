"""What other machines of the local network call this one."""

from __future__ import annotations

import socket
from contextlib import suppress
from ipaddress import ip_address

ELSEWHERE = ("192.0.2.1", 9)
"""An address that nobody has (RFC 5737): asking which way it lies sends nothing."""


def names_here(host: str) -> tuple[str, ...]:
    """Return what other machines may call this one: its name, and its addresses.

    Parameters
    ----------
    host : str
        Address that is served on, as 0.0.0.0.
    """
    name = socket.gethostname()
    found = [host, name, f"{name}.local", *_addresses(name)]
    return tuple(dict.fromkeys(found))


def address_for_phones(names: tuple[str, ...]) -> str:
    """Return the address at which a phone finds this machine: of `names` the one of the network.

    Empty where there is none, as without a network.
    """
    ours = [name for name in names if _is_of_network(name)]
    towards = _towards_network()
    return towards if towards in ours else next(iter(ours), "")


def _addresses(name: str) -> list[str]:
    """Addresses of this machine, as far as it knows them."""
    found = [_towards_network()]
    with suppress(OSError):  # A name that stands in no table.
        found += [str(each[4][0]) for each in socket.getaddrinfo(name, None)]
    return [each for each in found if each]


def _towards_network() -> str:
    """The address of this machine on the way out; empty without a network."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as way:
        try:
            way.connect(ELSEWHERE)
        except OSError:
            return ""
        return str(way.getsockname()[0])


def _is_of_network(name: str) -> bool:
    """Whether a name is an address that other machines reach."""
    try:
        address = ip_address(name)
    except ValueError:
        return False
    return not (address.is_loopback or address.is_unspecified or address.is_link_local)
