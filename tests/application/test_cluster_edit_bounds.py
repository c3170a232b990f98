"""Edits that ask for more replicas than a scale may: stopped before anybody is asked."""

from dataclasses import replace

import pytest

from domain.cluster_edits import EditOutcome
from domain.clusters import Autoscaler
from domain.errors import Conflict, Unavailable
from domain.people import Language
from domain.repairs import Mode
from tests.fakes.edits import MEI, EditStage
from tests.fakes.repairs import SHOP, a_policy

MANY = f"Deployment {SHOP.name} spec.replicas=21"
FEW = MANY.replace("21", "3")


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
    ],
)
async def test_no_apply_asks_for_more_replicas_than_a_scale_may(stage, text):
    """RBK-2, RBK-7: and nobody is bothered with a question that could not be done."""
    stage.policies.policy = a_policy(default_mode=Mode.OBSERVE)
    edit = await stage.apply(text)
    assert (edit.outcome, edit.confirm, edit.id) == (EditOutcome.BLOCKED, "", "")
    assert "at_most_replicas" in edit.will
    assert "eplicas: (none) → 21" in edit.preview
    assert (stage.edits.writes, stage.stage.rows) == ([], [])


async def test_what_the_policy_lets_scale_an_apply_may_do(stage):
    """RBK-7."""
    assert (await stage.applied(FEW)).outcome is EditOutcome.DONE
    stage.stage.clock.move(minutes=1)
    stage.policies.policy = a_policy(most_replicas=21)
    assert (await stage.applied(MANY)).outcome is EditOutcome.DONE


async def test_a_bound_is_said_in_the_language_of_who_asks(stage):
    """RBK-7."""
    people = stage.stage.stores.people
    people[MEI] = replace(people[MEI], language=Language.CHINESE)
    assert "at_most_replicas：Deployment checkout 要 21 个副本" in (await stage.apply(MANY)).will


async def test_a_count_that_an_autoscaler_owns_is_not_applied_either(stage):
    """RBK-2: it came between the preview and the yes."""
    confirm = (await stage.apply(FEW)).confirm
    stage.stage.change(autoscaler=Autoscaler(SHOP.name, 2, 10))
    edit = await stage.apply(FEW, confirm=confirm)
    assert (edit.outcome, stage.edits.writes) == (EditOutcome.BLOCKED, [])
    assert "autoscaler_owns_count" in edit.will


async def test_a_policy_that_got_stricter_makes_another_edit_of_it(stage):
    """RBK-7, RBK-8."""
    confirm = (await stage.apply(FEW)).confirm
    stage.policies.policy = a_policy(digest="stricter", most_replicas=2)
    with pytest.raises(Conflict, match="another edit"):
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
