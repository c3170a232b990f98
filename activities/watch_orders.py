"""What a watch's workflow and its checks say to each other."""

from dataclasses import dataclass
from datetime import datetime

from domain.deliveries.deliveries import ChannelAddress
from domain.task_types.configs import AnyTask


@dataclass(frozen=True)
class WatchOrder:
    """What to watch; input of `tasks.watch`: add fields, with defaults, at the end.

    Attributes:
        task: as the workflow knows it.
        acknowledged: how many findings the workflow has dealt with.
        due: when to look first; None: at once.
        as_of: the newest change of the task that this order knows of.
    """

    task: AnyTask
    acknowledged: int = 0
    due: datetime | None = None
    as_of: datetime | None = None


@dataclass(frozen=True)
class FoundEvent:
    """A finding that was kept as an event; what it says stays in storage.

    Attributes:
        addresses: where it is told when it is told for several watches; empty: where this one is.
    """

    event_id: str
    type: str
    notify: bool = True
    addresses: tuple[ChannelAddress, ...] = ()


@dataclass(frozen=True)
class WatchReport:
    """Why an attempt ended: something was found, or the task has changed.

    Attributes:
        reported: how many findings there are now; acknowledge them with the next order.
        found: those that the order did not acknowledge, in order.
        due: when to look next; None: not decided.
        as_of: the newest change of the task that the attempt saw.
        task: as it is kept, when its configuration is newer than the order's.
        pause: whether the watch must not look again until its owner resumes it.
    """

    reported: int
    found: tuple[FoundEvent, ...] = ()
    due: datetime | None = None
    as_of: datetime | None = None
    task: AnyTask | None = None
    pause: bool = False
