"""What each role has of its own, so that every page shows something to whoever opens it."""

from dataclasses import replace
from datetime import timedelta

from application.ports.assistant.conversations import Turn
from application.ports.assistant.plugins import KeptPlugin
from application.ports.tasks import RunState, WatchRecord
from application.ports.voice.robots import KeptRobot
from application.ports.watches.screenshots import Screenshot
from domain.assistant.conversations import Conversation, Outcome, Step, StepKind, TurnState
from domain.briefings.shares import Share
from domain.common.messages import Foreign, message
from domain.common.search_terms import terms_of
from domain.deliveries.deliveries import ChannelKind, Delivery, DeliveryState
from domain.oncall.configs import LayersConfig
from domain.oncall.feeds import Subscription
from domain.oncall.schedules import OnCallSchedule, Override, OverrideKind, ScheduleVersion
from domain.oncall.swaps import Span, Swap
from domain.people.memories import Memory, MemoryKind
from domain.people.people import Person
from domain.people.registrations import Registration
from domain.plugins.plugins import (
    Plugin,
    PluginState,
    PluginTransport,
    PluginWiring,
    Standing,
)
from domain.schedules.news import Digest
from domain.tasks.tasks import Task, TaskType
from domain.voice.requests import LASTS, Sealed, VoiceRequest
from domain.voice.robots import Robot, RobotStanding
from domain.watches.metric_memory import Level
from domain.watches.standing import LookOutcome, LookRecord, WatchStanding
from domain.watches.watches import WatchMemory
from tests.fakes.api_services import DAY, ApiWorld, some_facts
from tests.fakes.face_services import ADMIN, APPROVER, MEI, OPERATOR, a_briefing
from tests.fakes.plugin_figures import calls as tool_calls
from tests.fakes.plugin_figures import figures as figures_of
from tests.fakes.plugins import TOOLS
from tests.fakes.talks import AT, call, end, question, result, words
from tests.fakes.watching import a_task
from tests.fakes.weight_examples import a_weight_proposal

WHO = (MEI, OPERATOR, APPROVER, ADMIN)
PAGE = "https://status.example.cn/"
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de"
    "0000000c49444154789c63f8ffff3f0005fe02fea7d6059b0000000049454e44ae426082"
)


def watch_of(person_id: str) -> str:
    """The id of somebody's watch."""
    return f"t_{person_id.removeprefix('u_'):w>26}"


def delivery_of(person_id: str) -> str:
    """The key of a message of somebody that did not arrive."""
    return f"page/{person_id}/sms/5f0c1b2a"


def talk_of(person_id: str) -> str:
    """The id of somebody's conversation, in which a question waits."""
    return f"c_{person_id.encode().hex():0>32}"


def request_of(person_id: str) -> str:
    """The id of what a robot of somebody asks to change."""
    return f"{person_id.encode().hex():0>32}"


def memory_of(person_id: str) -> str:
    """The id of what somebody asked to remember."""
    return f"m_{person_id.encode().hex():0<32}"


def feed_of(person_id: str) -> str:
    """The id of a calendar address of somebody's."""
    return f"f_{person_id}"


def share_of(person_id: str) -> str:
    """The id of a link to somebody's briefing."""
    return f"sh_{person_id}"


NEWCOMER = "u_newcomer"
"""Somebody who registered and waits."""


class FurnishedWorld(ApiWorld):
    """A world in which each role has a watch that has looked, a briefing, and messages."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self._keep_a_schedule()
        waits = Person(id=NEWCOMER, name="Wu", mail="wu@example.cn", phone="+8613800138001")
        asked = Registration(person=waits, asked_at=self.clock.now())
        self.people.registrations.kept[NEWCOMER] = (asked, "")
        proposal = a_weight_proposal()
        self.weights.offered[proposal.id] = proposal
        for actor in WHO:
            self._keep_a_watch(actor.person_id)
            self._keep_a_talk(actor.person_id)
            self._keep_a_voice_request(actor.person_id)
            self._keep_a_memory(actor.person_id)
            self._keep_what_is_connected(actor.person_id)
            self._keep_the_news(actor.person_id)
            self.deliveries.rows += _steps(actor.person_id, self.clock.now())
            briefing = a_briefing(actor.person_id, DAY)
            self.briefings.written[briefing.id] = briefing
            self.briefings.kept_facts[briefing.id] = some_facts(actor.person_id)

    def _keep_a_voice_request(self, person_id: str) -> None:
        name, now = request_of(person_id), self.clock.now()
        request = VoiceRequest(
            id=name,
            owner=person_id,
            robot="desk",
            tool="rollback_workload",
            question="cls-1/payments/Deployment/checkout <b>42</b>\n{}",
            digest="d",
            asked_at=now,
            expires_at=now + LASTS,
        )
        self.voice_requests.kept[person_id, "desk"] = request
        self.voice_requests.hidden[name] = Sealed("135790", "{}")

    def _keep_a_talk(self, person_id: str) -> None:
        name, now = talk_of(person_id), self.clock.now()
        turn = Turn(
            conversation=name,
            number=2,
            owner=person_id,
            key="",
            scopes=None,
            via="session",
            begun_at=now,
        )
        self.conversations.turns |= {(name, each): replace(turn, number=each) for each in (1, 2)}
        self.conversations.kept[name] = Conversation(
            id=name,
            owner=person_id,
            title="支付为什么慢 why <b>slow</b>",
            turn=2,
            state=TurnState.ASKING,
            begun_at=now - timedelta(minutes=5),
            changed_at=now,
        )
        self.conversations.words[name] = [
            replace(each, conversation=name, number=number, turn=1 if number < 8 else 2, at=now)
            for number, each in enumerate(_talked(), 1)
        ]

    def _keep_what_is_connected(self, person_id: str) -> None:
        now = self.clock.now()
        plugin = Plugin(
            person_id,
            PLUGIN,
            PluginTransport.HTTP,
            "https://wiki.example.cn",
            ("Authorization",),
            False,
            True,
            timedelta(seconds=30),
            "r1",
            now,
            now,
        )
        standing = Standing(PluginState.READY, now, "", len(TOOLS))
        self.plugins.kept[person_id, PLUGIN] = KeptPlugin(plugin, standing)
        self.plugins.wirings[person_id, PLUGIN] = PluginWiring(
            "https://wiki.example.cn/mcp", headers={"Authorization": "Bearer s3cret"}
        )
        self.plugin_host.live[person_id, PLUGIN] = figures_of(
            "worker 7@ops-1", now, tool_calls("search", 12, faults=1)
        )
        robot = Robot(
            owner=person_id,
            name=ROBOT,
            address="wss://api.xiaozhi.me",
            revision="r1",
            registered_at=now,
        )
        self.robots.kept[person_id, ROBOT] = KeptRobot(robot, RobotStanding())
        self.robots.urls[person_id, ROBOT] = "wss://api.xiaozhi.me/mcp/?token=s3cret"
        share = Share(
            id=share_of(person_id),
            briefing_id=f"{person_id}/{DAY}",
            owner=person_id,
            created_at=now,
            expires_at=now + timedelta(days=7),
        )
        self.shares.kept[share.id] = share
        feed = Subscription(
            id=feed_of(person_id),
            schedule=SCHEDULE,
            person_id=person_id,
            only_own=False,
            created_at=now,
        )
        self.oncall_feeds.kept[feed.id] = feed

    def _keep_a_memory(self, person_id: str) -> None:
        text = "发布窗口在周四 <b>Thursday</b>"
        memory = Memory(
            memory_of(person_id), person_id, MemoryKind.FACT, text, ("发布",), self.clock.now()
        )
        self.memories.kept[memory.id] = memory
        self.memories.words[memory.id] = list(terms_of(text))
        self.memories.terms[memory.id] = set(terms_of(text))

    def _keep_a_schedule(self) -> None:
        now = self.clock.now()
        layers = LayersConfig.model_validate(LAYERS).read_layers()
        made = ScheduleVersion(1, now - timedelta(days=9), layers)
        override = Override(
            id=OVERRIDE,
            kind=OverrideKind.ADD,
            people=(MEI.person_id,),
            start=now,
            end=now + timedelta(hours=3),
            by=ADMIN.person_id,
            at=now,
        )
        self.oncall.kept[SCHEDULE] = OnCallSchedule(
            SCHEDULE, (made,), (override,), owner=ADMIN.person_id
        )
        span = Span(now, now + timedelta(hours=1))
        self.oncall.asked[SWAP] = Swap(
            id=SWAP,
            schedule=SCHEDULE,
            giver=OPERATOR.person_id,
            taker=APPROVER.person_id,
            span=span,
            back=None,
            given=(span,),
            returned=(),
            asked_by=OPERATOR.person_id,
            asked_at=now,
            expires_at=span.end,
        )

    def _keep_the_news(self, person_id: str) -> None:
        name = f"{watch_of(person_id)}/{DAY}"
        self.digests.kept[name] = Digest(
            id=name,
            task_id=watch_of(person_id),
            owner=person_id,
            made_at=self.clock.now(),
            title="今日要闻 <b>news</b>",
            markdown="## 云\n- [Prices fall](https://news.example.cn/1) by half\n",
        )

    def _keep_a_watch(self, person_id: str) -> None:
        now = self.clock.now()
        task = replace(
            a_task(type=TaskType.WEB_MONITOR, config=_CONFIG),
            id=watch_of(person_id),
            owner=person_id,
            name="状态页 status",
            created_at=now - timedelta(days=3),
        )
        standing = WatchStanding(
            level=Level.BREACHED,
            since=now - timedelta(minutes=40),
            value=12.5,
            unit="%",
            said=message("web.nothing_new"),
        )
        memory = WatchMemory(checks=30, last_checked_at=now, last_success_at=now, standing=standing)
        self.tasks.kept[task.id] = task
        self.lives.states[task.id] = RunState.RUNNING
        self.watches.kept[task.id] = WatchRecord(task.id, 1, memory=memory)
        self.watches.looked[task.id] = {each.number: each for each in _looks(now)}
        for digest, text in (("a" * 64, "all well\nsame"), ("b" * 64, "broken\nsame")):
            self.page_texts.kept.setdefault((task.id, PAGE), {})[digest] = text
            self.page_texts.moments[task.id, PAGE, digest] = now
        self.screenshots.kept[task.id] = [_picture(task, now)]


PLUGIN, ROBOT = "wiki", "desk"
SCHEDULE, OVERRIDE, SWAP = "nights", f"o_{'a' * 26}", f"s_{'b' * 26}"
LAYERS = {
    "layers": [
        {
            "name": "每天 <b>all</b>",
            "people": ["u_operator", ["u_approver", "u_admin"]],
            "start": "2026-11-16",
            "at": "09:00",
            "zone": "Asia/Shanghai",
            "unit": "day",
            "by": "duty_days",
            "weekdays": ["mon", "tue", "wed", "thu", "fri"],
            "windows": [{"start": "06:00", "end": "02:00"}],
        }
    ]
}
"""The world's clock says 22:30Z of a Friday, 06:30 of a Saturday in Shanghai."""

_CONFIG = {
    "urls": [PAGE],
    "check_interval_minutes": 5,
    "number": {"operator": ">", "threshold": 10},
    "notification": {"method": "email", "email": "mei@example.cn"},
}


def _talked():
    """A turn that was answered, and one that waits for a word."""
    said = Step(conversation="", number=0, turn=0, kind=StepKind.PERSON, at=AT)
    return [
        replace(said, text="支付为什么慢 why <b>slow</b>?"),
        call("search_logs", '{"query": "level:error"}'),
        result("search_logs", "<img src=x onerror=alert(1)> " + "行line " * 600),
        call("list_pods", "{}", plugin="ops"),
        result("list_pods", "no answer", Outcome.UNAVAILABLE),
        words("The pool is <i>full</i>.\nSince 06:12."),
        end(),
        replace(said, text="重启它"),
        call("restart", '{"workload": "checkout"}', plugin="ops"),
        replace(question("restart", "Restart <u>checkout</u>?"), plugin="ops"),
    ]


def _steps(person_id, now):
    """One message that failed after some tries, and one that is still being tried."""
    first = Delivery(
        key=delivery_of(person_id),
        event_id="i_1/called",
        person_id=person_id,
        channel=ChannelKind.SMS,
        target="+8613800000000",
        state=DeliveryState.QUEUED,
        at=now - timedelta(minutes=9),
    )
    busy = message("value.plain", value=Foreign("21408 运营商忙 <b>busy</b>"))
    tried = replace(first, state=DeliveryState.RETRYING, attempt=1, answer=busy)
    return [
        first,
        replace(tried, at=now - timedelta(minutes=8)),
        replace(tried, at=now - timedelta(minutes=2), state=DeliveryState.FAILED, attempt=5),
        replace(
            tried,
            key=f"{first.key}/other",
            channel=ChannelKind.MAIL,
            target="mei@example.cn",
            at=now - timedelta(minutes=1),
            next_try_at=now + timedelta(minutes=2),
        ),
    ]


def _looks(now):
    return [
        LookRecord(
            number=number,
            at=now - timedelta(minutes=5 * (30 - number)),
            seconds=0.4,
            outcome=LookOutcome.FAILED if number == 20 else LookOutcome.QUIET,
            value=None if number == 20 else 5.0 + number / 4,
        )
        for number in range(1, 31)
    ]


def _picture(task: Task, now):
    return Screenshot(task.id, 1, PAGE, now, PNG)
