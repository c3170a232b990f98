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
from domain.briefings.briefings import BriefingToday, GreetingKind, Phase
from domain.common.errors import Conflict, Misconfigured, Unavailable
from domain.common.readers import Language, Reader
from domain.deliveries.deliveries import ChannelAddress, ChannelKind, DeliveryState
from domain.people.access import Actor, Role
from domain.people.people import Newcomer

MEI, LEO = "u_mei", "u_leo"

_ZONES = (
    "Asia/Shanghai",
    "Asia/Dubai",
    "Europe/Berlin",
    "America/Sao_Paulo",
    "America/New_York",
    "America/Los_Angeles",
    "Pacific/Honolulu",
    "Pacific/Auckland",
    "Asia/Tokyo",
)
"""Around the world, so that it is morning in one of them whenever somebody tries it out."""

_SOON = timedelta(seconds=20)
"""How long nobody greets Leo before the briefing is pushed."""

_PATIENCE = timedelta(seconds=90)

_SETTLED = {DeliveryState.ACCEPTED, DeliveryState.FAILED, DeliveryState.UNCERTAIN}


@dataclass(frozen=True)
class Morning:
    """Plays the morning through the same services that every face uses."""

    services: Services
    operator: Actor
    public_url: str
    small_web: str
    now: Callable[[], datetime]
    password: Callable[[], str]

    async def play(self, tell: Callable[[str], None]) -> list[DemoStep]:
        """Play it and return what happened.

        Raises:
            Misconfigured: the outside world is real; nothing is played there.
            Unavailable: something did not happen in time.
        """
        if not self.services.sandbox:
            raise Misconfigured("The morning is only played in the sandbox; use `zhiban up`.")
        await self._move_in(MEI, "梅", Language.CHINESE)
        await self._move_in(LEO, "Leo", Language.ENGLISH)
        tell("Preparing two briefings from the logs of the last day.")
        await asyncio.gather(self._set_up_mei(), self._set_up_leo())
        await asyncio.gather(self._prepared(MEI), self._prepared(LEO))
        tell("A robot greets Mei, and a second one does too.")
        first, second = await self._greet(MEI), await self._greet(MEI)
        tell("Nobody greets Leo: the briefing goes out by mail and to three chat groups.")
        states = await self._pushed(LEO)
        link = await self._share(first.briefing_id or second.briefing_id)
        hers = Localizer(self.services.words, Reader(Language.CHINESE, "UTC"))
        wanted = MorningTasks(self.services, self.operator, self.small_web, hers)
        tasks = await wanted.begin(MEI, tell)
        return [
            DemoStep("first greeting", _first_line(first)),
            DemoStep("second greeting", _first_line(second)),
            DemoStep("pushed to Leo", ", ".join(states)),
            DemoStep("the briefing's page", "open it", f"{self.public_url}/s/{link.token}"),
            *tasks,
        ]

    async def _move_in(self, person_id: str, name: str, language: Language) -> None:
        newcomer = Newcomer(
            id=person_id,
            name=name,
            password=self.password(),
            mail=f"{person_id[2:]}@sandbox.example",
            zone=self._morning_zone(),
            language=language,
        )
        try:
            await self.services.people.register(by=self.operator, newcomer=newcomer)
        except Conflict:
            return

    async def _set_up_mei(self) -> None:
        zone = self._morning_zone()
        local = self.now().astimezone(ZoneInfo(zone))
        await self._configure(
            MEI,
            zone,
            time(max(local.hour - 1, 0)),
            time(min(local.hour + 3, 23), 59),
            (ChannelAddress(ChannelKind.WECOM, "team-wecom"),),
            mail_after_spoken="mei@sandbox.example",
        )

    async def _set_up_leo(self) -> None:
        zone = self._morning_zone()
        end = (self.now() + _SOON).astimezone(ZoneInfo(zone))
        await self._configure(
            LEO,
            zone,
            time(max(end.hour - 1, 0)),
            end.time().replace(microsecond=0),
            (
                ChannelAddress(ChannelKind.MAIL, "leo@sandbox.example"),
                ChannelAddress(ChannelKind.WECOM, "team-wecom"),
                ChannelAddress(ChannelKind.DINGTALK, "team-dingtalk"),
                ChannelAddress(ChannelKind.FEISHU, "team-feishu"),
            ),
        )

    async def _configure(
        self,
        person_id: str,
        zone: str,
        start: time,
        end: time,
        channels: tuple[ChannelAddress, ...],
        *,
        mail_after_spoken: str | None = None,
    ) -> None:
        changes = BriefingChanges(
            zone=zone,
            window_start=start,
            window_end=end,
            channels=channels,
            mail_after_spoken=mail_after_spoken,
        )
        await self.services.briefings.configure(
            by=self.operator, changes=changes, person_id=person_id
        )
        await self.services.briefings.prepare_now(by=self.operator, person_id=person_id)

    async def _prepared(self, person_id: str) -> BriefingToday:
        async with _in_time(f"The briefing of {person_id} was not prepared"):
            while True:
                today = await self.services.briefings.today(by=self.operator, person_id=person_id)
                if today.phase is not Phase.WAITING:
                    return today
                await asyncio.sleep(0.3)

    async def _greet(self, person_id: str) -> GreetingReply:
        actor = Actor(person_id, frozenset({Role.VIEWER}), via="robot")
        return await self.services.briefings.greet(by=actor, via="robot:desk")

    async def _pushed(self, person_id: str) -> list[str]:
        async with _in_time(f"The briefing of {person_id} was not pushed"):
            while True:
                found = await self.services.deliveries.list(by=self.operator, person_id=person_id)
                if len(found) >= 4 and all(each.state in _SETTLED for each in found):
                    return sorted(f"{each.channel} {each.state}" for each in found[:4])
                await asyncio.sleep(0.5)

    async def _share(self, briefing: str) -> ShareMade:
        return await self.services.shares.create(by=self.operator, briefing=briefing)

    def _morning_zone(self) -> str:
        """Return the zone where it is nearest to eight in the morning."""
        return min(_ZONES, key=lambda zone: abs(self._minutes(zone) - 8 * 60))

    def _minutes(self, zone: str) -> int:
        local = self.now().astimezone(ZoneInfo(zone))
        return local.hour * 60 + local.minute


@asynccontextmanager
async def _in_time(otherwise: str) -> AsyncIterator[None]:
    """Bound a wait and say what did not happen."""
    try:
        async with asyncio.timeout(_PATIENCE.total_seconds()):
            yield
    except TimeoutError:
        raise Unavailable(f"{otherwise} in time; see logs/worker.log in the data folder.") from None


def _first_line(reply: GreetingReply) -> str:
    kept = reply.text.partition("\n")[0][:120]
    return kept if reply.kind is GreetingKind.BRIEFING else reply.text
