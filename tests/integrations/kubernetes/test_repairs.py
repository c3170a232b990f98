"""Repairs on each cluster: planned, guarded, written, looked at and taken back for real."""

import asyncio
from dataclasses import dataclass, field
from datetime import timedelta

from application.incidents.repairs.orders import (
    AttemptOrder,
    AttemptReport,
    ProposeOrder,
    Restored,
    RestoreOrder,
    SampleOrder,
    attempt_key,
)
from application.incidents.repairs.repairs import Repairs
from application.ports.incidents.incidents import Lease
from bootstrap.system import SystemClock
from domain.alerts.alerts import Confirmation, FaultClass, ReadBack
from domain.clusters.clusters import Workload
from domain.clusters.repairs import ActionKind, Plan, RepairVerdict
from domain.incidents.guards.verdict_rules import Because, judge
from domain.incidents.guards.verdicts import Sample, VerifyRules
from domain.incidents.ladder.planning import targets_of
from tests.fakes.repairs import (
    INCIDENT,
    ON_BEHALF,
    Stage,
    StageAudit,
    StageCheckpoints,
    StageConfigs,
    StageControls,
    StagePeople,
    StageSources,
    a_policy,
)
from tests.fakes.waiting import eventually
from tests.fakes.words import foreign
from tests.integrations.kubernetes.conftest import Place

# A look is late by four times `every` only: on a busy machine one takes as long as many do here.
FAST = VerifyRules(
    every=1, dwell=0.8, deadline=40, signal_grace=1, blind_patience=5, bad_patience=5
)
PAUSE_S = 0.1
BAD = {"spec": {"template": {"spec": {"containers": [{"name": "web", "image": "web:bad"}]}}}}


@dataclass
class Repairing:
    """Repairs of one workload on a real cluster; our own stores are in memory."""

    place: Place
    stage: Stage = field(default_factory=Stage)
    clock: SystemClock = field(default_factory=SystemClock)
    number: int = 0

    def __post_init__(self) -> None:
        stores = self.stage.stores
        self.repairs = Repairs(
            self.place.clusters,
            self.place.writes,
            self.place.writes,
            StageCheckpoints(stores),
            StageConfigs(stores),
            StageControls(stores),
            StageAudit(stores),
            StagePeople(stores),
            self.stage.holds,
            StageSources(stores),
            self.clock,
        )

    async def propose(self, *passed_over: ActionKind) -> Plan:
        now = self.clock.now()
        found = await self.repairs.propose(
            ProposeOrder(
                target=self.place.ref(),
                fault=FaultClass.CRASH_LOOP,
                policy=a_policy(),
                score=75,
                at=now,
                key=attempt_key(INCIDENT, self.number + 1),
                passed_over=passed_over,
            )
        )
        assert found.plan is not None, found.skipped
        assert found.preview, found.preview_failed
        return found.plan

    def order(self, planned: Plan) -> AttemptOrder:
        now = self.clock.now()
        holds = tuple(Lease("lock", str(each), "incident/x") for each in targets_of(planned))
        return AttemptOrder(
            incident_id=INCIDENT,
            number=self.number,
            target=self.place.ref(),
            plan=planned,
            policy=a_policy(),
            score=75,
            on_behalf_of=ON_BEHALF,
            at=now,
            confirmation=Confirmation(ReadBack.FIRING, "test", now),
            holds=(*holds, Lease("budget", self.place.ref().cluster, "incident/x")),
        )

    async def attempt(self, *passed_over: ActionKind) -> tuple[AttemptOrder, AttemptReport]:
        planned = await self.propose(*passed_over)
        self.number += 1
        order = self.order(planned)
        return order, await self.repairs.attempt(order)

    async def verdict(self, order: AttemptOrder, report: AttemptReport):
        """Look until there is a verdict, as the workflow does."""
        assert report.acted_at is not None
        asked = SampleOrder(order.target, order.plan.action, report.acted_at, report.snapshots)
        samples: list[Sample] = []
        while True:
            samples.append(await self.repairs.sample(asked))
            found = judge(
                samples,
                FAST,
                began=report.acted_at,
                acted_progress_at=report.snapshots[0].progress_at,
            )
            if found.verdict is not None:
                return found
            await asyncio.sleep(PAUSE_S)


async def _stuck(place: Place, **changes: object) -> Workload:
    """Deploy something good and then something that cannot become ready."""
    good = await place.deploy(replicas=2, **changes)
    # Kubernetes keeps whole seconds: releases of one second have no order.

    async def another_second() -> bool:
        return SystemClock().now() >= good.created_at + timedelta(seconds=2)

    await eventually(another_second)
    await place.change(place.ref(), BAD)

    async def failed() -> Workload | None:
        now = await place.now()
        unready = any(not pod.ready for pod in now.pods)
        return now if now.revision == 2 and unready else None

    return await eventually(failed)


GENTLE = (
    ActionKind.RESTART,
    ActionKind.REFRESH_CONFIG,
    ActionKind.SCALE_OUT,
    ActionKind.SHIFT_LOAD,
)


async def test_a_restart_of_what_is_well_is_verified_and_nobody_else_is_blamed(place):
    """RBK-5: neither our own write nor the controllers' count as somebody else's."""
    await place.deploy(replicas=2)
    repairing = Repairing(place)
    order, report = await repairing.attempt()
    assert order.plan.action is ActionKind.RESTART
    assert report.state is None, report
    found = await repairing.verdict(order, report)
    assert (found.verdict, found.because) == (RepairVerdict.HEALTHY, Because.DWELT)


async def test_a_rollback_of_a_release_that_fails_is_verified(place):
    """RBK-2, RBK-5."""
    await _stuck(place)
    repairing = Repairing(place)
    order, report = await repairing.attempt(*GENTLE)
    assert order.plan.action is ActionKind.ROLLBACK
    found = await repairing.verdict(order, report)
    assert (found.verdict, found.because) == (RepairVerdict.HEALTHY, Because.DWELT)
    again = await repairing.repairs.attempt(order)
    assert again.snapshots == report.snapshots
    assert place.written() == [("patch", "deployments", 200)]


async def test_after_a_rollback_the_bad_release_is_no_earlier_revision(place):
    """RBK-2: the trap of numbers, on the real thing."""
    await _stuck(place)
    repairing = Repairing(place)
    order, report = await repairing.attempt(*GENTLE)
    await repairing.verdict(order, report)
    found = await repairing.repairs.propose(
        ProposeOrder(
            target=place.ref(),
            fault=FaultClass.CRASH_LOOP,
            policy=a_policy(),
            score=75,
            at=repairing.clock.now(),
            key="k",
            passed_over=(*GENTLE, ActionKind.ISOLATE),
        )
    )
    assert found.plan is None
    assert "no_earlier_revision" in [each.reason for each in found.skipped]


async def test_what_somebody_else_changes_meanwhile_makes_the_outcome_not_ours(place):
    """RBK-5."""
    await place.deploy(replicas=2)
    repairing = Repairing(place)
    order, report = await repairing.attempt()
    await place.change(place.ref(), {"spec": {"replicas": 3}})
    found = await repairing.verdict(order, report)
    assert (found.verdict, found.because) == (RepairVerdict.INCONCLUSIVE, Because.OTHERS_WROTE)


async def test_a_rollback_is_taken_back_to_the_template_of_before(place):
    """RBK-4."""
    before = await _stuck(place)
    repairing = Repairing(place)
    order, report = await repairing.attempt(*GENTLE)
    assert (await place.now()).template_digest != before.template_digest
    done = await repairing.repairs.restore(
        RestoreOrder(order, report.snapshots, foreign("bad_for_long"), repairing.clock.now())
    )
    assert done.outcome is Restored.DONE, done
    assert (await place.now()).template_digest == before.template_digest


async def test_a_scale_out_is_taken_back_unless_somebody_scaled_since(place):
    """RBK-4."""
    await place.deploy(replicas=2)
    repairing = Repairing(place)
    order, report = await repairing.attempt(ActionKind.RESTART)
    assert order.plan.action is ActionKind.SCALE_OUT
    assert (await place.now()).replicas == 3
    restoring = RestoreOrder(order, report.snapshots, foreign("x"), repairing.clock.now())
    await place.change(place.ref(), {"spec": {"replicas": 5}})
    assert (await repairing.repairs.restore(restoring)).outcome is Restored.CONFLICT
    assert (await place.now()).replicas == 5


async def test_a_change_between_plan_and_write_is_a_conflict_and_nothing_is_written(place):
    """RBK-6, RBK-9."""
    await place.deploy(replicas=2)
    repairing = Repairing(place)
    planned = await repairing.propose()
    await place.change(place.ref(), {"spec": {"replicas": 1}})
    repairing.number = 1
    report = await repairing.repairs.attempt(repairing.order(planned))
    assert report.state == "conflict"
    assert place.written() == []


async def test_planning_and_looking_never_write(place):
    """RBK-7."""
    await place.deploy(replicas=1)
    repairing = Repairing(place)
    await repairing.propose()
    await repairing.repairs.look(place.ref())
    assert place.written() == []
