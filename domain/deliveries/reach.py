"""Whom a person may reach: the one rule of every address that is set or sent to (PSH-10).

Everybody reaches their own addresses, and team robots without calling everybody. Other people's
addresses, `@all` and the robots of whoever is on call are for those with the right to reach others,
or for addresses that the operators allow.
"""

from collections.abc import Collection
from dataclasses import dataclass

from domain.common.errors import Forbidden
from domain.common.messages import Called, Command, Message, Names, message
from domain.deliveries.channels import PERSONAL
from domain.deliveries.chat_posts import mentions_of
from domain.deliveries.deliveries import ChannelAddress, ChannelKind
from domain.people.access import Access, Actor, Permission, decide
from domain.people.people import Person

MOST_NAMED = 5


@dataclass(frozen=True)
class Reach:
    """What the operators allow beside people's own addresses.

    Attributes:
        allowed: mail addresses, `@example.com` for all of a domain, numbers, names of robots.
        on_call: names of robots whose chats are for whoever is on call.
    """

    allowed: frozenset[str] = frozenset()
    on_call: frozenset[str] = frozenset()

    def refusal(self, by: Actor, address: ChannelAddress, *, own: Person | None) -> Message | None:
        """Return why somebody may not reach an address, naming what they may; None: they may.

        Args:
            by: who sets the address, or has the message sent.
            address: where to.
            own: the person whose own addresses count as theirs.
        """
        if decide(by, Permission.REACH_OTHERS) is Access.ALLOWED:
            return None
        if address.kind in PERSONAL:
            if self._is_own(address, own) or self._is_allowed(address):
                return None
            return message("rule.not_your_address", allowed=self._mine(own, address.kind))
        if mentions_of(address).everybody:
            return message("rule.not_everybody")
        if address.target in self.on_call and address.target not in self.allowed:
            return message("rule.on_call_robot", robot=Called(address.target))
        return None

    def check(
        self, by: Actor, addresses: Collection[ChannelAddress], *, own: Person | None
    ) -> None:
        """Raise `Forbidden` unless somebody may reach all of these."""
        for address in addresses:
            if (why := self.refusal(by, address, own=own)) is not None:
                raise Forbidden(message("denied.reach", why=why))

    def _is_own(self, address: ChannelAddress, own: Person | None) -> bool:
        mine = _own_of(own, address.kind)
        return bool(mine) and address.target.casefold() == mine.casefold()

    def _is_allowed(self, address: ChannelAddress) -> bool:
        target = address.target.casefold()
        domain = f"@{target.rpartition('@')[2]}" if address.kind is ChannelKind.MAIL else ""
        return target in self.allowed or bool(domain and domain in self.allowed)

    def _mine(self, own: Person | None, kind: ChannelKind) -> Names | None:
        """Return the addresses of a kind that are theirs to reach, as many as anybody reads."""
        mail = kind is ChannelKind.MAIL
        listed = sorted(each for each in self.allowed if ("@" in each) is mail)
        if not mail:
            listed = [each for each in listed if each.startswith("+")]
        mine = _own_of(own, kind)
        found = [*([mine] if mine else []), *listed][:MOST_NAMED]
        return Names(tuple(map(Command, found))) if found else None


OWN_ONLY = Reach()
"""Nothing is allowed beside people's own addresses."""


def _own_of(own: Person | None, kind: ChannelKind) -> str:
    if own is None:
        return ""
    return own.mail if kind is ChannelKind.MAIL else own.phone
