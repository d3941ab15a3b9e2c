"""Where a web request may go: never into our own machine, and into a private network only if the deployment names it."""

from __future__ import annotations

import ipaddress
import socket
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from banji.foundation import installation
from banji.foundation.errors import Refused
from banji.foundation.models import Installation


@dataclass(frozen=True, slots=True)
class Target:
    """An address taken apart. `ip` is what will be connected to: looked up once, so that it cannot change between."""

    secure: bool
    host: str
    port: int
    path: str
    ip: str = ""


def read_address(address: str) -> Target:
    """Take a web address apart. Refused with a sentence for whoever types it."""
    try:
        parts = urlsplit(address.strip())
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    schemes = ("https",) if _is_live() else ("https", "http")
    if parts.scheme not in schemes or not parts.hostname or not address.isascii():
        raise Refused(
            _("This is not an address a message may be sent to."),
            remedy=_("Write it out in full, such as https://exchange.example.gov.cn/banji."),
        )
    if parts.username or parts.password or parts.fragment:
        raise Refused(
            _("The address must not hold a user, a password or a part after #."),
            remedy=_("The signature says who we are; nothing secret belongs into an address."),
        )
    secure = parts.scheme == "https"
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(secure, parts.hostname, port or (443 if secure else 80), path)


def resolve(address: str) -> Target:
    """The address with the machine behind it. Raises `OSError` when the name is not known, `Refused` when no message
    may go there."""
    target = read_address(address)
    found = socket.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM)
    ips = [str(entry[4][0]) for entry in found]
    for ip in ips:
        if not may_go_to(ip):
            raise Refused(
                _("No message may be sent to %(host)s: it lies in our own machine or in a private network.")
                % {"host": target.host},
                rule="BANJI_EXCHANGE_NETWORKS",
                remedy=_("A deployment names the networks of the administration in that setting."),
            )
    return Target(target.secure, target.host, target.port, target.path, ips[0])


def may_go_to(ip: str) -> bool:
    """A public address, or one of the networks that the deployment names; this machine and its neighbours on the
    wire (where clouds keep their keys) never. In a demo or test city the own machine is where the receivers are."""
    found = ipaddress.ip_address(ip.partition("%")[0])
    found = getattr(found, "ipv4_mapped", None) or found
    if not _is_live() and found.is_loopback:
        return True
    if found.is_loopback or found.is_link_local or found.is_multicast or found.is_unspecified:
        return False
    named = (ipaddress.ip_network(network) for network in settings.BANJI_EXCHANGE_NETWORKS)
    return found.is_global or any(found in network for network in named)


def _is_live() -> bool:
    return installation.kind() == Installation.LIVE
