"""A text that somebody sends to people and addresses, each told in their language (MCP-1)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from application.common.languages import known_language
from application.deliveries.waiting import answered
from application.people.pagination import all_who
from application.ports.briefings import Briefings
from application.ports.clock import Clock, Ids
from application.ports.deliveries import Deliveries, DeliveryStarts, Pace
from application.ports.events import Events
from application.ports.people import People
from application.ports.rendering import Renderer
from domain.common.errors import Conflict, InvalidRequest, NotFound, TooManyRequests
from domain.common.messages import Called, Message, message, message_of
from domain.common.readers import Language, nearest
from domain.deliveries.announcements import (
    MOST_MESSAGES,
    MOST_RECIPIENTS,
    Planned,
    Wanted,
    Writing,
    digest_of,
    read_recipient,
    shown_target,
)
from domain.deliveries.deliveries import (
    ChannelAddress,
    ChannelKind,
    Delivery,
    DeliveryState,
    delivery_key,
)
from domain.deliveries.destinations import Destinations
from domain.deliveries.other_ways import own_addresses
from domain.deliveries.pacing import DAY_SECONDS, MOST_A_DAY
from domain.events.events import Event, EventType
from domain.people.access import Access, Actor, Permission, decide, require
from domain.people.people import Person, is_person_id

LONGEST_KEY = 64
_EXAMPLE = Called("u_mei")


@dataclass(frozen=True, kw_only=True)
class AnnouncedTo:
    """What became of an announcement for one recipient, by one channel.

    Attributes:
        recipient: as its sender named them.
        channel: None when nothing was sent.
        target: as its sender may see it.
        key: of the message; empty when nothing was sent.
        detail: what was answered, or why nothing was sent.
    """

    recipient: str
    channel: ChannelKind | None
    target: str
    key: str
    state: DeliveryState
    detail: Message | None


@dataclass(frozen=True, kw_only=True)
class Announced:
    """An announcement, and what became of each of its messages.

    Attributes:
        key: asking again with it sends nothing and tells the same of now.
    """

    key: str
    messages: tuple[AnnouncedTo, ...]


@dataclass(frozen=True)
class _Asked:
    """What holds for all recipients of one announcement."""

    by: Actor
    sender: Person
    name: str
    languages: tuple[Language, ...]
    channel: ChannelKind | None


@dataclass(frozen=True)
class AnnouncementService:
    """The one door to what people send to people.

    Attributes:
        patience: seconds to wait for answers; what has none by then is shown as it stands.
        most_a_day: messages that one person may cause within 24 hours, those of tasks included.
    """

    people: People
    briefings: Briefings
    deliveries: Deliveries
    starts: DeliveryStarts
    events: Events
    pace: Pace
    clock: Clock
    ids: Ids
    words: Renderer
    destinations: Destinations
    patience: float = 10.0
    most_a_day: int = MOST_A_DAY

    async def send(
        self,
        *,
        by: Actor,
        to: Sequence[str],
        writing: Writing,
        translations: Mapping[str, Writing] | None = None,
        channel: ChannelKind | None = None,
        key: str = "",
    ) -> Announced:
        """Send a text to each of a list, once for each key.

        Args:
            by: who sends it; their name stands below it.
            to: ids or names of people, mail addresses, numbers, `wecom:<robot>` and its like.
            writing: for everybody whose language has no translation.
            translations: by language.
            channel: how to reach people; where they read what is theirs when None.
            key: of the caller's choice.

        Raises:
            InvalidRequest: a recipient, the text or the key breaks a rule; nothing was sent.
            Conflict: the key was used for another text or list.
            TooManyRequests: this person has had too many sent within a day.
        """
        require(by, Permission.SEND_DELIVERIES)
        texts = self._texts(writing, translations or {})
        if not 1 <= len(to) <= MOST_RECIPIENTS:
            raise InvalidRequest("to", message("rule.between", least=1, most=MOST_RECIPIENTS))
        wanted = [read_recipient(each, f"to[{n}]") for n, each in enumerate(to)]
        wanted = list({each.said: each for each in wanted}.values())
        name, digest = self._name(by, key), digest_of(texts, to, channel)
        sender = await self.people.get(by.person_id)
        if sender is None:
            raise NotFound("person", by.person_id)
        known = await self.events.get(name)
        languages = tuple(Language(tag) for tag in texts if tag)
        routes = await self._routes(_Asked(by, sender, name, languages, channel), wanted)
        if known is None:
            plan = [planned for planned, _ in routes]
            await self._take_turns(by, sum(bool(each.key) for each in plan))
            known = await self._keep(name, sender, texts, plan, digest)
        if known.data.get("content") != digest:
            raise Conflict(message("announcement.key_used"))
        plan = [_planned(each) for each in known.data.get("plan", [])]
        addresses = {planned.key: address for planned, address in routes if address is not None}
        for each in plan:
            if each.key in addresses:
                address = addresses[each.key]
                await self.starts.start(
                    each.event_id, each.person_id, address, title="Announcement"
                )
        return await self._told(name.rpartition("/")[2], plan)

    def _texts(self, writing: Writing, translations: Mapping[str, Writing]) -> dict[str, Writing]:
        found = {"": writing.checked()}
        for tag, each in translations.items():
            try:
                language = known_language(Language(tag), self.words)
            except InvalidRequest as error:
                raise InvalidRequest(f"translations.{tag}", error.broken) from None
            found[str(language)] = each.checked(f"translations.{tag}")
        return found

    def _name(self, by: Actor, key: str) -> str:
        if not (key.isprintable() and key.isascii() and len(key) <= LONGEST_KEY and "/" not in key):
            raise InvalidRequest("key", message("rule.one_ascii_line", most=LONGEST_KEY))
        return f"announcement/{by.person_id}/{key or self.ids.new()}"

    async def _routes(
        self, asked: "_Asked", wanted: Sequence[Wanted]
    ) -> list[tuple[Planned, ChannelAddress | None]]:
        """Return each message there is to send, or why there is none, in the order of the list."""
        found: list[tuple[Planned, ChannelAddress | None]] = []
        seen: set[tuple[ChannelKind, str]] = set()
        for each in wanted:
            reader, addresses, why = await self._places(asked, each)
            if why is not None:
                found.append((Planned(recipient=each.said, refusal=why), None))
            for address in addresses:
                place = (address.kind, address.target.casefold())
                if place not in seen:  # a group reads it once, however many of its people are named
                    seen.add(place)
                    found.append(self._route(asked, reader, each, address))
        if sum(bool(planned.key) for planned, _ in found) > MOST_MESSAGES:
            raise InvalidRequest("to", message("announcement.too_many", most=MOST_MESSAGES))
        return found

    async def _places(
        self, asked: "_Asked", wanted: Wanted
    ) -> tuple[Person, tuple[ChannelAddress, ...], Message | None]:
        """Return who reads it, and where; or why nobody does."""
        if wanted.address is not None:
            return asked.sender, (wanted.address,), None
        person, why = await self._person(asked.by, wanted.person)
        if person is None:
            return asked.sender, (), why
        addresses = await self._addresses(person, asked.channel)
        return person, addresses, None if addresses else message("announcement.no_address")

    def _route(
        self, asked: "_Asked", reader: Person, wanted: Wanted, address: ChannelAddress
    ) -> tuple[Planned, ChannelAddress | None]:
        own = wanted.address is not None or reader.id == asked.sender.id
        planned = Planned(
            recipient=wanted.said,
            person_id=reader.id,
            channel=str(address.kind),
            target=shown_target(address, own=own),
        )
        why = self.destinations.refusal_to(asked.by, address, own=asked.sender)
        if why is not None:
            return replace(planned, refusal=why), None
        event_id = _event_of(asked.name, nearest(reader.language, asked.languages))
        key = delivery_key(event_id, reader.id, address)
        return replace(planned, key=key, event_id=event_id), address

    async def _person(self, by: Actor, said: str) -> tuple[Person | None, Message | None]:
        """Return who is meant; only who may reach everybody learns whom there is."""
        unknown = message("announcement.nobody", name=Called(said))
        if is_person_id(said):
            person = await self.people.get(said)
            return (None, unknown) if person is None or person.disabled else (person, None)
        if decide(by, Permission.REACH_OTHERS) is not Access.ALLOWED:
            return None, message("announcement.by_id", example=_EXAMPLE)
        fold = said.casefold()
        same = await all_who(
            self.people, lambda one: not one.disabled and one.name.casefold() == fold, most=2
        )
        if len(same) > 1:
            return None, message("announcement.several", name=Called(said), example=_EXAMPLE)
        return (same[0], None) if same else (None, unknown)

    async def _addresses(
        self, person: Person, channel: ChannelKind | None
    ) -> tuple[ChannelAddress, ...]:
        settings = await self.briefings.settings(person.id)
        theirs = own_addresses(person.mail, settings.channels if settings else ())
        if channel is None:
            return theirs
        chosen = tuple(each for each in theirs if each.kind is channel)
        profile = {ChannelKind.MAIL: person.mail, ChannelKind.SMS: person.phone}.get(channel)
        return chosen or ((ChannelAddress(channel, profile),) if profile else ())

    async def _take_turns(self, by: Actor, count: int) -> None:
        if not count:
            return
        bound = message("announcement.bound", most=self.most_a_day)
        if count > self.most_a_day:  # no day has room for so many
            raise TooManyRequests(bound, delay=timedelta(seconds=DAY_SECONDS))
        wait = await self.pace.reserve(
            f"messages/by/{by.person_id}",
            now=self.clock.now(),
            limit=self.most_a_day,
            window_seconds=DAY_SECONDS,
            slots=count,
        )
        if wait > 0:
            raise TooManyRequests(bound, delay=timedelta(seconds=wait))

    async def _keep(
        self,
        name: str,
        sender: Person,
        texts: Mapping[str, Writing],
        plan: Sequence[Planned],
        digest: str,
    ) -> Event:
        """Keep one event for each language; the first is kept last, and has the plan."""
        used = {each.event_id for each in plan}
        for tag, writing in texts.items():
            if tag and (event_id := _event_of(name, Language(tag))) in used:
                await self.events.append(self._event(event_id, sender, writing, {}))
        data = {"plan": [each.recorded for each in plan], "content": digest}
        return await self.events.append(self._event(name, sender, texts[""], data))

    def _event(
        self, event_id: str, sender: Person, writing: Writing, data: dict[str, Any]
    ) -> Event:
        told = writing.told(sender.name)
        return Event(
            id=event_id,
            type=EventType.ANNOUNCEMENT_SENT,
            source=f"/people/{sender.id}",
            subject=sender.id,
            time=self.clock.now(),
            owner=sender.id,
            data={"notification": told.recorded} | data,
        )

    async def _told(self, key: str, plan: Sequence[Planned]) -> Announced:
        keys = [each.key for each in plan if each.key]
        rows = await answered(self.deliveries, keys, patience=self.patience) if keys else []
        found = dict(zip(keys, rows, strict=True))
        return Announced(
            key=key, messages=tuple(_announced(each, found.get(each.key)) for each in plan)
        )


def _announced(planned: Planned, row: Delivery | None) -> AnnouncedTo:
    refused = planned.refusal is not None
    state = DeliveryState.FAILED if refused else DeliveryState.QUEUED
    return AnnouncedTo(
        recipient=planned.recipient,
        channel=ChannelKind(planned.channel) if planned.channel else None,
        target=planned.target,
        key=planned.key,
        state=row.state if row else state,
        detail=row.answer if row else planned.refusal,
    )


def _event_of(name: str, language: Language | None) -> str:
    return f"{name}/{language}" if language else name


def _planned(recorded: Mapping[str, Any]) -> Planned:
    return Planned(**{**recorded, "refusal": message_of(recorded.get("refusal"))})
