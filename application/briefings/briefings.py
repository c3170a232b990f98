"""What people, robots and agents may ask about briefings."""

import asyncio
from dataclasses import dataclass, fields, replace
from datetime import datetime, time
from functools import partial

from application.common.languages import known_language
from application.ports.briefings import BriefingClient, BriefingRefused, Briefings
from application.ports.clock import Clock, Ids
from application.ports.logs import LogStore
from application.ports.people import People
from application.ports.progress import Progress
from application.ports.rendering import Form, Renderer
from domain.briefings.briefings import (
    Briefing,
    BriefingSettings,
    BriefingToday,
    Greeting,
    GreetingAnswer,
    GreetingKind,
    briefing_day,
    briefing_id,
    check_settings,
)
from domain.briefings.evidence import EvidenceKind, evidence_ids, numbered
from domain.briefings.greetings import short_answer
from domain.briefings.summaries import Topic
from domain.common.errors import InvalidRequest, NotFound
from domain.common.messages import Message, message
from domain.common.readers import Language, Reader
from domain.deliveries.deliveries import ChannelAddress, ChannelKind
from domain.deliveries.destinations import Destinations
from domain.logs.logs import LogLine
from domain.people.access import Actor, Permission, require
from domain.people.people import Person

LONGEST_KEY = 64
"""Characters of a claimant's key; it becomes part of a workflow's history."""

MOST_LISTED = 100


@dataclass(frozen=True, kw_only=True)
class GreetingReply:
    """What is said back to a greeting.

    Attributes:
        kind: why it is this text.
        key: the claimant's key; greet again with it to hear the same briefing again.
        text: all of it, as plain text for the ear.
        spoken: the same in parts of at most 1,024 bytes; "more" is the next part.
        briefing_id: the briefing that is, or was already, given today; else empty.
    """

    kind: GreetingKind
    key: str
    text: str
    spoken: tuple[str, ...]
    day: str
    briefing_id: str = ""
    title: str = ""


@dataclass(frozen=True, kw_only=True)
class BriefingChanges:
    """Settings to change; None leaves a setting as it is."""

    zone: str | None = None
    language: Language | None = None
    window_start: time | None = None
    window_end: time | None = None
    prepare_minutes: int | None = None
    channels: tuple[ChannelAddress, ...] | None = None
    mail_after_spoken: str | None = None
    topics: tuple[Topic, ...] | None = None
    quiet_hours: str | None = None
    muted_until: datetime | None = None
    speech_rate: float | None = None
    critical_by: tuple[ChannelKind, ...] | None = None

    def applied_to(self, settings: BriefingSettings) -> BriefingSettings:
        """Return the settings with the changes made."""
        given = {each.name: getattr(self, each.name) for each in fields(self)}
        return replace(settings, **{name: to for name, to in given.items() if to is not None})


@dataclass(frozen=True)
class EvidenceShown:
    """One checkable fact, in the words of who asks; else as `Evidence` has it."""

    id: str
    kind: EvidenceKind
    text: str
    query: str
    start: datetime | None
    end: datetime | None


@dataclass(frozen=True)
class EvidenceFound:
    """One piece of evidence, looked up again; `line` only for log lines that are still kept."""

    evidence: EvidenceShown
    line: LogLine | None = None


@dataclass(frozen=True)
class BriefingService:
    """The one door to briefings: every face calls it, none goes around it."""

    life: BriefingClient
    briefings: Briefings
    people: People
    logs: LogStore
    progress: Progress
    clock: Clock
    ids: Ids
    words: Renderer
    destinations: Destinations

    async def greet(
        self,
        *,
        by: Actor,
        person_id: str | None = None,
        key: str = "",
        via: str = "http",
    ) -> GreetingReply:
        """Say good morning; the day's first greeting in the window is answered with the briefing.

        Args:
            by: who asks.
            person_id: whose morning it is; the asker's own when None.
            key: a key of the caller's own (at most 64 characters); with the key that won, the
                briefing is given again, so a lost answer can be asked for again.
            via: what carried the greeting, for the record.

        Raises:
            Unavailable: the answer did not come in time; asking again with the key is safe.
        """
        if len(key) > LONGEST_KEY:
            raise InvalidRequest("key", message("rule.most_characters", most=LONGEST_KEY))
        person = await self._person(by, Permission.GREET, person_id)
        key = key or self.ids.new()
        settings = await self._settings(person)
        day = briefing_day(self.clock.now(), settings).isoformat()
        # The text is fetched while the workflow decides: usually it is there already.
        answer, ready = await asyncio.gather(
            self._asked(person.id, day, Greeting(key, via), settings),
            self.briefings.get(briefing_id(person.id, day)),
        )
        if isinstance(answer, GreetingKind):
            told = ready is not None and answer is GreetingKind.ALREADY_GIVEN
            name = briefing_id(person.id, day) if told else ""
            return self._short(answer, key, day, person, settings, name)
        if answer.winner != key:
            return self._short(
                GreetingKind.ALREADY_GIVEN, key, day, person, settings, answer.briefing_id
            )
        if ready is None or ready.id != answer.briefing_id:
            ready = await self._stored(answer.briefing_id)
        return _told(ready, key)

    async def read(self, *, by: Actor, briefing: str) -> Briefing:
        """Return a written briefing by its id (`<person>/<date>`); reading is not greeting."""
        owner = briefing.partition("/")[0]
        require(by, Permission.READ_BRIEFING, owner=owner, hidden_as=("briefing", briefing))
        return await self._stored(briefing)

    async def list(
        self, *, by: Actor, person_id: str | None = None, before: str | None = None, limit: int = 20
    ) -> list[Briefing]:
        """Return written briefings with day < `before`, newest first."""
        person = await self._person(by, Permission.READ_BRIEFING, person_id)
        if not 1 <= limit <= MOST_LISTED:
            raise InvalidRequest("limit", message("rule.between", least=1, most=MOST_LISTED))
        return await self.briefings.list(person.id, before=before, limit=limit)

    async def evidence(self, *, by: Actor, briefing: str, evidence_id: str) -> EvidenceFound:
        """Look one piece of a briefing's evidence up again, by its id or its number (`e3`)."""
        owner = briefing.partition("/")[0]
        require(by, Permission.READ_BRIEFING, owner=owner, hidden_as=("briefing", briefing))
        facts = await self.briefings.facts(briefing)
        if facts is None:
            raise NotFound("briefing", briefing)
        known = evidence_ids(facts)
        numbers = {number: name for name, number in numbered(known).items()}
        evidence_id = numbers.get(evidence_id, evidence_id)
        if evidence_id not in known:
            raise NotFound("evidence", evidence_id)
        kind, _, name = evidence_id.partition(":")
        line = await self.logs.line(name) if kind == "line" else None
        found = known[evidence_id]
        asker = await self.people.get(by.person_id)
        language = (await self._settings(asker)).language if asker else Language.ENGLISH
        reader = Reader(language, facts.zone)
        text = self.words.text(found.said, reader, today=facts.local_date)
        shown = EvidenceShown(found.id, found.kind, text, found.query, found.start, found.end)
        return EvidenceFound(shown, line)

    async def today(self, *, by: Actor, person_id: str | None = None) -> BriefingToday:
        """Return today's state, the settings in force and the next due time."""
        person = await self._person(by, Permission.READ_BRIEFING, person_id)
        await self.life.ensure(person.id, await self._settings(person))
        return await self.life.today(person.id)

    async def progress_of(self, *, by: Actor, person_id: str | None = None) -> str:
        """Return what is being done for today's briefing this moment; empty when nothing is."""
        person = await self._person(by, Permission.GREET, person_id)
        return await self.progress.get(f"briefing/{person.id}") or ""

    async def settings(self, *, by: Actor, person_id: str | None = None) -> BriefingSettings:
        """Return the settings in force."""
        return await self._settings(await self._person(by, Permission.READ_BRIEFING, person_id))

    async def configure(
        self, *, by: Actor, changes: BriefingChanges, person_id: str | None = None
    ) -> BriefingSettings:
        """Change window, zone, channels, topics or language while it runs (BRF-8).

        A person has one language and one wall clock: what tells them of anything else, tasks and
        events, follows (I18-1).

        Raises:
            InvalidRequest: a field breaks a rule; nothing was changed.
        """
        person, settings = await self._wanted(by, changes, person_id)
        await self.life.ensure(person.id, settings)
        await self.life.configure(person.id, settings)
        await self.people.change(
            person.id, partial(replace, zone=settings.zone, language=settings.language)
        )
        return settings

    async def check(self, *, by: Actor, changes: BriefingChanges) -> None:
        """Raise what `configure` would; change nothing."""
        await self._wanted(by, changes, None)

    async def own_mail(self, *, by: Actor) -> str:
        """Return the mail address that is the asker's own; empty: none is known."""
        return (await self._person(by, Permission.READ_BRIEFING, None)).mail

    async def _wanted(
        self, by: Actor, changes: BriefingChanges, person_id: str | None
    ) -> tuple[Person, BriefingSettings]:
        person = await self._person(by, Permission.CONFIGURE_BRIEFING, person_id)
        before = await self._settings(person)
        known_language(changes.language, self.words)
        settings = check_settings(changes.applied_to(before))
        self._check_reachable(by, person, before, settings)
        return person, settings

    def _check_own(self, person: Person, kind: ChannelKind) -> None:
        """Refuse a way to somebody's own mail or phone where none is known, or none leads."""
        target = person.mail if kind is ChannelKind.MAIL else person.phone
        refusal: Message | None = message("rule.no_own_address", channel=kind)
        if target:
            refusal = self.destinations.refusal(ChannelAddress(kind, target))
        if refusal:
            raise InvalidRequest("critical_by", refusal)

    def _check_reachable(
        self, by: Actor, person: Person, before: BriefingSettings, wanted: BriefingSettings
    ) -> None:
        """Refuse a new address where nothing can arrive (TSK-9), or may be sent (PSH-10)."""
        for index, address in enumerate(wanted.channels):
            refusal = self.destinations.refusal_to(by, address, own=person)
            if refusal and address not in before.channels:
                raise InvalidRequest(f"channels[{index}]", refusal)
        for kind in set(wanted.critical_by) - set(before.critical_by):
            self._check_own(person, kind)
        mail = wanted.mail_after_spoken
        if mail and mail != before.mail_after_spoken:
            refusal = self.destinations.refusal_to(
                by, ChannelAddress(ChannelKind.MAIL, mail), own=person
            )
            if refusal:
                raise InvalidRequest("mail_after_spoken", refusal)

    async def pause(
        self, *, by: Actor, person_id: str | None = None, reason: str = ""
    ) -> BriefingToday:
        """Prepare, give and push nothing until resumed."""
        person = await self._person(by, Permission.CONFIGURE_BRIEFING, person_id)
        if len(reason) > 200:
            raise InvalidRequest("reason", message("rule.most_characters", most=200))
        await self.life.ensure(person.id, await self._settings(person))
        return await self.life.pause(person.id, reason=reason)

    async def resume(self, *, by: Actor, person_id: str | None = None) -> BriefingToday:
        """Go on with briefings."""
        person = await self._person(by, Permission.CONFIGURE_BRIEFING, person_id)
        await self.life.ensure(person.id, await self._settings(person))
        return await self.life.resume(person.id)

    async def prepare_now(self, *, by: Actor, person_id: str | None = None) -> BriefingToday:
        """Prepare today's briefing without waiting for its time; a prepared one stays."""
        person = await self._person(by, Permission.CONFIGURE_BRIEFING, person_id)
        await self.life.ensure(person.id, await self._settings(person))
        return await self.life.prepare_now(person.id)

    async def start(self, person_id: str) -> None:
        """Start the briefing of a person who has just come; starting twice is once."""
        person = await self.people.get(person_id)
        if person is None:
            raise NotFound("person", person_id)
        await self.life.ensure(person.id, await self._settings(person))

    async def _asked(
        self, person_id: str, day: str, greeting: Greeting, settings: BriefingSettings
    ) -> GreetingAnswer | GreetingKind:
        """Return the workflow's answer, or the reason why it gave none."""
        try:
            return await self.life.greet(person_id, day, greeting, settings)
        except BriefingRefused as refusal:
            return refusal.kind

    async def _person(self, by: Actor, permission: Permission, person_id: str | None) -> Person:
        owner = person_id or by.person_id
        require(by, permission, owner=owner, hidden_as=("person", owner))
        person = await self.people.get(owner)
        if person is None:
            raise NotFound("person", owner)
        return person

    async def _settings(self, person: Person) -> BriefingSettings:
        kept = await self.briefings.settings(person.id)
        return kept or BriefingSettings(zone=person.zone, language=person.language)

    async def _stored(self, briefing: str) -> Briefing:
        stored = await self.briefings.get(briefing)
        if stored is None:
            raise NotFound("briefing", briefing)
        return stored

    def _short(
        self,
        kind: GreetingKind,
        key: str,
        day: str,
        person: Person,
        settings: BriefingSettings,
        briefing: str = "",
    ) -> GreetingReply:
        answer = short_answer(kind, person, settings, now=self.clock.now())
        reader = Reader(settings.language, settings.zone)
        text = self.words.text(answer, reader)
        spoken = self.words.text(answer, reader, form=Form.SPOKEN)
        return GreetingReply(
            kind=kind, key=key, text=text, spoken=(spoken,), day=day, briefing_id=briefing
        )


def _told(briefing: Briefing, key: str) -> GreetingReply:
    return GreetingReply(
        kind=GreetingKind.BRIEFING,
        key=key,
        text="\n".join(briefing.spoken),
        spoken=briefing.spoken,
        day=briefing.day,
        briefing_id=briefing_id(briefing.person_id, briefing.day),
        title=briefing.title,
    )
