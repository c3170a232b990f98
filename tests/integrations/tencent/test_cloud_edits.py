"""What people have made in the cloud: shown, approved, done, audited, found by the next read.

The service, the guards and the approval are the real ones, on the real SDK and the stand-in.
"""

from dataclasses import dataclass, replace
from datetime import timedelta

import pytest

from application.cluster_edits.alarm_policies import AlarmPolicyService
from application.cluster_edits.log_resources import LogResourceService
from bootstrap.clusters import AllEdits
from domain.clusters.edits import Edit, EditKind, EditOutcome, NewPool
from domain.clusters.repairs import Mode
from domain.common.errors import EffectUnknown, InvalidRequest, NotFound
from domain.common.messages import Message
from domain.incidents.controls import KillSwitch
from domain.logs.logs import LogQuery
from domain.monitoring.alarms import Severity
from domain.monitoring.log_resources import NewLogset, NewScheduledSql, NewTopic
from domain.monitoring.policies import AlarmSource, Comparison, LogAlarm, MetricAlarm
from integrations.kubernetes.client.connections import Connections, KubernetesAccess
from integrations.kubernetes.editing import KubernetesEdits
from integrations.kubernetes.reading import KubernetesClusters
from integrations.tencent.alarm_policies import TencentAlarmPolicies
from integrations.tencent.clusters import TencentClusters
from integrations.tencent.log_resources import TencentLogResources
from integrations.tencent.logs import TencentLogs
from sandbox.tencent.faults import Fault, FaultKind
from sandbox.tencent.tke.kubeconfigs import bearer_kubeconfig
from sandbox.tencent.tke.state import NewCluster
from tests.fakes.deliveries import InMemoryPace
from tests.fakes.edits import APPROVER, EDITS, OPERATOR, EditStage, printed
from tests.fakes.repairs import a_policy
from tests.fakes.words import IN_ENGLISH, WORDS, says

A_POOL = NewPool(
    name="夜间任务",
    instance_type="S5.MEDIUM4",
    subnets=("subnet-1a2b3c4d",),
    nodes=2,
    minimum=0,
    maximum=6,
    labels={"tier": "batch"},
)


@dataclass
class CloudStage(EditStage):
    """The service for edits, with the cloud behind it."""

    def __init__(self, calls) -> None:
        super().__init__()
        catalogue = TencentClusters(calls)
        access = KubernetesAccess(insecure=True)
        connections = Connections(catalogue, InMemoryPace(), self.stage.clock, access)
        self.alarms, self.logs = TencentAlarmPolicies(calls), TencentLogs(calls)
        resources = TencentLogResources(calls, self.logs)
        self.service = replace(
            self.service,
            clusters=KubernetesClusters(connections),
            edits=AllEdits(KubernetesEdits(connections, printed), self.alarms, resources),
        )
        self.policies_of_cloud = AlarmPolicyService(self.alarms, self.logs, self.service)
        self.resources = LogResourceService(resources, self.logs, self.service)
        self.asking.serve(self.service, self.notices)

    def mode(self, mode: Mode) -> None:
        self.policies.policy = a_policy(default_mode=mode)

    async def approve(self, edit: Edit) -> Message:
        """Let the approver say yes; return what became of it when its workflow carried it out."""
        await self.approved(await self.service.get(by=APPROVER, edit_id=edit.id))
        return await self.asking.edits.carry_out(await self.questions.get(edit.id))


@pytest.fixture
def shop(cloud):
    kubeconfig = bearer_kubeconfig("http://127.0.0.1:1/k8s", "hunter2")
    return cloud.tke.add_cluster(NewCluster("shop", kubeconfig, nodes=3))


@pytest.fixture
def stage(calls):
    return CloudStage(calls)


def pool_of(shop, **changes):
    pool = replace(A_POOL, **changes)
    return {"by": OPERATOR, "cluster": shop.cluster_id, "pool": pool, "reason": "nightly jobs"}


async def test_a_node_pool_is_shown_approved_made_audited_and_found(stage, cloud, shop):
    """CLD-2, RBK-8, RBK-13."""
    stage.mode(Mode.APPROVE)
    shown = await stage.service.create_pool(**pool_of(shop))
    view = EDITS.edit(shown)
    assert view.preview.startswith(f"Create {shop.cluster_id}//NodePool/夜间任务")
    for line in (
        "machine: (none) → S5.MEDIUM4",
        "nodes: (none) → 2",
        "labels.tier: (none) → batch",
    ):
        assert line in view.preview
    assert shown.outcome is EditOutcome.AFTER_APPROVAL

    asked = await stage.service.create_pool(**pool_of(shop), confirm=shown.confirm)
    assert len(shop.pools) == 1
    became = await stage.approve(asked)

    assert WORDS.text(became, IN_ENGLISH) == "Done."
    pools = {each.name: each for each in await stage.service.clusters.node_pools(shop.cluster_id)}
    assert (pools["夜间任务"].desired, pools["夜间任务"].maximum) == (2, 6)
    assert stage.actions()[-2:] == ["edit.intended", "edit.performed"]
    assert stage.stage.rows[-2].data["kind"] == EditKind.CREATE_POOL


async def test_a_lost_answer_is_found_out_by_the_mark_and_no_second_pool_is_made(
    stage, cloud, shop
):
    """CLD-2, RBK-9: the same name afterwards is somebody's, and refused."""
    confirm = (await stage.service.create_pool(**pool_of(shop))).confirm
    cloud.order(Fault(FaultKind.APPLY_THEN_RESET, action="CreateClusterNodePool"))
    with pytest.raises(EffectUnknown):
        await stage.service.create_pool(**pool_of(shop), confirm=confirm)

    again = await stage.service.create_pool(**pool_of(shop), confirm=confirm)
    other = await stage.service.create_pool(**pool_of(shop, nodes=1))

    assert again.outcome is EditOutcome.DONE
    assert len(shop.pools) == 2
    assert other.outcome is EditOutcome.REFUSED
    assert "one of that name exists already" in WORDS.text(other.will, IN_ENGLISH)


async def test_the_kill_switch_holds_back_new_pools_and_the_clouds_no_is_told(stage, cloud, shop):
    """CLD-2, RBK-5."""
    confirm = (await stage.service.create_pool(**pool_of(shop))).confirm
    cloud.tke.most_nodes = 3
    refused = await stage.service.create_pool(**pool_of(shop), confirm=confirm)
    stage.stage.stores.switch = KillSwitch(engaged=True, by="u_li")
    switched_off = await stage.service.create_pool(**pool_of(shop, name="other"))

    assert refused.outcome is EditOutcome.REFUSED
    assert "LimitExceeded.QuotaMaxNodLimit" in WORDS.text(refused.will, IN_ENGLISH)
    assert switched_off.outcome is EditOutcome.SWITCHED_OFF
    assert len(shop.pools) == 1


# --- alarm policies -----------------------------------------------------------------------------

CPU = MetricAlarm(
    name="cpu-high",
    namespace="cvm_device",
    metric="CpuUsage",
    comparison=Comparison.GREATER,
    threshold=90,
    notices=("notice-1a2b3c4d",),
)
ERRORS = LogAlarm(
    name="支付报错",
    topic_id="shop-services",
    logset_id="",
    query="level:ERROR | select count(*) as n",
    condition="$1.n > 10",
)
ALARMS = {"metric": CPU, "log": ERRORS}
SHOWN = {
    "metric": ["condition: (none) → CpuUsage > 90", "namespace: (none) → cvm_device"],
    "log": ["condition: (none) → $1.n > 10", "window: (none) → 15 min"],
}
HELD = {
    "metric": (AlarmSource.MONITOR, "cvm_device", "CpuUsage > 90"),
    "log": (AlarmSource.CLS, None, "$1.n > 10"),
}
LOST = {"metric": "CreateAlarmPolicy", "log": "CreateAlarm"}
BY = {"by": OPERATOR, "reason": "told too late last week"}


@pytest.mark.parametrize("kind", ALARMS)
async def test_an_alarm_policy_is_shown_approved_made_audited_and_found(stage, topic, kind):
    """CLD-1, CLD-3, RBK-8, RBK-13."""
    stage.mode(Mode.APPROVE)
    shown = await stage.policies_of_cloud.create(**BY, alarm=ALARMS[kind])
    assert shown.outcome is EditOutcome.AFTER_APPROVAL
    assert [each for each in SHOWN[kind] if each not in EDITS.edit(shown).preview] == []

    asked = await stage.policies_of_cloud.create(**BY, alarm=ALARMS[kind], confirm=shown.confirm)
    assert await stage.alarms.policies() == []
    record = await stage.service.get(by=APPROVER, edit_id=asked.id)
    assert "Tencent Cloud ap-guangzhou" in EDITS.record(record).line
    became = await stage.approve(asked)

    assert WORDS.text(became, IN_ENGLISH) == "Done."
    (made,) = await stage.policies_of_cloud.policies(by=OPERATOR)
    source, watches, condition = HELD[kind]
    assert (made.source, made.watches, made.condition) == (
        source,
        watches or topic.topic_id,
        condition,
    )
    assert (made.enabled, made.edit) == (True, f"{asked.id.replace('_', '-')}-1")
    assert stage.actions()[-2:] == ["edit.intended", "edit.performed"]


@pytest.mark.parametrize("kind", ALARMS)
async def test_a_lost_answer_makes_no_second_policy_and_a_name_stays_its_owners(
    stage, cloud, topic, kind
):
    """CLD-1, CLD-3, RBK-9."""
    alarm = ALARMS[kind]
    confirm = (await stage.policies_of_cloud.create(**BY, alarm=alarm)).confirm
    cloud.order(Fault(FaultKind.APPLY_THEN_RESET, action=LOST[kind]))
    with pytest.raises(EffectUnknown, check=says("check before retrying")):
        await stage.policies_of_cloud.create(**BY, alarm=alarm, confirm=confirm)

    again = await stage.policies_of_cloud.create(**BY, alarm=alarm, confirm=confirm)
    other = await stage.policies_of_cloud.create(**BY, alarm=replace(alarm, enabled=False))

    assert again.outcome is EditOutcome.DONE
    assert len(await stage.alarms.policies()) == 1
    assert other.outcome is EditOutcome.REFUSED


@pytest.mark.parametrize("kind", ALARMS)
async def test_a_policy_is_switched_off_and_on_again(stage, cloud, topic, kind):
    """CLD-1, CLD-3: and what is so already is nothing to do."""
    confirm = (await stage.policies_of_cloud.create(**BY, alarm=ALARMS[kind])).confirm
    await stage.policies_of_cloud.create(**BY, alarm=ALARMS[kind], confirm=confirm)
    (made,) = await stage.alarms.policies()
    asked = {**BY, "policy_id": made.id}

    for enabled in (False, True):
        shown = await stage.policies_of_cloud.switch(**asked, enabled=enabled)
        assert f"enabled: {str(not enabled).lower()} → " in EDITS.edit(shown).preview
        done = await stage.policies_of_cloud.switch(**asked, enabled=enabled, confirm=shown.confirm)
        assert done.outcome is EditOutcome.DONE
        (found,) = await stage.policies_of_cloud.policies(by=OPERATOR, enabled=enabled)
        assert found.id == made.id
        stage.stage.clock.move(hours=1)
        cloud.forget_rates()
    nothing = await stage.policies_of_cloud.switch(**asked, enabled=True)
    assert nothing.outcome is EditOutcome.NOTHING
    with pytest.raises(NotFound, check=says("alarm policy")):
        await stage.policies_of_cloud.switch(**{**asked, "policy_id": "policy-x"}, enabled=True)


@pytest.mark.parametrize(
    ("alarm", "code"),
    [
        (replace(CPU, metric="NoSuchMetric"), "InvalidParameterValue"),
        (replace(CPU, namespace="no_such"), "InvalidParameterValue"),
        (CPU, "LimitExceeded"),
        (ERRORS, "LimitExceeded"),
    ],
)
async def test_what_the_cloud_refuses_is_told_and_nothing_is_made(stage, cloud, topic, alarm, code):
    """CLD-1, CLD-3, REL-2."""
    cloud.monitor.most_policies = cloud.cls.most_alarms = int(code != "LimitExceeded")
    confirm = (await stage.policies_of_cloud.create(**BY, alarm=alarm)).confirm
    refused = await stage.policies_of_cloud.create(**BY, alarm=alarm, confirm=confirm)

    assert refused.outcome is EditOutcome.REFUSED
    assert code in WORDS.text(refused.will, IN_ENGLISH)
    assert await stage.alarms.policies() == []


@pytest.mark.parametrize(
    ("alarm", "field"),
    [
        (replace(CPU, name="a|b"), "name"),
        (replace(CPU, name="a" * 61), "name"),
        (replace(CPU, namespace="QCE CVM"), "namespace"),
        (replace(CPU, metric=""), "metric"),
        (replace(CPU, threshold=float("nan")), "threshold"),
        (replace(CPU, period_seconds=61), "period_seconds"),
        (replace(CPU, periods=0), "periods"),
        (replace(CPU, repeat_seconds=61), "repeat_seconds"),
        (replace(CPU, notices=("a b",)), "notices"),
        (replace(CPU, objects={"a": ()}), "objects"),
        (replace(ERRORS, name="支" * 86), "name"),
        (replace(ERRORS, query=" "), "query"),
        (replace(ERRORS, condition=""), "condition"),
        (replace(ERRORS, window_minutes=0), "window_minutes"),
        (replace(ERRORS, every_minutes=1_441), "every_minutes"),
        (replace(ERRORS, times=0), "times"),
        (replace(ERRORS, repeat_minutes=-1), "repeat_minutes"),
        (replace(ERRORS, severity=Severity.UNKNOWN), "severity"),
    ],
)
async def test_a_policy_that_cannot_be_is_refused_by_the_field_that_is_wrong(
    stage, cloud, topic, alarm, field
):
    """CLD-1, CLD-3, REL-2."""
    with pytest.raises(InvalidRequest, check=lambda error: error.field == field):
        await stage.policies_of_cloud.create(**BY, alarm=alarm)


async def test_a_topic_that_there_is_not_or_that_fits_several_is_refused(stage, cloud, topic):
    """CLD-1."""
    cloud.add_topic("shop-web")
    with pytest.raises(NotFound, check=says("log topic")):
        await stage.policies_of_cloud.create(**BY, alarm=replace(ERRORS, topic_id="other"))
    with pytest.raises(InvalidRequest, check=says("shop-services.*shop-web")):
        await stage.policies_of_cloud.create(**BY, alarm=replace(ERRORS, topic_id="shop"))


# --- log sets, topics, scheduled SQL ------------------------------------------------------------

SET = NewLogset(name="审计")
TOPIC = NewTopic(name="payments", logset_id="default", days=90)
SQL = NewScheduledSql(
    name="errors an hour",
    topic_id="shop-services",
    target_id="figures",
    query="level:ERROR | select count(*) as n",
    every_minutes=60,
    window_minutes=60,
)
RESOURCES = {"logset": SET, "topic": TOPIC, "sql": SQL}
RESOURCES_SHOWN = {
    "logset": ["name: (none) → 审计"],
    "topic": ["kept: (none) → 90 d", "index: (none) → FullText + DynamicIndex"],
    "sql": ["every: (none) → 60 min", "window: (none) → @m-60m,@m"],
}
LOST_RESOURCES = {"logset": "CreateLogset", "topic": "CreateTopic", "sql": "CreateScheduledSql"}


@pytest.fixture
def figures(cloud):
    return cloud.add_topic("figures")


async def named_in_cloud(stage):
    """Return the names that the next read finds."""
    sets = await stage.resources.logsets(by=OPERATOR)
    tasks = await stage.resources.scheduled(by=OPERATOR)
    topics = await stage.logs.topics()
    return {each.name for each in (*sets, *tasks, *topics)}


@pytest.mark.parametrize("kind", RESOURCES)
async def test_a_log_resource_is_shown_approved_made_audited_and_found(stage, topic, figures, kind):
    """CLD-1, RBK-8, RBK-13."""
    stage.mode(Mode.APPROVE)
    wanted = RESOURCES[kind]
    shown = await stage.resources.create(**BY, wanted=wanted)
    assert shown.outcome is EditOutcome.AFTER_APPROVAL
    assert [each for each in RESOURCES_SHOWN[kind] if each not in EDITS.edit(shown).preview] == []

    asked = await stage.resources.create(**BY, wanted=wanted, confirm=shown.confirm)
    assert wanted.name not in await named_in_cloud(stage)
    record = await stage.service.get(by=APPROVER, edit_id=asked.id)
    assert "Tencent Cloud ap-guangzhou" in EDITS.record(record).line
    became = await stage.approve(asked)

    assert WORDS.text(became, IN_ENGLISH) == "Done."
    assert wanted.name in await named_in_cloud(stage)
    assert stage.actions()[-2:] == ["edit.intended", "edit.performed"]


async def test_a_new_topic_can_be_searched_at_once(stage, cloud, topic):
    """CLD-1: it has its index."""
    confirm = (await stage.resources.create(**BY, wanted=TOPIC)).confirm
    await stage.resources.create(**BY, wanted=TOPIC, confirm=confirm)
    (made,) = await stage.logs.topics(name="payments")
    now = stage.stage.clock.now()
    found = await stage.logs.search(LogQuery(made.id, "level:ERROR", now - timedelta(hours=1), now))

    assert made.indexed
    assert found.lines == ()
    assert cloud.cls.topics[made.id].settings["Period"] == 90


@pytest.mark.parametrize("kind", RESOURCES)
async def test_a_lost_answer_makes_no_second_resource(stage, cloud, topic, figures, kind):
    """CLD-1, RBK-9: what is there all the same is what was asked for."""
    wanted = RESOURCES[kind]
    confirm = (await stage.resources.create(**BY, wanted=wanted)).confirm
    cloud.order(Fault(FaultKind.APPLY_THEN_RESET, action=LOST_RESOURCES[kind]))
    with pytest.raises(EffectUnknown, check=says("check before retrying")):
        await stage.resources.create(**BY, wanted=wanted, confirm=confirm)

    stage.logs.forget_topics()
    again = await stage.resources.create(**BY, wanted=wanted)
    if again.confirm and again.outcome is EditOutcome.AT_ONCE:  # its index is still to be made
        again = await stage.resources.create(**BY, wanted=wanted, confirm=again.confirm)
    nothing = await stage.resources.create(**BY, wanted=wanted)

    assert nothing.outcome is EditOutcome.NOTHING
    made = {
        "logset": [each.name for each in cloud.cls.logsets.values()],
        "topic": [each.name for each in cloud.cls.topics.values()],
        "sql": [each["Name"] for each in cloud.cls.scheduled.values()],
    }[kind]
    assert made.count(wanted.name) == 1


@pytest.mark.parametrize(
    ("wanted", "other"),
    [(TOPIC, replace(TOPIC, days=30)), (SQL, replace(SQL, every_minutes=5))],
)
async def test_a_name_stays_its_owners(stage, topic, figures, wanted, other):
    """CLD-1: one that differs is not changed by creating it."""
    confirm = (await stage.resources.create(**BY, wanted=wanted)).confirm
    await stage.resources.create(**BY, wanted=wanted, confirm=confirm)
    refused = await stage.resources.create(**BY, wanted=other)

    assert refused.outcome is EditOutcome.REFUSED
    assert "one of that name exists already" in WORDS.text(refused.will, IN_ENGLISH)


@pytest.mark.parametrize(
    ("wanted", "field"),
    [
        (replace(SET, name="a|b"), "name"),
        (replace(SET, name="x" * 256), "name"),
        (replace(TOPIC, name="cls_service_log"), "name"),
        (replace(TOPIC, days=0), "days"),
        (replace(TOPIC, days=3_601), "days"),
        (replace(SQL, query="level:ERROR"), "query"),
        (replace(SQL, query="*|" + "x" * 12_288), "query"),
        (replace(SQL, every_minutes=0), "every_minutes"),
        (replace(SQL, window_minutes=1_441), "window_minutes"),
        (replace(SQL, delay_seconds=121), "delay_seconds"),
        (replace(SQL, target_id="shop-services"), "target"),
    ],
)
async def test_a_resource_that_cannot_be_is_refused_by_the_field_that_is_wrong(
    stage, topic, figures, wanted, field
):
    """CLD-1, REL-2."""
    with pytest.raises(InvalidRequest, check=lambda error: error.field == field):
        await stage.resources.create(**BY, wanted=wanted)


@pytest.mark.parametrize(
    "wanted",
    [
        replace(TOPIC, logset_id="no-such"),
        replace(SQL, topic_id="no-such"),
        replace(SQL, target_id="no-such"),
    ],
)
async def test_a_place_that_there_is_not_is_refused(stage, topic, figures, wanted):
    """CLD-1."""
    with pytest.raises(NotFound, check=says("no-such")):
        await stage.resources.create(**BY, wanted=wanted)


async def test_the_kill_switch_holds_back_new_topics(stage, cloud, topic):
    """CLD-1, RBK-5."""
    stage.stage.stores.switch = KillSwitch(engaged=True, by="u_li")
    held = await stage.resources.create(**BY, wanted=TOPIC)

    assert held.outcome is EditOutcome.SWITCHED_OFF
    assert "payments" not in await named_in_cloud(stage)
