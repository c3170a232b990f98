"""Edits that ask for more replicas than a scale may: stopped before anybody is asked."""

from datetime import timedelta

import pytest

from domain.clusters.clusters import Autoscaler
from domain.clusters.edits import EditOutcome
from domain.clusters.repairs import Mode
from domain.common.errors import Conflict, Unavailable
from domain.common.messages import Message
from tests.fakes.edits import CLUSTER, CONFIG, EDITS, NAMESPACE, EditStage, Kept
from tests.fakes.repairs import SHOP, a_policy
from tests.fakes.words import IN_CHINESE, says, shown

MANY = f"Deployment {SHOP.name} spec.replicas=21"
FEW = MANY.replace("21", "3")
AFTER_KEYS = f"ConfigMap c data.a=1\n{FEW}"
"""Two objects, the count last."""

HOLDER = f"{CLUSTER}/{NAMESPACE}/HorizontalPodAutoscaler/holder"


@pytest.fixture
def stage():
    return EditStage()


@pytest.mark.parametrize(
    "text",
    [
        MANY,
        f"ConfigMap c data.a=1\n{MANY}",
        "Deployment other spec.replicas=21",
        "StatefulSet other spec.replicas=21",
        f"HorizontalPodAutoscaler {SHOP.name} spec.maxReplicas=21",
        "CronJob nightly spec.jobTemplate.spec.parallelism=21",
    ],
)
async def test_no_apply_asks_for_more_replicas_than_a_scale_may(stage, text):
    """RBK-2, RBK-7: and nobody is bothered with a question that could not be done."""
    stage.policies.policy = a_policy(default_mode=Mode.OBSERVE)
    edit = await stage.apply(text)
    assert (edit.outcome, edit.confirm, edit.id) == (EditOutcome.BLOCKED, "", "")
    assert "replica limit" in shown(edit.will)
    assert ": (none) → 21" in EDITS.edit(edit).preview
    assert (stage.edits.writes, stage.stage.rows) == ([], [])


async def test_what_the_policy_lets_scale_an_apply_may_do(stage):
    """RBK-7."""
    assert (await stage.applied(FEW)).outcome is EditOutcome.DONE
    stage.stage.clock.move(minutes=1)
    stage.policies.policy = a_policy(most_replicas=21)
    assert (await stage.applied(MANY)).outcome is EditOutcome.DONE


async def test_a_bound_is_said_in_the_language_of_who_reads(stage):
    """RBK-7."""
    will = (await stage.apply(MANY)).will
    assert "Deployment checkout 要 21 个副本，已到策略允许的最多副本数" in shown(will, IN_CHINESE)


async def test_a_count_that_an_autoscaler_owns_is_not_applied_either(stage):
    """RBK-2: it came between the preview and the yes."""
    confirm = (await stage.apply(FEW)).confirm
    stage.stage.change(autoscaler=Autoscaler(SHOP.name, 2, 10))
    edit = await stage.apply(FEW, confirm=confirm)
    assert (edit.outcome, stage.edits.writes) == (EditOutcome.BLOCKED, [])
    assert "autoscaler controls" in shown(edit.will)


async def test_a_policy_that_got_stricter_makes_another_edit_of_it(stage):
    """RBK-7, RBK-8."""
    confirm = (await stage.apply(FEW)).confirm
    stage.policies.policy = a_policy(digest="stricter", most_replicas=2)
    with pytest.raises(Conflict, check=says("not the edit that was confirmed")):
        await stage.apply(FEW, confirm=confirm)
    assert (await stage.apply(FEW)).outcome is EditOutcome.BLOCKED
    assert stage.edits.writes == []


async def test_without_knowing_the_workload_no_count_is_applied(stage):
    """RBK-6: failing closed."""
    confirm = (await stage.apply(FEW)).confirm
    stage.stage.taken.parts.add("target")
    with pytest.raises(Unavailable):
        await stage.apply(FEW, confirm=confirm)
    assert stage.edits.writes == []


@pytest.mark.parametrize("autoscaler", [None, Autoscaler("holder", 2, 20)])
async def test_an_autoscaler_is_not_pointed_at_a_workload_with_more_than_a_scale_may(
    stage, autoscaler
):
    """RBK-2, RBK-7: what was chosen for one workload is not chosen for another."""
    stage.stage.change(autoscaler=autoscaler)
    fields = {"spec.scaleTargetRef.kind": "Deployment", "spec.scaleTargetRef.name": "catalogue"}
    stage.edits.objects[HOLDER] = Kept(fields | {"spec.maxReplicas": "21"})
    edit = await stage.apply(f"HorizontalPodAutoscaler holder spec.scaleTargetRef.name={SHOP.name}")
    assert (edit.outcome, edit.confirm, stage.edits.writes) == (EditOutcome.BLOCKED, "", [])
    assert "HorizontalPodAutoscaler holder asks for 21" in shown(edit.will)


async def test_no_second_autoscaler_takes_a_count_over(stage):
    """RBK-2."""
    stage.stage.change(autoscaler=Autoscaler(SHOP.name, 2, 10))
    target = f"spec.scaleTargetRef.kind=Deployment spec.scaleTargetRef.name={SHOP.name}"
    edit = await stage.apply(f"HorizontalPodAutoscaler holder {target} spec.maxReplicas=15")
    assert (edit.outcome, stage.edits.writes) == (EditOutcome.BLOCKED, [])
    assert "autoscaler controls" in shown(edit.will)


async def begun(stage, text=AFTER_KEYS):
    """Let an edit break off behind its first object; return its confirmation."""
    confirm = (await stage.apply(text)).confirm
    stage.edits.before_perform = lambda: stage.stage.clock.move(seconds=61)
    with pytest.raises(Unavailable, check=says("1 of 2 objects")):
        await stage.apply(text, confirm=confirm)
    stage.edits.before_perform = None
    return confirm


def _owned(stage):
    stage.stage.change(autoscaler=Autoscaler(SHOP.name, 2, 10))


def _full(stage):
    stage.stage.change(pods_left_in_quota=0)


def _stricter(stage):
    stage.policies.policy = a_policy(digest="stricter", most_replicas=2)


def _lost(stage):
    stage.stage.taken.parts.add("target")


def bound_of(said: Message) -> str:
    """The name of the bound that a message is about."""
    return said.args["why"]["name"].partition(".")[2]


AGAINST = {
    "autoscaler_owns_count": _owned,
    "quota_full": _full,
    "at_most_replicas": _stricter,
    "not_readable": _lost,
}
"""What may come up while an edit waits, by the name that stops it then."""


@pytest.mark.parametrize("name", AGAINST)
async def test_an_edit_that_goes_on_is_held_to_the_bounds_as_they_are_then(stage, name):
    """RBK-2, RBK-6, RBK-8: what it began under is no right to end it."""
    confirm = await begun(stage)
    AGAINST[name](stage)
    edit = await stage.apply(AFTER_KEYS, confirm=confirm)
    assert (edit.outcome, stage.edits.writes) == (EditOutcome.BLOCKED, [CONFIG])
    assert bound_of(edit.objects[1].guards[-1]) == name
    assert f"Deployment {SHOP.name} asks for 3" in shown(edit.will)
    row = stage.stage.rows[-1]
    assert (row.action, row.data["bound"]["reason"]) == ("edit.blocked", name)
    assert row.reason == name


async def test_an_edit_that_a_bound_stopped_goes_on_once_it_is_kept_again(stage):
    """RBK-6, RBK-9."""
    confirm = await begun(stage)
    _owned(stage)
    assert (await stage.apply(AFTER_KEYS, confirm=confirm)).outcome is EditOutcome.BLOCKED
    stage.stage.change(autoscaler=None)
    assert (await stage.apply(AFTER_KEYS, confirm=confirm)).outcome is EditOutcome.DONE
    assert stage.edits.writes == [CONFIG, str(SHOP)]


async def test_the_bounds_are_looked_at_again_right_before_each_write(stage):
    """RBK-6: of two objects the second is stopped by what happened behind the first."""
    confirm = (await stage.apply(AFTER_KEYS)).confirm
    stage.edits.before_perform = lambda: _owned(stage)
    edit = await stage.apply(AFTER_KEYS, confirm=confirm)
    assert [each.is_done for each in edit.objects] == [True, False]
    assert "autoscaler controls" in shown(edit.will)
    assert stage.edits.writes == [CONFIG]


@pytest.mark.parametrize("name", [each for each in AGAINST if each != "not_readable"])
async def test_an_approved_edit_is_held_to_the_bounds_as_they_are_then(stage, name):
    """RBK-2, RBK-8: a yes is to what was seen, and lifts no bound."""
    confirm, record = await stage.asked(FEW)
    await stage.approved(record)
    AGAINST[name](stage)
    if name == "at_most_replicas":
        with pytest.raises(Conflict, check=says("not the edit that was confirmed")):
            await stage.apply(FEW, confirm=confirm)
    else:
        edit = await stage.apply(FEW, confirm=confirm)
        assert edit.outcome is EditOutcome.BLOCKED
        assert bound_of(Message(**edit.will.args["why"]["message"])) == name
    assert stage.edits.writes == []


async def test_an_approved_edit_cools_down_like_any_other(stage):
    """RBK-6, RBK-8: somebody wrote there while it waited."""
    confirm, record = await stage.asked(FEW)
    await stage.approved(record)
    stage.stage.wrote_before(timedelta(seconds=5))
    edit = await stage.apply(FEW, confirm=confirm)
    assert [each.args["guard"]["name"].partition(".")[2] for each in edit.objects[0].guards] == [
        "cooldown"
    ]
    assert stage.edits.writes == []


async def test_an_edit_that_goes_on_cools_down_like_any_other(stage):
    """RBK-6, RBK-8."""
    confirm = await begun(stage)
    stage.stage.wrote_before(timedelta(seconds=5))
    edit = await stage.apply(AFTER_KEYS, confirm=confirm)
    assert [each.args["guard"]["name"].partition(".")[2] for each in edit.objects[1].guards] == [
        "cooldown"
    ]
    assert stage.edits.writes == [CONFIG]
