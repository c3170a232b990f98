"""Whoever would rather listen: a written briefing, said by the voice that is set (VOI-3)."""

import asyncio
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal

from application.briefings.briefings import BriefingService
from application.ports.clock import Clock
from application.ports.deliveries import Pace
from application.ports.rendering import Form
from application.ports.voices import Voice
from domain.briefings.briefings import Briefing
from domain.common.errors import InvalidRequest, Misconfigured, NotFound, TooManyRequests
from domain.common.messages import Called, Message, message
from domain.common.readers import Reader
from domain.people.access import Actor
from domain.recordings.recordings import FASTEST, SLOWEST, VOICE_SETTING, Recording

MOST_AN_HOUR = 30
"""New recordings a person may ask for: a service takes money for each."""

MOST_KEPT = 32_000_000
"""Bytes of recordings kept in memory; one of two minutes has 4 to 5 MB."""

_AT_ONCE = 2
_MOST_LEFT = 64
"""Items that a part says are left; a briefing has fewer."""

_HOUR_SECONDS = 3_600.0

_SLOWEST, _FASTEST = Decimal(str(SLOWEST)), Decimal(str(FASTEST))

_Key = tuple[str, int, float, str]


@dataclass(frozen=True)
class RecordingService:
    """The one door to recordings; a made one is kept for whoever winds back.

    Attributes:
        voice: None where none is set.
    """

    voice: Voice | None
    briefings: BriefingService
    pace: Pace
    clock: Clock
    _kept: "OrderedDict[_Key, Recording]" = field(default_factory=OrderedDict)
    _going_on: "dict[_Key, asyncio.Future[Recording]]" = field(default_factory=dict)
    _making: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(_AT_ONCE))

    async def of_briefing(
        self, *, by: Actor, briefing: str, part: int = 1, rate: float | None = None
    ) -> Recording:
        """Return a written briefing as sound, from one of its spoken parts (1 is the first) on.

        Without a rate it is said as fast as the asker likes.

        Raises:
            NotFound: no such briefing, or it is another's, or it has fewer parts.
            InvalidRequest: the rate is out of bounds.
            Misconfigured: no voice is set, or the one that is set cannot speak.
            TooManyRequests: the asker had 30 new ones within an hour.
            Unavailable: the voice did not answer in time.
        """
        found = await self.briefings.read(by=by, briefing=briefing)
        if rate is None:
            rate = (await self.briefings.settings(by=by)).speech_rate
        if not SLOWEST <= rate <= FASTEST:
            raise InvalidRequest("rate", message("rule.between", least=_SLOWEST, most=_FASTEST))
        if not 1 <= part <= len(found.spoken):
            raise NotFound("briefing part", str(part))
        return await self._said(found, part, rate, payer=by.person_id)

    async def of_opened(self, found: Briefing) -> Recording:
        """Return a briefing that a link showed as sound, as fast as its owner likes it.

        Raises:
            Misconfigured, TooManyRequests, Unavailable: as above; new ones count as the owner's.
        """
        kept = await self.briefings.briefings.settings(found.person_id)
        rate = kept.speech_rate if kept else 1.0
        return await self._said(found, 1, rate, payer=found.person_id)

    def silence(self) -> Message | None:
        """Return why no briefing can be heard here, and what to set; None: they can."""
        return self.voice.trouble() if self.voice else _no_voice_set()

    async def _said(self, found: Briefing, part: int, rate: float, *, payer: str) -> Recording:
        voice = self.voice
        if voice is None:
            raise Misconfigured(_no_voice_set())
        key = (found.id, part, rate, voice.name)
        if key in self._kept:
            self._kept.move_to_end(key)
            return self._kept[key]
        if key not in self._going_on:
            # A player asks for several ranges at once; what costs money is made for all of them.
            going_on = asyncio.ensure_future(self._made(found, key, voice, payer))
            self._going_on[key] = going_on
            going_on.add_done_callback(lambda _: self._going_on.pop(key))
        return await asyncio.shield(self._going_on[key])

    async def _made(self, found: Briefing, key: _Key, voice: Voice, payer: str) -> Recording:
        _, part, rate, _ = key
        async with self._making:
            await self._wait_for_turn(payer)
            text = "\n".join(self._heard(found)[part - 1 :])
            made = await voice.say(text, language=found.language, rate=rate)
        self._keep(key, made)
        return made

    def _heard(self, found: Briefing) -> list[str]:
        """Return the spoken parts without the question that a robot asks after each."""
        reader = Reader(found.language, "UTC")
        questions = tuple(
            self.briefings.words.text(message("briefing.more", n=n), reader, form=Form.SPOKEN)
            for n in range(_MOST_LEFT)
        )
        return [_without(questions, each) for each in found.spoken]

    def _keep(self, key: _Key, made: Recording) -> None:
        self._kept[key] = made
        while sum(len(each.sound) for each in self._kept.values()) > MOST_KEPT:
            self._kept.popitem(last=False)

    async def _wait_for_turn(self, payer: str) -> None:
        wait = await self.pace.reserve(
            f"recordings/by/{payer}",
            now=self.clock.now(),
            limit=MOST_AN_HOUR,
            window_seconds=_HOUR_SECONDS,
        )
        if wait > 0:
            bound = message("recordings.bound", most=MOST_AN_HOUR)
            raise TooManyRequests(bound, delay=timedelta(seconds=wait))


def _without(questions: Sequence[str], part: str) -> str:
    asked = next((each for each in questions if part.endswith(each)), "")
    return part.removesuffix(asked).rstrip()


def _no_voice_set() -> Message:
    return message(
        "recordings.no_voice_set",
        setting=Called(VOICE_SETTING),
        offline=Called("espeak"),
        cloud=Called("tencent"),
    )
