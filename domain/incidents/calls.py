"""Who is called about an incident, where, and what comes next when nobody takes it (RBK-3)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.briefings.briefings import BriefingSettings
from domain.clusters.clusters import WorkloadRef
from domain.common.messages import Message
from domain.deliveries.deliveries import ChannelAddress, ChannelKind, DeliveryState
from domain.incidents.incidents import CallReason
from domain.incidents.policy.patterns import covers, place_of
from domain.incidents.policy.policies import Policy
from domain.people.people import Person

PATIENCE = timedelta(minutes=2)
"""How long a page may be on its way before the next address is tried beside it."""

SEND_AGAIN = timedelta(minutes=15)
"""After a page failed, before the same address is tried once more: it may be mended by then."""

FIRST_LOOKS, SOON, LATER = 10, timedelta(seconds=30), timedelta(minutes=5)
"""How often it is looked whether there is somebody to call: for five minutes soon, then later."""

MOST_LOOKS = 600
"""Looks of one call, two days of them; a page that is taken later still counts."""

_ACCEPTED = frozenset(
    {
        DeliveryState.ACCEPTED,
        DeliveryState.DELIVERED,
        DeliveryState.SPOKEN,
        DeliveryState.READ,
    }
)


@dataclass(frozen=True)
class Reachable:
    """A person and where to reach them; add fields, with defaults, at the end.

    Attributes:
        addresses: where they want to be told, all at once.
        others: where they can be reached besides, one after the other when those fail.
    """

    person_id: str
    addresses: tuple[ChannelAddress, ...]
    others: tuple[ChannelAddress, ...] = ()


@dataclass(frozen=True)
class Page:
    """One message of a call; add fields, with defaults, at the end."""

    key: str
    person_id: str
    address: ChannelAddress
    at: datetime
    state: DeliveryState = DeliveryState.QUEUED
    detail: Message | None = None

    @property
    def is_accepted(self) -> bool:
        """Whether a channel took it."""
        return self.state in _ACCEPTED

    @property
    def is_settled(self) -> bool:
        """Whether nothing more comes of it."""
        return self.is_accepted or self.state in (DeliveryState.FAILED, DeliveryState.UNCERTAIN)

    def has_failed(self, now: datetime) -> bool:
        """Say whether others are to be tried: it failed, its fate is unknown, or it is late."""
        return not self.is_accepted and (self.is_settled or now - self.at >= PATIENCE)

    def may_be_repeated(self, now: datetime) -> bool:
        """Say whether its address may be tried once more."""
        return self.is_settled and not self.is_accepted and now - self.at >= SEND_AGAIN


@dataclass(frozen=True)
class Call:
    """A call that nobody has taken yet; add fields, with defaults, at the end.

    Attributes:
        looks: how often nobody new was found.
    """

    reason: CallReason
    detail: Message | None = None
    pages: tuple[Page, ...] = ()
    looks: int = 0

    def has_failed(self, now: datetime) -> bool:
        """Say whether no page of it can still be hoped for; also when there is none."""
        return all(each.has_failed(now) for each in self.pages)

    def look_at(self, now: datetime) -> datetime | None:
        """Return when to look again who can be called; None: only once a page is settled."""
        hoped = [each.at + PATIENCE for each in self.pages if not each.has_failed(now)]
        if hoped:
            return min(hoped)
        if self.looks >= MOST_LOOKS:
            return None
        return now + (SOON if self.looks < FIRST_LOOKS else LATER)


Next = tuple[str, ChannelAddress]
"""A person and an address."""


def next_pages(people: Sequence[Reachable], call: Call, now: datetime) -> list[Next]:
    """Return whom to page now, and where; nothing while there is hope, or nobody is left.

    Each person is told at all addresses that they named. For each of those that fails, one of
    their others follows.
    """
    return [
        (person.person_id, address) for person in people for address in _next(person, call, now)
    ]


def _next(person: Reachable, call: Call, now: datetime) -> list[ChannelAddress]:
    mine = [
        each
        for each in call.pages
        if each.person_id == person.person_id and not each.may_be_repeated(now)
    ]
    tried = [each.address for each in mine]
    followed = sum(each in person.others for each in tried)
    failed = sum(each.has_failed(now) for each in mine)
    left = [each for each in person.others if each not in tried]
    wanted = [each for each in person.addresses if each not in tried]
    return [*wanted, *left[: max(failed - followed, 0)]]


def people_on_call(policy: Policy, owner: WorkloadRef | None) -> tuple[str, ...]:
    """Return ids of the people to call, in order: those of the service before the policy's own."""
    service = None
    if owner is not None:
        place = place_of(owner)
        service = next((rule for rule in policy.services if covers(rule, place)), None)
    named = (*(service.on_call if service else ()), *policy.on_call)
    return tuple(dict.fromkeys(named))


def addresses_of(person: Person, settings: BriefingSettings | None) -> tuple[ChannelAddress, ...]:
    """Return where to reach somebody: their own channels, else their mail; none when disabled."""
    if person.disabled:
        return ()
    if settings is not None and settings.channels:
        return tuple(settings.channels)
    return (ChannelAddress(ChannelKind.MAIL, person.mail),) if person.mail else ()


def reachable(person: Person, settings: BriefingSettings | None) -> Reachable | None:
    """Return where somebody can be reached; None when nowhere."""
    wanted = addresses_of(person, settings)
    if not wanted:
        return None
    known = ((ChannelKind.MAIL, person.mail), (ChannelKind.SMS, person.phone))
    all_ = [ChannelAddress(kind, target) for kind, target in known if target]
    told = {(each.kind, each.target) for each in wanted}
    others = tuple(each for each in all_ if (each.kind, each.target) not in told)
    return Reachable(person.id, wanted, others)
