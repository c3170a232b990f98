"""Where else a person is told of what did not arrive (TSK-9)."""

from collections.abc import Sequence
from datetime import timedelta

from domain.deliveries.deliveries import ChannelAddress, ChannelKind, Delivery, DeliveryState

TRIED_WITHIN = timedelta(days=2)
"""A message is tried for a day; what is older does not belong to the same one."""

MOST_ROWS = 500
"""Of the ledger about one event: eight addresses, each tried some forty times."""

_LOST = frozenset({DeliveryState.FAILED, DeliveryState.UNCERTAIN})


def own_addresses(mail: str, channels: Sequence[ChannelAddress]) -> tuple[ChannelAddress, ...]:
    """Return where somebody reads what is theirs: their channels, else their mail."""
    return tuple(channels) or _mail(mail)


def every_address(mail: str, channels: Sequence[ChannelAddress]) -> tuple[ChannelAddress, ...]:
    """Return all places where somebody reads what is theirs, the preferred first.

    Text messages cost money: they are for those who set them, and for pages.
    """
    return (*channels, *(each for each in _mail(mail) if each not in channels))


def another_way(
    addresses: Sequence[ChannelAddress], rows: Sequence[Delivery]
) -> ChannelAddress | None:
    """Return where to tell next of what an address did not take; None: nowhere.

    None, too, when another address has it or is still being tried: it answers for itself.

    Args:
        addresses: of the person, the preferred first.
        rows: of the ledger about the same event and person, newest first.
    """
    newest: dict[tuple[ChannelKind, str], DeliveryState] = {}
    for row in rows:
        newest.setdefault((row.channel, row.target), row.state)
    if any(state not in _LOST for state in newest.values()):
        return None
    return next((each for each in addresses if (each.kind, each.target) not in newest), None)


def _mail(mail: str) -> tuple[ChannelAddress, ...]:
    return (ChannelAddress(ChannelKind.MAIL, mail),) if mail else ()
