"""A gatherer, a summariser, a writer and a channel that do their work at once and remember it."""

import asyncio
from copy import copy
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from activities.briefings import BriefingActivities
from activities.deliveries import DeliveryActivities
from application.approvals.answers import ApprovalLinks
from application.approvals.values import EditValues
from application.briefings.shares import ShareService
from application.deliveries.messages import Messages
from application.ports.briefings import Tell
from domain.briefings.briefings import Briefing, BriefingSettings, briefing_id
from domain.briefings.facts import BriefingFacts
from domain.briefings.shares import Share
from domain.briefings.summaries import Claim, Summary, Topic, Weight, Writer
from domain.common.messages import bare, message
from domain.common.readers import Language
from domain.deliveries.deliveries import ChannelAddress, ChannelKind, Message, Outcome, Receipt
from domain.events.events import Event
from domain.logs.logs import LogFacts
from domain.people.people import Person
from tests.fakes.briefings import InMemoryBriefings, InMemoryProgress, InMemoryShares
from tests.fakes.clock import CountingIds, ManualClock
from tests.fakes.deliveries import InMemoryDeliveries, InMemoryPace
from tests.fakes.edits import InMemoryCheckpoints
from tests.fakes.events import InMemoryEvents
from tests.fakes.face_incidents import InMemoryApprovals
from tests.fakes.people import InMemoryPeople
from tests.fakes.words import WORDS, foreign


@dataclass
class QuietGatherer:
    """Finds a quiet period; `gate` can hold it, `looked` tells for which days it was asked."""

    looked: list[str] = field(default_factory=list)
    gate: asyncio.Event = field(default_factory=asyncio.Event)
    error: Exception | None = None

    def __post_init__(self) -> None:
        self.gate.set()

    async def gather(
        self,
        person_id: str,
        local_date: date,
        zone: str,
        *,
        since: datetime,
        until: datetime,
        progress: Tell,
    ) -> BriefingFacts:
        self.looked.append(local_date.isoformat())
        await progress(message("log_progress.topics"))
        await self.gate.wait()
        if self.error:
            raise copy(self.error)
        return BriefingFacts(
            person_id=person_id,
            local_date=local_date,
            zone=zone,
            since=since,
            until=until,
            logs=LogFacts(start=since, end=until),
        )


@dataclass
class MoodyBriefings(InMemoryBriefings):
    """Refuses to keep settings with the errors it was given, one for each time."""

    moods: list[Exception] = field(default_factory=list)

    async def save_settings(self, person_id: str, settings: BriefingSettings) -> None:
        if self.moods:
            raise copy(self.moods.pop(0))
        await super().save_settings(person_id, settings)


@dataclass
class MoodyEvents(InMemoryEvents):
    """Refuses to keep events with the errors it was given, one for each time."""

    moods: list[Exception] = field(default_factory=list)

    async def append(self, event: Event) -> bool:
        if self.moods:
            raise copy(self.moods.pop(0))
        return await super().append(event)


@dataclass
class MoodyShares(InMemoryShares):
    """Refuses to keep links with the errors it was given, one for each time."""

    moods: list[Exception] = field(default_factory=list)

    async def add(self, share: Share, *, digest: str) -> None:
        if self.moods:
            raise copy(self.moods.pop(0))
        await super().add(share, digest=digest)


QUIET = message("headline.nothing", all_read=True)


@dataclass
class PlainSummariser:
    """Says one sentence about the logs."""

    async def summarise(
        self, facts: BriefingFacts, *, language: Language, topics: tuple[Topic, ...]
    ) -> Summary:
        claim = Claim(Topic.LOGS, Weight.CALM, message("log.silence"), ("log:total",))
        return Summary(headline=QUIET, claims=(claim,), writer=Writer.RULES, complete=True)


@dataclass
class PlainWriter:
    """Writes the headline in every form."""

    def write(
        self, facts: BriefingFacts, summary: Summary, *, language: Language, created_at: datetime
    ) -> Briefing:
        day = facts.local_date.isoformat()
        name = briefing_id(facts.person_id, day)
        words = f"Briefing of {day}: {bare(summary.headline)}"
        return Briefing(
            id=name,
            person_id=facts.person_id,
            day=day,
            language=language,
            created_at=created_at,
            title=f"Briefing {day}",
            spoken=(words,),
            markdown=words,
            text=words,
            html=f"<p>{words}</p>",
            complete=summary.complete,
            writer=summary.writer,
        )


@dataclass
class PlainPages:
    """Puts Markdown between two tags."""

    def html_of(self, *, title: str, markdown: str) -> str:
        return f"<p>{title}: {markdown}</p>"


@dataclass
class ObedientChannel:
    """Answers with the receipts it was given, then accepts everything."""

    kind: ChannelKind = ChannelKind.MAIL
    parts: int = 1
    answers: list[Receipt] = field(default_factory=list)
    sent: list[tuple[Message, ChannelAddress, int]] = field(default_factory=list)

    def parts_of(self, message: Message, to: ChannelAddress) -> int:
        return self.parts

    async def send(self, message: Message, to: ChannelAddress, *, first_part: int = 0) -> Receipt:
        self.sent.append((message, to, first_part))
        if self.answers:
            return self.answers.pop(0)
        return Receipt(outcome=Outcome.ACCEPTED, detail=foreign("250 ok"), parts=1, sent_parts=1)


@dataclass
class Household:
    """Every port of the worker in memory, for one person called Mei."""

    clock: ManualClock = field(default_factory=ManualClock)
    ids: CountingIds = field(default_factory=CountingIds)
    gatherer: QuietGatherer = field(default_factory=QuietGatherer)
    briefings: MoodyBriefings = field(default_factory=MoodyBriefings)
    people: InMemoryPeople = field(default_factory=InMemoryPeople)
    events: MoodyEvents = field(default_factory=MoodyEvents)
    progress: InMemoryProgress = field(default_factory=InMemoryProgress)
    shares: MoodyShares = field(default_factory=MoodyShares)
    approvals: InMemoryApprovals = field(default_factory=InMemoryApprovals)
    checkpoints: InMemoryCheckpoints = field(default_factory=InMemoryCheckpoints)
    deliveries: InMemoryDeliveries = field(default_factory=InMemoryDeliveries)
    pace: InMemoryPace = field(default_factory=InMemoryPace)
    mail: ObedientChannel = field(default_factory=ObedientChannel)

    async def move_in(self, person: Person | None = None) -> None:
        """Add the person."""
        await self.people.add(person or Person(id="u_mei", name="梅"), password_hash="")

    def briefing_activities(self) -> BriefingActivities:
        return BriefingActivities(
            self.gatherer,
            PlainSummariser(),
            PlainWriter(),
            self.briefings,
            self.people,
            self.events,
            self.progress,
            WORDS,
        )

    def delivery_activities(self) -> DeliveryActivities:
        return DeliveryActivities(
            {ChannelKind.MAIL: self.mail, ChannelKind.WECOM: replace_kind(self.mail)},
            self.deliveries,
            self.messages(),
            self.people,
            self.pace,
            self.events,
            self.briefings,
            self.clock,
        )

    def messages(self) -> Messages:
        return Messages(
            self.briefings,
            self.events,
            ShareService(self.shares, self.briefings, self.events, self.clock, self.ids),
            ApprovalLinks(self.approvals, self.ids),
            PlainPages(),
            lambda token: f"https://zhiban.example/s/{token}",
            lambda token: f"https://zhiban.example/a/{token}",
            lambda token: f"https://zhiban.example/t/{token}",
            lambda token: f"https://zhiban.example/m/{token}",
            WORDS,
            no_code,
            sandbox=True,
            values=EditValues(self.checkpoints),
            console="https://zhiban.example/console",
        )


async def no_code(owner: str, request_id: str) -> str:
    """Return that a code is of no use any more."""
    return ""


def replace_kind(channel: ObedientChannel) -> ObedientChannel:
    """Return a WeCom channel that shares the mail channel's memory."""
    return replace(channel, kind=ChannelKind.WECOM)
