"""Which messages can leave at all: the channels that the settings configure (TSK-9).

Another process may run with other settings, and they may change later: then the delivery fails and
says so. What can never arrive from here is refused when it is set.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from domain.common.messages import Called, Message, Names, message, named
from domain.deliveries.channels import BY_NAME
from domain.deliveries.deliveries import ChannelAddress, ChannelKind
from domain.deliveries.reach import OWN_ONLY, Reach
from domain.people.access import Actor
from domain.people.people import Person

MOST_LISTED = 20


@dataclass(frozen=True)
class Destinations:
    """What is configured.

    Attributes:
        names: by channel, the robots or webhooks there are; none for channels with addresses.
        reach: who may reach whom.
    """

    names: Mapping[ChannelKind, frozenset[str]]
    reach: Reach = OWN_ONLY

    def refusal(self, address: ChannelAddress) -> Message | None:
        """Return why nothing can arrive there, as the rule of a field; None when it can."""
        kind, there = address.kind, self.names.get(address.kind)
        if kind not in BY_NAME:
            if there is not None:
                return None
            return message("rule.channel_missing", channel=kind, there=self._all())
        if not there:
            return message("rule.no_destination", channel=kind, there=self._all())
        if address.target in there:
            return None
        return message("rule.destination", channel=kind, names=_listed(there))

    def refusal_to(
        self, by: Actor, address: ChannelAddress, *, own: Person | None
    ) -> Message | None:
        """Return why nothing can arrive there, or may be sent there by somebody; None: it may."""
        return self.refusal(address) or self.reach.refusal(by, address, own=own)

    def _all(self) -> Names | None:
        there = tuple(
            message("delivery.channel_names", channel=kind, names=_listed(names))
            if names
            else named(kind)
            for kind, names in sorted(self.names.items())
            if names or kind not in BY_NAME
        )
        return Names(there) if there else None


def _listed(names: Iterable[str]) -> Names:
    found = sorted(names)
    more = len(found) - MOST_LISTED
    rest = (message("delivery.more_names", more=more),) if more > 0 else ()
    return Names((*map(Called, found[:MOST_LISTED]), *rest))
