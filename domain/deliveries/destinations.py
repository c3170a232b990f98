"""Which messages can leave at all: the channels that the settings configure (TSK-9).

Another process may run with other settings, and they may change later: then the delivery fails and
says so. What can never arrive from here is refused when it is set.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from domain.deliveries.channels import BY_NAME, CHANNELS
from domain.deliveries.deliveries import ChannelAddress, ChannelKind

MOST_LISTED = 20


@dataclass(frozen=True)
class Destinations:
    """What is configured.

    Attributes:
        names: by channel, the robots or webhooks there are; none for channels with addresses.
    """

    names: Mapping[ChannelKind, frozenset[str]]

    def refusal(self, address: ChannelAddress) -> str:
        """Return why nothing can arrive there, as the rule of a field; empty when it can."""
        kind, channel = address.kind, CHANNELS[address.kind]
        if not channel.called:
            return "" if kind in self.names else f"cannot be used: {channel.missing}; {self._all()}"
        if address.target in self.names.get(kind, frozenset()):
            return ""
        if not self.names.get(kind):
            return f"must name a configured {channel.called}, and there is none; {self._all()}"
        return f"must be a configured {channel.called}: {_listed(self.names[kind])}"

    def _all(self) -> str:
        there = [
            f"{kind} ({_listed(names)})" if names else str(kind)
            for kind, names in sorted(self.names.items())
            if names or kind not in BY_NAME
        ]
        return f"configured are {', '.join(there)}" if there else "nothing is configured"


def _listed(names: Iterable[str]) -> str:
    found = sorted(names)
    more = len(found) - MOST_LISTED
    return ", ".join(found[:MOST_LISTED]) + (f" and {more} more" if more > 0 else "")
