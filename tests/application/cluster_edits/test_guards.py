"""What stops edits of clusters by people: every guard, at the moment of the write."""

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.clusters.clusters import NodePool
from domain.clusters.edits import EditOutcome
from domain.clusters.repairs import ActionKind, Mode
from domain.common.messages import named
from domain.incidents.controls import KillSwitch
from domain.incidents.guards.guards import GuardLimits, GuardName
from domain.incidents.policy.policies import HoursRule, ModeRule, PlaceRule
from tests.fakes.edits import (
    CLUSTER,
    CONFIG,
    MEI,
    NAMESPACE,
    NEW,
    EditStage,
    Kept,
)
from tests.fakes.repairs import SHOP, a_policy
from tests.fakes.words import IN_CHINESE, shown


@pytest.fixture
def stage():
    return EditStage()


def stopped_by(edit):
    """The guards that stopped the first object of an edit."""
    assert edit.outcome is EditOutcome.BLOCKED
    return [each.args["guard"]["name"].partition(".")[2] for each in edit.objects[0].guards]


def _switched_off(stage):
    stage.stage.stores.switch = KillSwitch()


def _not_permitted(stage):
    people = stage.stage.stores.people
    people[MEI] = replace(people[MEI], rollback_permission=False)


def _frozen(stage):
    stage.stage.freeze()


def _closed(stage):
    stage.policies.policy = a_policy(hours=(HoursRule(start=0, end=1),))


def _gitops(stage):
    stage.edits.objects[str(SHOP)].managed_by = "argocd"


def _locked(stage):
    stage.hand.held["lock", str(SHOP)] = ["incident/1"]


def _no_budget(stage):
    stage.hand.held["budget", CLUSTER] = ["a", "b", "c"]


def _unhealthy(stage):
    for ref in list(stage.stage.clusters.kept):
        stage.stage.change(ref, ready=0)


def _just_written(stage):
    stage.stage.wrote_before(timedelta(seconds=5))


def _often_written(stage):
    for number in range(8):
        stage.stage.wrote_before(timedelta(minutes=10), number=number)


def _no_checkpoint(stage):
    stage.stage.taken.parts.add("checkpoint")


BREAKS = {
    GuardName.FREEZE: _frozen,
    GuardName.TIME_WINDOW: _closed,
    GuardName.GITOPS: _gitops,
    GuardName.LOCK: _locked,
    GuardName.BUDGET: _no_budget,
    GuardName.HEALTHY_SHARE: _unhealthy,
    GuardName.COOLDOWN: _just_written,
    GuardName.FREQUENCY: _often_written,
    GuardName.CHECKPOINT: _no_checkpoint,
}


@pytest.mark.parametrize("guard", BREAKS)
async def test_no_edit_passes_a_guard_that_fails(stage, guard):
    """RBK-6."""
    BREAKS[guard](stage)
    assert stopped_by(await stage.applied(NEW)) == [guard]
    assert stage.edits.writes == []
    assert stage.actions()[-1] == "edit.blocked"


@pytest.mark.parametrize("guard", BREAKS)
async def test_what_stopped_an_edit_is_said_in_the_language_of_who_reads(stage, guard):
    """RBK-6, RBK-13: the audit has the guard's own name."""
    BREAKS[guard](stage)
    edit = await stage.applied(NEW)
    assert stopped_by(edit) == [guard]
    assert shown(named(guard), IN_CHINESE) in shown(edit.will, IN_CHINESE)
    assert stage.stage.rows[-1].reason == guard


@pytest.mark.parametrize(
    ("breaks", "outcome"),
    [(_switched_off, EditOutcome.SWITCHED_OFF), (_not_permitted, EditOutcome.NOT_PERMITTED)],
)
async def test_what_only_an_admin_can_change_is_said_before_anything_else(stage, breaks, outcome):
    """RBK-6, RBK-7."""
    confirm = (await stage.apply(NEW)).confirm
    breaks(stage)
    assert (await stage.apply(NEW)).outcome is outcome
    assert (await stage.apply(NEW, confirm=confirm)).outcome is outcome
    assert stage.edits.writes == []


@pytest.mark.parametrize("breaks", [_switched_off, _not_permitted])
async def test_the_guards_look_again_at_the_moment_of_the_write(stage, breaks):
    """RBK-6: of two objects the second is stopped by what happened behind the first."""
    text = f"{NEW}\nConfigMap c data.a=1"
    confirm = (await stage.apply(text)).confirm
    stage.edits.before_perform = lambda: breaks(stage)
    edit = await stage.apply(text, confirm=confirm)
    assert edit.outcome is EditOutcome.BLOCKED
    assert [each.is_done for each in edit.objects] == [True, False]
    assert "1 of 2 objects were written" in shown(edit.will)
    assert stage.edits.writes == [str(SHOP)]


@pytest.mark.parametrize("part", ["freezes", "lock", "budget", "writes", "namespace", "checkpoint"])
async def test_what_cannot_be_established_stops_the_edit(stage, part):
    """RBK-6: failing closed."""
    confirm = (await stage.apply(NEW)).confirm
    stage.stage.taken.parts.add(part)
    edit = await stage.apply(NEW, confirm=confirm)
    assert edit.outcome is EditOutcome.BLOCKED
    assert stage.edits.writes == []


@pytest.mark.parametrize("lost", [False, True])
async def test_the_policy_counts_that_is_in_force_at_the_moment_of_the_write(stage, lost):
    """RBK-6, RBK-7: and one that cannot be read allows nothing."""

    def stricter():
        stage.policies.policy = a_policy(digest="stricter", default_mode=Mode.OBSERVE)
        stage.stage.taken.parts.update({"policy"} if lost else ())

    confirm = (await stage.apply(NEW)).confirm
    stage.edits.before_look = [lambda: None, stricter]
    first, *_ = stopped_by(await stage.apply(NEW, confirm=confirm))
    assert first == (GuardName.MODE if lost else GuardName.APPROVAL)
    assert stage.edits.writes == []


async def test_what_moves_between_the_last_look_and_the_write_is_left_alone(stage):
    """RBK-6, RBK-9."""
    confirm = (await stage.apply(NEW)).confirm
    stage.edits.before_look = [lambda: None, lambda: stage.edits.change(str(SHOP), other="1")]
    assert stopped_by(await stage.apply(NEW, confirm=confirm)) == [GuardName.UNCHANGED]
    assert stage.edits.writes == []


async def test_a_freeze_of_a_workload_holds_for_what_may_feed_it(stage):
    """RBK-6: nobody can say which workload a ConfigMap feeds."""
    stage.edits.objects[CONFIG] = Kept({"a": "1"})
    stage.stage.freeze()
    (freeze,) = stage.stage.stores.controls
    scope = replace(freeze.scope, namespace=NAMESPACE, workload="somebody-else")
    stage.stage.stores.controls[:] = [replace(freeze, scope=scope)]
    confirm = (await stage.set(values={"a": "2"})).confirm
    assert (await stage.set(values={"a": "2"}, confirm=confirm)).outcome is EditOutcome.BLOCKED
    workload = (await stage.apply(NEW)).confirm
    assert (await stage.apply(NEW, confirm=workload)).outcome is EditOutcome.DONE


async def test_a_rule_about_repairs_says_nothing_about_edits(stage):
    """RBK-7: what is auto for restarts is not auto for whatever a person writes."""
    rule = ModeRule(Mode.AUTO, actions=(ActionKind.RESTART,))
    stage.policies.policy = a_policy(default_mode=Mode.OBSERVE, modes=(rule,))
    previewed = await stage.apply(NEW)  # nothing is registered, so no edit is named
    assert (previewed.outcome, previewed.will.id) == (
        EditOutcome.AFTER_APPROVAL,
        "edit.would_ask",
    )
    rule = ModeRule(Mode.AUTO, actions=(ActionKind.CALL_PERSON,))
    stage.policies.policy = a_policy(default_mode=Mode.OBSERVE, modes=(rule,))
    assert (await stage.apply(NEW)).outcome is EditOutcome.AT_ONCE


async def test_a_freeze_of_any_namespace_holds_for_the_machines_below_it(stage):
    """RBK-6."""
    stage.stage.freeze()
    (freeze,) = stage.stage.stores.controls
    scope = replace(freeze.scope, namespace="some", workload="thing")
    stage.stage.stores.controls[:] = [replace(freeze, scope=scope)]
    assert (await stage.resized(4)).outcome is EditOutcome.BLOCKED
    assert isinstance(stage.edits.pool, NodePool)


async def test_an_edit_counts_as_a_write_for_the_repairs_that_follow(stage):
    """RBK-6: cooldown and frequency look at the target, whoever wrote."""
    await stage.applied(NEW)
    blocked = await stage.applied(NEW.replace("shop:2", "shop:3"))
    assert stopped_by(blocked) == [GuardName.COOLDOWN]


async def _keys(stage, value):
    return await stage.settled(values={"a": f"{value}"})


async def _manifest(stage, value):
    return await stage.applied(f"ConfigMap c data.a={value}")


async def _service(stage, value):
    return await stage.applied(f"Service c spec.port={value}")


async def _secret(stage, value):
    return await stage.settled(kind="Secret", values={"a": f"{value}"})


async def _pool(stage, value):
    return await stage.resized(value)


KINDS = [_keys, _manifest, _service, _secret, _pool]


@pytest.mark.parametrize("edit", KINDS)
async def test_what_is_no_workload_cools_down_after_an_edit_too(stage, edit):
    """RBK-6: a ConfigMap that is changed again and again restarts whatever reads it."""
    first = await edit(stage, 4)
    again = await edit(stage, 5)
    stage.stage.clock.move(seconds=60)
    later = await edit(stage, 5)
    assert [each.outcome for each in (first, later)] == [EditOutcome.DONE] * 2
    assert stopped_by(again) == [GuardName.COOLDOWN]
    assert len(stage.edits.writes) == 2


async def test_the_cooldown_of_what_is_no_workload_is_that_of_its_place(stage):
    """RBK-7."""
    place = PlaceRule(namespace=NAMESPACE, limits=GuardLimits(cooldown_seconds=600))
    stage.policies.policy = a_policy(places=(place,), limits=GuardLimits(cooldown_seconds=0))
    await _keys(stage, 4)
    stage.stage.clock.move(seconds=599)
    assert stopped_by(await _keys(stage, 5)) == [GuardName.COOLDOWN]
    stage.stage.clock.move(seconds=1)
    assert (await _keys(stage, 5)).outcome is EditOutcome.DONE
    assert [(await _pool(stage, nodes)).outcome for nodes in (4, 5)] == [EditOutcome.DONE] * 2


async def test_the_cooldown_of_one_object_is_not_that_of_another(stage):
    """RBK-6."""
    done = [await _keys(stage, 4), await _secret(stage, 4), await stage.applied(NEW)]
    assert [each.outcome for each in done] == [EditOutcome.DONE] * 3


async def test_whoever_takes_back_what_made_things_worse_waits_for_nothing_but_other_writes(stage):
    """RBK-4, RBK-6: to and fro is no way around the cooldown."""
    stage.edits.objects[CONFIG] = Kept({"a": "MQ=="})
    done = await _keys(stage, 9)
    back = await stage.put_back(done.id)
    forth = await stage.put_back(back.id)
    assert back.outcome is EditOutcome.DONE
    assert stopped_by(forth) == [GuardName.COOLDOWN]
    assert stage.edits.objects[CONFIG].fields == {"a": "MQ=="}


async def test_a_cooldown_that_cannot_be_read_stops_every_edit(stage):
    """RBK-6: failing closed."""
    stage.stage.taken.parts.add("writes")
    assert stopped_by(await _keys(stage, 1)) == [GuardName.COOLDOWN]
    assert stage.edits.writes == []
