"""People who let themselves be known by their voice; it is a hint and opens nothing (VOI-4)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from hashlib import sha256

from application.people.attempts import digest_of
from application.people.events import PeopleEvents
from application.ports.people import People, Throttle
from application.ports.voice.prints import Voiceprints
from domain.common.errors import Conflict, InvalidRequest, Misconfigured, NotFound, TooManyRequests
from domain.common.messages import Called, Message, message
from domain.events.events import EventType
from domain.people.access import Actor, Permission, require
from domain.people.people import Person
from domain.voice.hearing import LISTENING_SETTING, Sound, SoundForm, form_of, read_sound
from domain.voice.voiceprints import MOST_ALIKE, Likeness, check_sample, likely

MOST_AN_HOUR = 60
"""Samples of one person."""

REPLAYED_WITHIN = timedelta(days=1)
"""Within which the same recording does not count twice: whoever plays one back is not there."""

_HOUR_SECONDS = 3_600
_PEOPLE_AT_ONCE = 100


@dataclass(frozen=True, kw_only=True)
class VoiceprintService:
    """The one door to voices. Recordings are kept nowhere, of a voice only the service's id.

    Attributes:
        prints: None where none is set.
    """

    prints: Voiceprints | None
    people: People
    told: PeopleEvents
    throttle: Throttle

    def trouble(self) -> Message | None:
        """Return why no voice can be known here, and what to set; None: one can."""
        return self.prints.trouble() if self.prints else _not_set()

    async def is_known(self, *, by: Actor) -> bool:
        """Say whether one's own voice is known."""
        require(by, Permission.MANAGE_SELF)
        return bool((await self._person(by.person_id)).voiceprint_id)

    async def enrol(
        self, *, by: Actor, content: bytes, agreed: bool, form: SoundForm | None = None
    ) -> None:
        """Let one's own voice be known from a sample, in place of an earlier one.

        Raises:
            InvalidRequest: without consent, or the sample is of no use.
            Conflict: the recording was used before, or there is no room.
            Misconfigured: nothing is set that knows voices.
        """
        require(by, Permission.MANAGE_SELF)
        if not agreed:
            raise InvalidRequest("agreed", message("voiceprint.consent"))
        prints, sound = self._prints(), await self._sample(by, content, form)
        person = await self._person(by.person_id)
        before = person.voiceprint_id
        if before and await prints.renew(before, sound):
            await self._tell(by, by.person_id, "renewed")
            return
        made = await prints.enrol(sound)
        kept = await self.people.change(by.person_id, lambda one: _with(one, before, made))
        if kept is None or kept.voiceprint_id != made:
            await prints.delete(made)  # another sample came first
            raise Conflict(message("voiceprint.meanwhile"))
        await self._tell(by, by.person_id, "enrolled")

    async def verify(self, *, by: Actor, content: bytes, form: SoundForm | None = None) -> Likeness:
        """Return how much a recording sounds like the asker.

        Raises:
            NotFound: the asker's voice is not known.
            Conflict: the recording was used before.
        """
        require(by, Permission.MANAGE_SELF)
        prints = self._prints()
        person = await self._person(by.person_id)
        if not person.voiceprint_id:
            raise NotFound("voiceprint", person.id)
        score = await prints.compare(person.voiceprint_id, await self._sample(by, content, form))
        if score is None:
            raise NotFound("voiceprint", person.id)
        found = Likeness(person_id=person.id, score=score)
        await self._compared(by, [found] if found.is_same else [])
        return found

    async def recognise(
        self, *, by: Actor, content: bytes, form: SoundForm | None = None
    ) -> Sequence[Likeness]:
        """Return who probably speaks; several when they cannot be told apart; none: nobody known.

        It gives nobody a right: reading goes by the proof that asks, and what changes something
        asks for its second factor.

        Raises:
            Conflict: the recording was used before.
        """
        require(by, Permission.MANAGE_ROBOTS)
        prints, sound = self._prints(), await self._sample(by, content, form)
        found = await prints.find(sound, most=MOST_ALIKE)
        whose = await self._owners({each for each, _ in found})
        speakers = likely(
            Likeness(person_id=person_id, score=score)
            for print_id, score in found
            for person_id in whose.get(print_id, ())
        )
        await self._compared(by, speakers)
        return speakers

    async def names(self, speakers: Sequence[Likeness]) -> Mapping[str, str]:
        """Return what likely speakers are called, by id."""
        return await self.people.names([each.person_id for each in speakers])

    async def forget(self, *, by: Actor, person_id: str) -> None:
        """Forget somebody's voice for good, here and at the service; one's own, or as an admin.

        Raises:
            NotFound: no such person for the asker.
        """
        require(by, Permission.MANAGE_SELF, owner=person_id, hidden_as=("person", person_id))
        person = await self._person(person_id)
        if not person.voiceprint_id:
            return
        await self._prints().delete(person.voiceprint_id)
        gone = person.voiceprint_id
        await self.people.change(person_id, lambda one: _with(one, gone, ""))
        await self._tell(by, person_id, "forgotten")

    def _prints(self) -> Voiceprints:
        if self.prints is None:
            raise Misconfigured(_not_set())
        return self.prints

    async def _sample(self, by: Actor, content: bytes, form: SoundForm | None) -> Sound:
        sound = check_sample(read_sound(content, form or form_of(content)))
        now = self.told.clock.now()
        hits = await self.throttle.hit(
            digest_of(f"voiceprints/{by.person_id}"), now=now, window_seconds=_HOUR_SECONDS
        )
        if hits > MOST_AN_HOUR:
            raise TooManyRequests(message("voiceprint.bound", most=MOST_AN_HOUR))
        same = await self.throttle.hit(
            digest_of(f"voice-sample/{sha256(content).hexdigest()}"),
            now=now,
            window_seconds=int(REPLAYED_WITHIN.total_seconds()),
        )
        if same > 1:
            raise Conflict(message("voiceprint.replayed"))
        return sound

    async def _person(self, person_id: str) -> Person:
        found = await self.people.get(person_id)
        if found is None:
            raise NotFound("person", person_id)
        return found

    async def _owners(self, prints: set[str]) -> dict[str, list[str]]:
        """Return the people of voices; whoever was disabled speaks for nobody."""
        found: dict[str, list[str]] = {}
        page = await self.people.list(after="", limit=_PEOPLE_AT_ONCE) if prints else []
        while page:
            for each in page:
                if each.voiceprint_id in prints and not each.disabled:
                    found.setdefault(each.voiceprint_id, []).append(each.id)
            page = await self.people.list(after=page[-1].id, limit=_PEOPLE_AT_ONCE)
        return found

    async def _tell(self, by: Actor, person_id: str, became: str) -> None:
        told = {"fields": ["voiceprint_id"], "voiceprint": became}
        await self.told.append(EventType.PERSON_CHANGED, person_id, by, told)

    async def _compared(self, by: Actor, speakers: Sequence[Likeness]) -> None:
        likely_ones = {each.person_id: round(each.score, 1) for each in speakers}
        await self.told.append(EventType.VOICE_COMPARED, by.person_id, by, {"likely": likely_ones})


def _with(person: Person, before: str, after: str) -> Person:
    """Return the person with another voice, unless it has become another one meanwhile."""
    return replace(person, voiceprint_id=after) if person.voiceprint_id == before else person


def _not_set() -> Message:
    return message("hearing.not_set", setting=Called(LISTENING_SETTING), cloud=Called("tencent"))
