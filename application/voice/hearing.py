"""What somebody says, written down; nothing is done about it by itself (VOI-3)."""

from dataclasses import dataclass
from datetime import timedelta

from application.ports.clock import Clock
from application.ports.deliveries import Pace
from application.ports.people import People
from application.ports.voice.ears import Ear
from domain.common.errors import Misconfigured, NotFound, TooManyRequests
from domain.common.messages import Called, message
from domain.people.access import Actor, Permission, require
from domain.voice.hearing import LISTENING_SETTING, SoundForm, Transcript, form_of, read_sound

MOST_AN_HOUR = 120
"""Recordings of one person: a service takes money for each."""

_HOUR_SECONDS = 3_600.0


@dataclass(frozen=True)
class HearingService:
    """The one door to speech that comes in; a recording is kept nowhere.

    Attributes:
        ear: None where none is set.
    """

    ear: Ear | None
    people: People
    pace: Pace
    clock: Clock

    async def hear(self, *, by: Actor, content: bytes, form: SoundForm | None = None) -> Transcript:
        """Return what is said in a recording, in the asker's language.

        Args:
            by: who asks.
            content: a recording, in one of the forms.
            form: in which; None: as its first bytes tell.

        Raises:
            InvalidRequest: it is out of bounds, or no recording.
            Misconfigured: nothing is set that understands speech; the words say what to set.
            TooManyRequests: the asker had 120 within an hour.
            Unavailable: the service did not answer.
        """
        require(by, Permission.USE_ASSISTANT)
        if self.ear is None:
            raise Misconfigured(
                message(
                    "hearing.not_set", setting=Called(LISTENING_SETTING), cloud=Called("tencent")
                )
            )
        sound = read_sound(content, form or form_of(content))
        person = await self.people.get(by.person_id)
        if person is None:
            raise NotFound("person", by.person_id)
        await self._wait_for_turn(by)
        names = (person.robot_name, *person.wake_words)
        return await self.ear.hear(sound, language=person.language, names=names)

    async def _wait_for_turn(self, by: Actor) -> None:
        wait = await self.pace.reserve(
            f"hearing/by/{by.person_id}",
            now=self.clock.now(),
            limit=MOST_AN_HOUR,
            window_seconds=_HOUR_SECONDS,
        )
        if wait > 0:
            bound = message("hearing.bound", most=MOST_AN_HOUR)
            raise TooManyRequests(bound, delay=timedelta(seconds=wait))
