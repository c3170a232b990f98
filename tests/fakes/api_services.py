"""A small world behind a face, with something of everything in it to ask for."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

import httpx

from api.options import WirePayload
from application.ports.tasks import RunState
from application.services import Services
from domain.briefings.facts import BriefingFacts
from domain.deliveries.deliveries import ChannelKind, Delivery, DeliveryState
from domain.discussions.discussions import Discussion, Message
from domain.events.events import Event, EventType
from domain.incidents.controls import Control, ControlKind
from domain.incidents.controls import Scope as ControlScope
from domain.logs.gaps import Gap, Source
from domain.logs.logs import LogFacts
from domain.people.access import Actor
from domain.people.registrations import RegistrationPolicy
from domain.schedules.news import Digest
from domain.tasks.tasks import Task, TaskType
from tests.fakes.configs import read_news_digest
from tests.fakes.face_incidents import AT, an_approval, an_incident
from tests.fakes.face_services import (
    BO,
    MEI,
    PASSWORD,
    FaceWorld,
    a_briefing,
    some_alarms,
    some_lines,
)

DAY = "2026-11-20"
"""A day for which both people have a written briefing."""

INCIDENT, APPROVAL = an_incident(), an_approval()
DISCUSSION = Discussion(
    id="disc_20261120223000",
    topic="数据库磁盘",
    initiator="lingyi",
    initiator_name="灵依",
    created_at="2026-11-20T22:30:00",
    updated_at="2026-11-20T22:30:00",
    participants=("灵依",),
    messages=(
        Message(
            id="msg_20261120223000",
            from_id="lingyi",
            from_name="灵依",
            topic="数据库磁盘",
            content="快满了，请看。",
            timestamp="2026-11-20T22:30:00",
        ),
    ),
)
SILENCE = Control(
    id="c_" + "0" * 26,
    kind=ControlKind.SILENCE,
    name="noise",
    scope=ControlScope(namespace="web"),
    start=AT,
    end=AT + timedelta(days=1),
    by="u_operator",
    reason="known",
    created_at=AT,
)


@dataclass
class ApiWorld(FaceWorld):
    """People, written briefings with facts, logs, alarms, deliveries and events."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.cloud.lines = some_lines(30)
        self.cloud.alarms = some_alarms(3)
        for actor in (MEI, BO):
            briefing = a_briefing(actor.person_id, DAY)
            self.briefings.written[briefing.id] = briefing
            self.briefings.kept_facts[briefing.id] = some_facts(actor.person_id)
            self.deliveries.rows.append(_delivery(actor.person_id))
            self._keep_a_digest(_a_task(actor.person_id))
        self.incidents.kept[INCIDENT.id] = INCIDENT
        self.questions.kept[APPROVAL.id] = APPROVAL
        self.controls.kept[SILENCE.id] = SILENCE
        self.discussions.put(DISCUSSION)

    def _keep_a_digest(self, task: Task) -> None:
        self.tasks.kept[task.id] = task
        self.lives.states[task.id] = RunState.RUNNING
        name = f"{task.id}/{DAY}"
        digest = Digest(
            id=name,
            task_id=task.id,
            owner=task.owner,
            made_at=task.created_at,
            title="News",
            markdown="# News",
        )
        self.digests.kept[name] = digest

    @property
    def open_services(self) -> Services:
        """Return the services with registration open to strangers."""
        opened = replace(self.services.registrations, policy=RegistrationPolicy(is_open=True))
        return replace(self.services, registrations=opened)

    async def happen(self, owner: str | None, subject: str = "") -> Event:
        """Append an event and return it."""
        return await self.events.append(
            Event(
                id=self.ids.new(),
                type=EventType.BRIEFING_PREPARED,
                source="/briefings",
                subject=subject or f"{owner}/{DAY}",
                time=self.clock.now(),
                owner=owner,
            )
        )


class TurningCodec:
    """Encrypts by turning bytes round; refuses what it did not make."""

    async def encode(self, payloads: list[WirePayload]) -> list[WirePayload]:
        return [WirePayload({"encoding": b"turned"}, each.data[::-1]) for each in payloads]

    async def decode(self, payloads: list[WirePayload]) -> list[WirePayload]:
        if any(each.metadata.get("encoding") != b"turned" for each in payloads):
            raise ValueError("unknown key k-7")
        return [WirePayload({"encoding": b"json/plain"}, each.data[::-1]) for each in payloads]


async def sign_in(http: httpx.AsyncClient, actor: Actor) -> httpx.Response:
    """Sign in and send the CSRF header from then on."""
    response = await http.post(
        "/api/v1/sessions", json={"login": actor.person_id, "password": PASSWORD}
    )
    http.headers["X-CSRF-Token"] = response.json()["csrf_token"]
    return response


def build_services() -> Services:
    """Return services over a world with something of everything."""
    return ApiWorld().services


def some_facts(person_id: str) -> BriefingFacts:
    """Return facts with a count of lines and one source that could not be read."""
    end = datetime(2026, 11, 20, 21, 40, tzinfo=UTC)
    start = end - timedelta(days=1)
    return BriefingFacts(
        person_id=person_id,
        local_date=date.fromisoformat(DAY),
        zone="Asia/Shanghai",
        since=start,
        until=end,
        logs=LogFacts(start=start, end=end, total=1200, errors=3),
        missing=(Gap(Source.ALARMS),),
    )


def _a_task(person_id: str) -> Task:
    """Return a news digest; its id ends with the name of its owner."""
    at = datetime(2026, 11, 19, 2, 0, tzinfo=UTC)
    config = read_news_digest({"news_urls": ["https://news.example.cn/feed.xml"], "hour": 8})
    task_id = f"t_{person_id.removeprefix('u_'):0>26}"
    return Task(
        id=task_id,
        owner=person_id,
        type=TaskType.NEWS_DIGEST,
        name="news",
        config=config,
        created_at=at,
        changed_at=at,
    )


def _delivery(person_id: str) -> Delivery:
    return Delivery(
        key=f"briefing/{person_id}/{DAY}",
        event_id=f"{person_id}/{DAY}",
        person_id=person_id,
        channel=ChannelKind.MAIL,
        target=f"{person_id[2:]}@example.cn",
        state=DeliveryState.ACCEPTED,
        at=datetime(2026, 11, 20, 2, 0, tzinfo=UTC),
    )
