"""The scripted morning of the sandbox: two people, one who greets and one whom nobody sees.

What `zhiban demo` plays, and what `zhiban up` plays when it starts. Playing it again on the same
day gives the same two briefings, since there is only one for each person and date.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from application.briefings.briefings import BriefingChanges, GreetingReply
from application.briefings.shares import ShareMade
from application.common.wording import Localizer
from application.services import Services
from cli.runtime import DemoStep
from demonstration.morning_tasks import MorningTasks
from domain.briefings.briefings import BriefingSettings, BriefingToday, GreetingKind, Phase
from domain.common.errors import Conflict, Misconfigured, Unavailable
from domain.common.messages import Called, Message, message
from domain.common.readers import Language, Reader
from domain.deliveries.deliveries import ChannelAddress, ChannelKind, DeliveryState
from domain.people.access import Actor, Role
from domain.people.people import Newcomer

MEI, LEO = "u_mei", "u_leo"

_DAY = (time(0), time(23, 59, 59))
"""Mei's window: somebody greets her whenever the demonstration is started."""

_MIDNIGHT_NEAR = timedelta(seconds=90)
"""What the morning takes; it is not begun on one date and ended on the next."""

_SOON = timedelta(seconds=20)
"""How long nobody greets Leo before the briefing is pushed."""

_PATIENCE = timedelta(seconds=90)

_FOR_MEI = BriefingChanges(
    window_start=_DAY[0],
    window_end=_DAY[1],
    prepare_minutes=0,
    channels=(ChannelAddress(ChannelKind.WECOM, "team-wecom"),),
    mail_after_spoken="mei@sandbox.example",
)
_FOR_LEO = BriefingChanges(
    channels=(
        ChannelAddress(ChannelKind.MAIL, "leo@sandbox.example"),
        ChannelAddress(ChannelKind.WECOM, "team-wecom"),
        ChannelAddress(ChannelKind.DINGTALK, "team-dingtalk"),
        ChannelAddress(ChannelKind.FEISHU, "team-feishu"),
    )
)

_SETTLED = {DeliveryState.ACCEPTED, DeliveryState.FAILED, DeliveryState.UNCERTAIN}


@dataclass(frozen=True)
class Morning:
    """Plays the morning through the same services that every face uses.

    Attributes:
        zone: where its people live.
    """

    services: Services
    operator: Actor
    public_url: str
    small_web: str
    now: Callable[[], datetime]
    password: Callable[[], str]
    zone: str

    async def play(self, tell: Callable[[str], None]) -> list[DemoStep]:
        """Play it and return what happened.

        Raises:
            Misconfigured: the outside world is real; nothing is played there.
            Unavailable: something did not happen in time.
        """
        if not self.services.sandbox:
            raise Misconfigured("The morning is only played in the sandbox; use `zhiban up`.")
        await self._past_midnight(tell)
        hers = Localizer(self.services.words, Reader(Language.CHINESE, "UTC"))
        await self._move_in(
            self._newcomer(MEI, hers.text(message("demo.mei")), Language.CHINESE), _FOR_MEI
        )
        await self._move_in(self._newcomer(LEO, "Leo", Language.ENGLISH), _FOR_LEO)
        tell("Preparing two briefings from the logs of the last day.")
        async with self._leaving_soon(LEO):
            await asyncio.gather(self._prepare(MEI), self._prepare(LEO))
            tell("A robot greets Mei, and a second one does too.")
            first, second = await self._greet(MEI), await self._greet(MEI)
            tell("Nobody greets Leo: the briefing goes out by mail and to three chat groups.")
            states = await self._pushed(LEO)
        link = await self._share(first.briefing_id or second.briefing_id)
        wanted = MorningTasks(self.services, self.operator, self.small_web, hers)
        tasks = await wanted.begin(MEI, tell)
        return [
            DemoStep("first greeting", _first_line(first)),
            DemoStep("second greeting", _first_line(second)),
            DemoStep("pushed to Leo", ", ".join(states)),
            DemoStep("the briefing's page", "open it", f"{self.public_url}/s/{link.token}"),
            *tasks,
        ]

    async def _move_in(self, newcomer: Newcomer, changes: BriefingChanges) -> None:
        """Make a person and their briefing; who is there already keeps what they have set."""
        try:
            await self.services.people.register(by=self.operator, newcomer=newcomer)
        except Conflict:
            if (await self._settings(newcomer.id)).channels:
                return
        await self._change(newcomer.id, changes)

    def _newcomer(self, person_id: str, name: str, language: Language) -> Newcomer:
        return Newcomer(
            id=person_id,
            name=name,
            password=self.password(),
            mail=f"{person_id[2:]}@sandbox.example",
            zone=self.zone,
            language=language,
        )

    async def _prepare(self, person_id: str) -> None:
        await self.services.briefings.prepare_now(by=self.operator, person_id=person_id)
        await self._prepared(person_id)

    @asynccontextmanager
    async def _leaving_soon(self, person_id: str) -> AsyncIterator[None]:
        """Let a person's window end in a moment, and put it back to what it was."""
        before = await self._settings(person_id)
        end = (self.now() + _SOON).astimezone(ZoneInfo(before.zone)).time().replace(microsecond=0)
        # A day that is prepared ahead of midnight would end the morning's before it is told.
        soon = BriefingChanges(window_start=time(0), window_end=end, prepare_minutes=0)
        await self._change(person_id, soon)
        try:
            yield
        finally:
            kept = BriefingChanges(
                window_start=before.window_start,
                window_end=before.window_end,
                prepare_minutes=before.prepare_minutes,
            )
            await self._change(person_id, kept)

    async def _settings(self, person_id: str) -> BriefingSettings:
        return await self.services.briefings.settings(by=self.operator, person_id=person_id)

    async def _change(self, person_id: str, changes: BriefingChanges) -> None:
        await self.services.briefings.configure(
            by=self.operator, changes=changes, person_id=person_id
        )

    async def _past_midnight(self, tell: Callable[[str], None]) -> None:
        """Wait for the next date where it is near; a briefing belongs to one date."""
        now = self.now().astimezone(ZoneInfo(self.zone))
        next_day = datetime.combine(now.date() + timedelta(days=1), time(0), now.tzinfo)
        left = next_day - now
        if left < _MIDNIGHT_NEAR:
            tell(f"It is nearly midnight in {self.zone}: the morning begins in a moment.")
            await asyncio.sleep(left.total_seconds() + 1)

    async def _prepared(self, person_id: str) -> BriefingToday:
        async with _in_time(message("demo.not_prepared", person=Called(person_id))):
            while True:
                today = await self.services.briefings.today(by=self.operator, person_id=person_id)
                if today.phase is not Phase.WAITING:
                    return today
                await asyncio.sleep(0.3)

    async def _greet(self, person_id: str) -> GreetingReply:
        actor = Actor(person_id, frozenset({Role.VIEWER}), via="robot")
        return await self.services.briefings.greet(by=actor, via="robot:desk")

    async def _pushed(self, person_id: str) -> list[str]:
        async with _in_time(message("demo.not_pushed", person=Called(person_id))):
            while True:
                found = await self.services.deliveries.list(by=self.operator, person_id=person_id)
                if len(found) >= 4 and all(each.state in _SETTLED for each in found):
                    return sorted(f"{each.channel} {each.state}" for each in found[:4])
                await asyncio.sleep(0.5)

    async def _share(self, briefing: str) -> ShareMade:
        return await self.services.shares.create(by=self.operator, briefing=briefing)


@asynccontextmanager
async def _in_time(otherwise: Message) -> AsyncIterator[None]:
    """Bound a wait and say what did not happen."""
    try:
        async with asyncio.timeout(_PATIENCE.total_seconds()):
            yield
    except TimeoutError:
        raise Unavailable(otherwise) from None


def _first_line(reply: GreetingReply) -> str:
    kept = reply.text.partition("\n")[0][:120]
    return kept if reply.kind is GreetingKind.BRIEFING else reply.text
