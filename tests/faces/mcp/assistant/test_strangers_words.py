"""What strangers write reaches the assistant only through tools whose answers are marked."""

from dataclasses import dataclass, replace

import pytest

from application.discussions.views import Saying
from application.ports.assistant.plugins import PluginTool, Trial
from application.ports.assistant.toolboxes import Care, ToolAnswer, ToolCall
from application.ports.tasks import WatchRecord
from application.ports.webhooks import Progress
from domain.assistant.conversations import Outcome
from domain.clusters.clusters import ClusterEvent, Node, ObjectRef
from domain.deliveries.deliveries import DeliveryState, Receipt
from domain.deliveries.deliveries import Outcome as Sending
from domain.incidents.audit.audit import AuditEntry
from domain.incidents.control_rules import ControlRequest
from domain.incidents.controls import ControlKind, KillSwitch
from domain.incidents.controls import Scope as ControlScope
from domain.incidents.incidents import IncidentState
from domain.logs.logs import LogPage
from domain.plugins.plugins import PluginState
from domain.plugins.rules import PluginRequest
from domain.schedules.news import Digest
from domain.watches.watches import WatchMemory
from mcp_server.assistant.care import OUR_WORDS_ONLY
from mcp_server.assistant.tools import OwnTools
from mcp_server.toolsets import SETS
from tests.faces.api.deliveries.test_deliveries import retrying
from tests.faces.mcp.incidents.test_tools import APPROVAL, PROPOSAL, TOOLS
from tests.fakes.face_incidents import AT, SmallClusters, an_alert, an_incident
from tests.fakes.face_services import (
    ADMIN,
    LISTENERS,
    PLACE,
    FaceWorld,
    a_briefing,
    some_alarms,
    some_lines,
    some_weather,
)
from tests.fakes.plugins import ObedientHost
from tests.fakes.words import LANGUAGES, foreign

MARK = "OBEYME"
PAGE = "https://status.example.cn/"
TASK = {"urls": [PAGE]}


@dataclass
class HostileClusters(SmallClusters):
    """Whoever runs a pod or a node writes what is said of it."""

    log: str = MARK

    async def nodes(self, cluster: str) -> list[Node]:
        return [replace(each, problems=(MARK,)) for each in await super().nodes(cluster)]

    async def events(self, cluster: str, **which: object) -> list[ClusterEvent]:
        return [ClusterEvent(AT, "Warning", MARK, f"Pod/{MARK}", MARK, 12)]


@dataclass
class HostileHost(ObedientHost):
    """A plugin that says of itself and its tools what it likes."""

    async def test(self, plugin: object, wiring: object) -> Trial:
        return Trial(PluginState.UNREACHABLE, MARK, await self.tools(plugin, wiring), 0.5)

    async def tools(self, plugin: object, wiring: object) -> tuple[PluginTool, ...]:
        return (PluginTool("search", MARK, MARK, Care.READS),)


@pytest.fixture(params=LANGUAGES)
async def fed(request) -> FaceWorld:
    """Everything that programs and strangers write says the mark."""
    world = FaceWorld(clusters=HostileClusters(), plugin_host=HostileHost())
    pods = tuple(
        replace(each, reason=MARK, last_exit=MARK, ready=False)
        for each in world.clusters.workload_there.pods
    )
    world.clusters.workload_there = replace(world.clusters.workload_there, pods=pods)
    world.read_in(request.param)
    await _feed_outside(world)
    await _feed_incidents(world)
    await _feed_own(world)
    return world


async def _feed_outside(world: FaceWorld) -> None:
    """Logs, alarms, pages, weather, what providers answer."""
    world.cloud.lines = [replace(each, source=MARK, fields={MARK: MARK}) for each in some_lines(3)]
    world.cloud.lines = [replace(each, text=MARK) for each in world.cloud.lines]
    world.cloud.rows = LogPage((), columns=(MARK,), records=({MARK: MARK},))
    world.cloud.alarms = [
        replace(each, name=MARK, target=MARK, trigger=MARK, handled=MARK) for each in some_alarms(2)
    ]
    world.web.pages[PAGE] = f"{MARK}\n{MARK}"
    place = replace(PLACE, name=MARK, region=MARK, country=MARK)
    world.weather.known["深圳"] = replace(some_weather(), place=place)
    world.phones.answers = [
        Receipt(outcome=Sending.PERMANENT, detail=foreign(MARK), reference=MARK)
    ] * 9


async def _feed_incidents(world: FaceWorld) -> None:
    """Alerts, what repairs found, the audit about them."""
    alert = replace(
        an_alert(text=MARK),
        name=MARK,
        labels={MARK: MARK},
        object=ObjectRef("cls-1", "payments", "Pod", MARK),
    )
    (tried,), (passed,) = an_incident().attempts, an_incident().skipped
    incident = an_incident(
        newest=alert,
        attempts=(replace(tried, because=foreign(MARK), guards=("mode:failed",)),),
        skipped=(replace(passed, detail=foreign(MARK)),),
    )
    closed = replace(
        incident, id=an_incident(2).id, state=IncidentState.CLOSED, closed_at=incident.changed_at
    )
    world.incidents.kept = {each.id: each for each in (incident, closed)}
    world.questions.kept[APPROVAL.id] = replace(APPROVAL, why=foreign(MARK))
    world.weights.offered[PROPOSAL.id] = PROPOSAL
    world.controls.switch = KillSwitch(engaged=False, by="u_admin", reason="tried", at=AT)
    said = AuditEntry(
        id="x",
        at=AT,
        actor="zhiban",
        action="repair.blocked",
        subject=incident.id,
        reason=MARK,
        data={"found": MARK},
    )
    await world.audit.append(said)


async def _feed_own(world: FaceWorld) -> None:
    """What watches, digests, briefings, plugins, webhooks and the bus made of strangers' words."""
    task = await world.services.tasks.create(
        by=ADMIN, type="web_monitor", config=TASK, name="Status"
    )
    memory = WatchMemory(checks=3, failures=3, failing_told=True, problem=foreign(MARK))
    await world.watches.keep(WatchRecord(task.id, task.revision, 0, memory))
    world.lives.sees = foreign(MARK)
    digest = Digest(
        id=f"{task.id}/2026-11-21",
        task_id=task.id,
        owner=ADMIN.person_id,
        made_at=AT,
        title=MARK,
        markdown=MARK,
    )
    await world.digests.save(digest)
    day = a_briefing(ADMIN.person_id, "2026-11-21")
    await world.briefings.save(replace(day, title=MARK, markdown=MARK, text=MARK, spoken=(MARK,)))
    await world.services.memories.remember(by=ADMIN, text=MARK, tags=(MARK,))
    await world.services.plugins.register(
        by=ADMIN, requested=PluginRequest(name="wiki", url=f"{PAGE}mcp")
    )
    await world.services.plugins.test(by=ADMIN, name="wiki")
    world.services.webhooks.forwardings.kept = {
        name: Progress(name, 0, AT, 3, AT, MARK) for name in LISTENERS
    }
    arrived = replace(retrying(ADMIN.person_id), state=DeliveryState.ACCEPTED)
    world.deliveries.rows = [replace(arrived, target=MARK, answer=None, next_try_at=None)]
    saying = Saying("guangda", MARK, tags=(MARK,))
    await world.services.discussions.send(by=ADMIN, topic=MARK, saying=saying)


async def call(box: OwnTools, name: str, arguments: dict) -> ToolAnswer:
    """Call a tool, and agree to what it asks."""
    answer = await box.call(ADMIN, ToolCall(name, arguments, f"c/{name}"))
    if answer.outcome is Outcome.ASKS:
        answer = await box.call(ADMIN, ToolCall(name, arguments, f"c/{name}", answer.digest))
    return answer


async def given(world: FaceWorld) -> dict[str, dict]:
    """Return arguments for every tool that is called here."""
    requested = ControlRequest(kind=ControlKind.FREEZE, name="x", scope=ControlScope(), reason="x")
    control = await world.services.controls.set(by=ADMIN, requested=requested)
    note = await world.services.memories.remember(by=ADMIN, text=MARK)
    task, (incident, *_) = {"task_id": next(iter(world.tasks.kept))}, world.incidents.kept
    lifelines = ("get", "trigger", "pause", "resume", "delete")
    return {name: arguments for name, (_, arguments) in TOOLS.items()} | {
        **{f"{each}_background_task": task for each in lifelines},
        "update_background_task": task | {"name": "New"},
        "list_background_tasks": {},
        "compare_page_snapshots": task,
        "get_event_sourcing_status": {},
        "get_reach_rates": {},
        "judge_message": {"useful": True},
        "list_log_topics": {},
        "list_alarm_records": {},
        "list_plugins": {},
        "search_memories": {},
        "get_incident": {"incident_id": incident},
        "acknowledge_incident": {"incident_id": incident},
        "examine_incident": {"incident_id": incident},
        "get_log_histogram": {"topic_id": "t-pay"},
        "search_logs": {"topic_id": "t-pay"},
        "get_weather": {"place": "深圳"},
        "send_sms": {"to": "+8613800000000", "text": "x"},
        "scrape_webpage": {"url": PAGE},
        "get_briefing": {"day": "2026-11-21"},
        "read_discussion": {"discussion_id": next(iter(world.discussions.kept))},
        "end_control": {"control_id": control.id, "reason": "done"},
        "create_background_task": {"type": "web_monitor", "config": TASK},
        "remember": {"text": "The person likes tea."},
        "forget": {"memory_id": note.id},
        "configure_briefing": {"prepare_minutes": 20},
        "change_preferences": {"said": "slower"},
        "pause_briefing": {},
        "resume_briefing": {},
        "test_plugin": {"name": "wiki"},
        "unregister_plugin": {"name": "wiki"},
    }


async def test_no_tool_whose_words_count_as_ours_repeats_a_word_of_strangers(fed):
    """SEC-4: each of them is called, in both languages, in a world that says nothing else."""
    box = OwnTools(fed.services, sets=SETS)
    ours = {each.alias for each in await box.tools(ADMIN) if not each.foreign}
    arguments = await given(fed)
    ending = {name for name in ours if name.startswith(("delete", "unregister"))}

    assert ours == OUR_WORDS_ONLY
    for name in [*sorted(ours - ending), *sorted(ending)]:
        answer = await call(box, name, arguments[name])
        assert answer.outcome is Outcome.DONE, (name, answer)
        assert MARK not in answer.text, (name, answer.text)


SHOWING = """
list_background_tasks get_background_task trigger_background_task pause_background_task
resume_background_task update_background_task search_memories list_alarm_records search_logs
list_incidents get_incident acknowledge_incident list_approvals list_nodes list_pods
list_cluster_events get_workload get_pod_log get_weather send_sms scrape_webpage get_briefing
list_plugins test_plugin read_discussion
""".split()  # noqa: SIM905 - names, easier to read in lines


async def test_the_words_of_strangers_are_there_for_every_tool_that_reads_them(fed):
    """SEC-4: or the test above would prove nothing."""
    box = OwnTools(fed.services, sets=SETS)
    tools, arguments = {each.alias: each for each in await box.tools(ADMIN)}, await given(fed)
    for name in SHOWING:
        answer = await call(box, name, arguments[name])
        assert MARK in answer.text, (name, answer)
        assert tools[name].foreign, name
