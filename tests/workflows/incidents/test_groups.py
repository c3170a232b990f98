"""One cause, one page: incidents that share a thing, and are taken apart again (ALR-12)."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from domain.alerts.alerts import FaultClass, Fingerprint
from domain.clusters.clusters import Node, ObjectRef, Pod
from domain.clusters.repairs import ActionKind
from domain.common.messages import Called, message
from domain.incidents.grouped import member_of
from domain.incidents.groups.group import GROUP_WORKFLOW, group_id, person_key
from domain.incidents.groups.rules import GroupKey, GroupRule
from domain.monitoring.alarms import Severity
from tests.fakes.face_incidents import a_workload
from tests.fakes.incidents import T0, IncidentRig, a_target, an_alert
from tests.fakes.waiting import eventually
from tests.fakes.words import IN_CHINESE, IN_ENGLISH, told
from workflows.incidents.state import Steered

pytestmark = pytest.mark.temporal

LOST = "10.0.3.17"
GROUP = f"{GROUP_WORKFLOW}cls-1/node/{LOST}"


@pytest.fixture
async def rig(skipping):
    """A node is lost; what fires can only be handed to people."""
    rig = IncidentRig(skipping)
    rig.repairs.impossible = set(ActionKind)
    rig.owners.sick = [Node(LOST, ready=False, schedulable=True, problems=("NotReady",))]
    async with rig.awake():
        await rig.move_in()
        yield rig


def about(name: str) -> Fingerprint:
    return Fingerprint(FaultClass.NOT_READY, a_target(name))


async def calls(rig, count: int):
    async def enough():
        return rig.calls() if len(rig.calls()) >= count else None

    found = await eventually(enough, within=20)
    assert len(found) == count
    return found


async def both_in(rig, *names: str) -> None:
    async def there() -> bool:
        return await members(rig) == list(names)

    await eventually(there, within=20)


KEY = GroupKey(GroupRule.NODE, "cls-1", LOST, LOST)


async def lose(rig, *names: str, severity: Severity = Severity.CRITICAL) -> None:
    """Let workloads fire whose Pods were on the lost node, all at once."""
    for name in names:
        pod = Pod(
            name=f"{name}-1",
            uid=name,
            node=LOST,
            phase="Running",
            ready=False,
            reason="",
            restarts=0,
            last_exit="",
            created_at=T0,
            revision="1",
        )
        rig.owners.workloads[a_target(name)] = replace(
            a_workload(), ref=a_target(name), pods=(pod,)
        )
    fired = (
        rig.lives.signal_alert(
            about(name),
            an_alert(
                id=f"m-{name}",
                severity=severity,
                object=ObjectRef("cls-1", "shop", "Deployment", name),
            ),
        )
        for name in names
    )
    await asyncio.gather(*fired)


async def members(rig) -> list[str]:
    group = await rig.groups.ask(GROUP)
    return sorted(each.workload.rpartition("/")[2] for each in group.members) if group else []


@pytest.mark.records("group-of-a-lost-node", "IncidentGroup")
@pytest.mark.records("incident-in-a-group", "Incident")
async def test_twenty_workloads_on_one_lost_node_are_one_group_with_one_page(rig, skipping):
    """ALR-12: twenty incidents, one group, one page that says so."""
    names = [f"app-{number:02}" for number in range(20)]
    await lose(rig, *names)
    await both_in(rig, *names)
    await skipping.sleep(timedelta(seconds=30))
    (page,) = await calls(rig, 1)
    await skipping.sleep(timedelta(minutes=5))

    assert len(rig.calls()) == len(rig.household.mail.sent) == 1
    assert "本次呼叫共 20 起故障：都在节点 10.0.3.17 上" in told(page, IN_CHINESE).text
    assert (
        "One page for 20 incidents. All of them run on node 10.0.3.17"
        in told(page, IN_ENGLISH).text
    )
    grouped = [each.subject for each in rig.events("incident.grouped")]
    assert len(grouped) == len(set(grouped)) == 20


@pytest.mark.records("group-split", "IncidentGroup")
async def test_a_wrong_group_is_split_calls_for_each_and_stays_split(rig, skipping):
    """ALR-12: who is taken out calls people from the start, and is not gathered again."""
    await lose(rig, "a", "b", "c")
    await both_in(rig, "a", "b", "c")
    await skipping.sleep(timedelta(seconds=30))
    (first,) = await calls(rig, 1)
    paged = first.subject
    out = [each.incident for each in (await rig.groups.ask(GROUP)).members]
    out.remove(paged)

    await rig.groups.split(GROUP, out, by="u_an", reason="another cause")
    await skipping.sleep(timedelta(minutes=2))
    found = await calls(rig, 3)
    assert {each.subject for each in found} == {paged, *out}
    assert [each.data["by"] for each in rig.events("incident.ungrouped")] == ["u_an", "u_an"]

    member = (await rig.groups.ask(GROUP)).members[0]
    again = replace(member, incident=out[0], workflow_id=f"incident/{about('a')}")
    kept = {rig.incidents.kept[each].workflow_id for each in out}
    for workflow_id in kept:
        assert await rig.groups.join(KEY, replace(again, workflow_id=workflow_id)) is None
    assert [each.incident for each in (await rig.groups.ask(GROUP)).members] == [paged]


async def test_who_cannot_reach_its_group_speaks_for_itself_within_two_minutes(rig, skipping):
    """ALR-12: a group that somebody terminates silences nobody."""
    await lose(rig, "a", "b")
    await both_in(rig, "a", "b")
    await skipping.sleep(timedelta(seconds=30))
    await calls(rig, 1)

    await rig.client.get_workflow_handle(GROUP).terminate()
    await skipping.sleep(timedelta(minutes=2))
    await calls(rig, 2)


async def test_a_worse_member_is_paged_beside_its_group(rig, skipping):
    """ALR-12: a warning's page does not hide a critical fault."""
    await lose(rig, "a", "b", severity=Severity.WARNING)
    await both_in(rig, "a", "b")
    await skipping.sleep(timedelta(seconds=60))
    await calls(rig, 1)

    await lose(rig, "c")
    await skipping.sleep(timedelta(seconds=60))
    await calls(rig, 2)


async def test_what_a_person_merges_is_one_group(rig, skipping):
    """ALR-12: two that share nothing, and whoever merges them is the reason."""
    rig.owners.sick = []
    await lose(rig, "a", "b")
    found = [await rig.now(about(name)) for name in "ab"]
    key = person_key("cls-1", found[0].id, "u_an")
    for each in found:
        await rig.groups.join(key, member_of(each), by="u_an")

    async def merged() -> bool:
        now = [await rig.now(about(name)) for name in "ab"]
        return all(each.group and each.group.group == group_id(key) for each in now)

    await eventually(merged, within=30)
    assert [each.reason for each in (await rig.groups.ask(group_id(key))).members] == [
        message("group.merged", name=Called("u_an"))
    ] * 2


async def test_a_group_is_over_once_its_last_member_is(rig, skipping):
    """ALR-12: members close one by one, the group after the last."""
    await lose(rig, "a", "b")
    await both_in(rig, "a", "b")
    for name in "ab":
        handle = rig.handle(about(name))
        await handle.execute_update("close", Steered("u_an", "seen to"), id=f"close-{name}")
    await rig.outcome(about("a"))
    await rig.outcome(about("b"))

    await rig.client.get_workflow_handle(GROUP).result()
    assert await rig.groups.ask(GROUP) is None
