"""Who is called about an incident, where, and what comes next when nobody takes it (RBK-3, ALR-10).

A page that a channel accepted is tried nowhere else; only an acknowledgement ends the call.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from domain.briefings.briefings import BriefingSettings
from domain.clusters.clusters import WorkloadRef
from domain.common.messages import Message
from domain.deliveries.deliveries import ChannelAddress, ChannelKind, DeliveryState
from domain.deliveries.quiet_hours import quiet_until
from domain.incidents.incidents import CallReason
from domain.incidents.policy.patterns import covers, place_of
from domain.incidents.policy.policies import PagingRules, Policy
from domain.oncall.duty_list import Duty, Unfilled
from domain.people.people import Person

PATIENCE = timedelta(seconds=30)
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
        last: whether they are told only after everybody else: admins, all at once.
        quiet_until: end of the quiet hours that they have now; None: they have none.
        duty: why they are called, where a schedule has them on call; kept for the record.
        unfilled: schedules that add nobody, for which they are called: admins.
        critical: where they are told besides, at once, of what is critical.
    """

    person_id: str
    addresses: tuple[ChannelAddress, ...]
    others: tuple[ChannelAddress, ...] = ()
    last: bool = False
    quiet_until: datetime | None = None
    duty: Duty | None = None
    unfilled: tuple[Unfilled, ...] = ()
    critical: tuple[ChannelAddress, ...] = ()

    def told_of(self, *, critical: bool) -> "Reachable":
        """Return them with the addresses at which they are told at once of what is so bad."""
        if not critical or not self.critical:
            return self
        others = tuple(each for each in self.others if each not in self.critical)
        return replace(self, addresses=(*self.addresses, *self.critical), others=others)

    def is_quiet(self, now: datetime) -> bool:
        """Say whether what can wait waits for them."""
        return self.quiet_until is not None and now < self.quiet_until


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
    """A call that nobody has acknowledged yet; add fields, with defaults, at the end.

    Attributes:
        looks: how often nobody new was found.
        turn: people who are paged now, until they acknowledge it or their turn is over.
        times: how often they were paged in this turn.
        since: when they were paged last.
        over: people of this round who did not acknowledge it.
        round: from 1.
        sent: how often anybody was paged.
        held_until: end of the quiet hours for which it waits; None: it waits for none.
        unfilled: schedules that added nobody when people were looked for last.
        quiet: person whose quiet hours it waited for; empty: nobody's.
        quiet_end: when these ended.
        asks: how often it was asked whether one message tells of all that waited.
        paced: whether it waits because too many that nobody vouches for were paged.
    """

    reason: CallReason
    detail: Message | None = None
    pages: tuple[Page, ...] = ()
    looks: int = 0
    turn: tuple[str, ...] = ()
    times: int = 0
    since: datetime | None = None
    over: tuple[str, ...] = ()
    round: int = 1
    sent: int = 0
    held_until: datetime | None = None
    unfilled: tuple[Unfilled, ...] = ()
    paced: bool = False
    quiet: str = ""
    quiet_end: datetime | None = None
    asks: int = 0

    @property
    def is_accepted(self) -> bool:
        """Whether a channel took a page of it."""
        return any(each.is_accepted for each in self.pages)

    def has_failed(self, now: datetime) -> bool:
        """Say whether no page of it can still be hoped for; also when there is none."""
        return all(each.has_failed(now) for each in self.pages)

    def is_on_its_way(self, now: datetime) -> bool:
        """Say whether the fate of a page is not known yet, and may be soon."""
        return any(not each.is_settled and not each.has_failed(now) for each in self.pages)

    def look_at(self, now: datetime, rules: PagingRules, *, critical: bool) -> datetime | None:
        """Return when to look again who is paged; None: only once a page is settled."""
        if self.held_until is not None and now < self.held_until:
            return self.held_until
        due = [
            each.at + PATIENCE
            for each in self.pages
            if not each.is_settled and not each.has_failed(now)
        ]
        if self.is_accepted and self.since is not None:
            again = rules.pace(critical=critical).again if self.turn else rules.pause
            if self.turn or self.round < rules.rounds:
                due.append(self.since + timedelta(seconds=again))
        elif not due and self.looks < MOST_LOOKS:
            due.append(now + (SOON if self.looks < FIRST_LOOKS else LATER))
        return max(min(due), now) if due else None

    def paged(self, pages: Sequence[Page]) -> "Call":
        """Return it with pages that are about to leave; each replaces the one before it there."""
        places = {(each.person_id, each.address) for each in pages}
        old = (each for each in self.pages if (each.person_id, each.address) not in places)
        return replace(self, pages=(*old, *pages), sent=self.sent + 1)

    def postponed(self, now: datetime) -> "Call":
        """Return it as if people had been paged just now: what is over now need not wake them."""
        return replace(self, since=now)

    def is_spent(self, rules: PagingRules) -> bool:
        """Say whether everybody was paged as often as the rules want, and nobody answered."""
        return self.is_accepted and not self.turn and self.round >= rules.rounds


Next = tuple[str, ChannelAddress]
"""A person and an address."""


def held_until(people: Sequence[Reachable], call: Call, now: datetime) -> datetime | None:
    """Return until when a page that can wait is held back; None: somebody is awake for it.

    It waits for whoever has it now, else for the first on call to wake, rather than going to others
    or to the admins in the middle of the night.
    """
    mine = [each for each in people if each.person_id in call.turn]
    first = mine or [each for each in people if not each.last] or list(people)
    ends = [each.quiet_until for each in first if each.quiet_until and each.is_quiet(now)]
    return min(ends) if ends and len(ends) == len(first) else None


def waits_for(people: Sequence[Reachable], until: datetime) -> str:
    """Return the person whose quiet hours end at a moment; empty: nobody's do."""
    return next((each.person_id for each in people if each.quiet_until == until), "")


def next_pages(
    people: Sequence[Reachable], call: Call, rules: PagingRules, now: datetime, *, critical: bool
) -> tuple[Call, list[Next]]:
    """Return the call with whose turn it is, and whom to page now, and where.

    Person by person in their order, then all who come last together; each is told at all addresses
    that they named, and for each of those that fails one of their others follows. Whoever does not
    acknowledge it is paged again, then the next; after the last it begins from the top.

    Args:
        people: who can be reached now, in order.
        call: as far as it has come.
        rules: of the policy.
        now: by the workflow's clock.
        critical: which of the paces counts.
    """
    mine = [each for each in people if each.person_id in call.turn]
    if mine and (following := _following(mine, call, now)):
        return call, following
    pace = rules.pace(critical=critical)
    if any(_is_answerable(each, call, now) for each in mine):
        if call.since is not None and now - call.since < timedelta(seconds=pace.again):
            return call, []
        if call.times < pace.pages:
            return replace(call, times=call.times + 1, since=now), _again(mine, call, now)
    call = replace(call, turn=(), over=tuple(dict.fromkeys((*call.over, *call.turn))))
    return _next_turn(people, call, rules, now)


def _next_turn(
    people: Sequence[Reachable], call: Call, rules: PagingRules, now: datetime
) -> tuple[Call, list[Next]]:
    """Begin the turn of whoever comes next; a round that is over begins again after its pause."""
    if not call.is_accepted:
        left = {each.person_id for each in people if _next(each, call, now)}
        over = tuple(each for each in call.over if each not in left)
    elif all(each.person_id in call.over for each in people) and _is_paused(call, rules, now):
        over, call = (), replace(call, round=call.round + 1)
    else:
        over = call.over
    for turn in _turns(people):
        fresh = [each for each in turn if each.person_id not in over]
        sending = list(dict.fromkeys((*_again(fresh, call, now), *_following(fresh, call, now))))
        if sending:
            ids = tuple(each.person_id for each in fresh)
            return replace(call, turn=ids, times=1, since=now, over=over), sending
    return replace(call, over=over), []


def _is_paused(call: Call, rules: PagingRules, now: datetime) -> bool:
    """Say whether another round is due."""
    if call.since is None or call.round >= rules.rounds:
        return False
    return now - call.since >= timedelta(seconds=rules.pause)


def _turns(people: Sequence[Reachable]) -> list[list[Reachable]]:
    """Return who is paged together, in order."""
    last = [each for each in people if each.last]
    return [*([each] for each in people if not each.last), *([last] if last else [])]


def _is_answerable(person: Reachable, call: Call, now: datetime) -> bool:
    """Say whether a page to somebody was taken, or may be yet."""
    mine = (each for each in call.pages if each.person_id == person.person_id)
    return any(not each.has_failed(now) for each in mine)


def _again(people: Sequence[Reachable], call: Call, now: datetime) -> list[Next]:
    """Return where people are paged once more: everywhere but where it is on its way or failed."""
    sending = []
    for person in people:
        mine = {each.address: each for each in call.pages if each.person_id == person.person_id}
        open_ = [
            each
            for each in dict.fromkeys((*person.addresses, *person.others))
            if (page := mine.get(each)) is None or page.is_accepted or page.may_be_repeated(now)
        ]
        wanted = [each for each in open_ if each in person.addresses]
        taken = [each for each in open_ if each in mine and mine[each].is_accepted]
        sending += [(person.person_id, each) for each in dict.fromkeys((*wanted, *taken))]
    return sending


def _following(people: Sequence[Reachable], call: Call, now: datetime) -> list[Next]:
    """Return the addresses that follow those of this turn that failed, or are new."""
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


def unfilled_of(people: Sequence[Reachable]) -> tuple[Unfilled, ...]:
    """Return the schedules for which admins are called, each once."""
    return tuple(dict.fromkeys(one for each in people for one in each.unfilled))


def people_on_call(policy: Policy, owner: WorkloadRef | None) -> tuple[str, ...]:
    """Return whom to call, in order: those of the service before the policy's own.

    Each is the id of a person, or `schedule:<name>` for whoever is on call by it.
    """
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


def reachable(
    person: Person, settings: BriefingSettings | None, now: datetime | None = None
) -> Reachable | None:
    """Return where somebody can be reached; None when nowhere.

    Args:
        person: who.
        settings: what they asked for.
        now: for their quiet hours; None: these do not matter.
    """
    wanted = addresses_of(person, settings)
    if not wanted:
        return None
    known = ((ChannelKind.MAIL, person.mail), (ChannelKind.SMS, person.phone))
    all_ = [ChannelAddress(kind, target) for kind, target in known if target]
    told = {(each.kind, each.target) for each in wanted}
    others = tuple(each for each in all_ if (each.kind, each.target) not in told)
    wanted_too = settings.critical_by if settings is not None else ()
    critical = tuple(each for each in others if each.kind in wanted_too)
    quiet = None
    if settings is not None and now is not None:
        quiet = quiet_until(settings.quiet_hours, settings.zone, now, muted=settings.muted_until)
    return Reachable(person.id, wanted, others, quiet_until=quiet, critical=critical)
