"""When the first people say nothing to an edit that waits, the next ones are asked."""

from dataclasses import replace

import pytest

from application.cluster_edits.hops import EditHops
from application.cluster_edits.notices import MOST_LOOKED_AT
from domain.cluster_edits.told import waiting_event
from domain.clusters.edits import EditKind, EditOutcome, EditRecord, EditState
from domain.clusters.repairs import Mode
from domain.common.errors import Unavailable
from domain.incidents.controls import KillSwitch
from domain.incidents.policy.policies import ApprovalRules
from tests.fakes.edits import APPROVER, LI, MEI, EditStage
from tests.fakes.repairs import SHOP, a_policy

NEW = f"Deployment {SHOP.name} spec.template.image=shop:2"
RULES = ApprovalRules(hops=(("u_an",), (LI, MEI), ("u_bo",)), wait=600)


@pytest.fixture
def stage():
    stage = EditStage()
    people = stage.stage.stores.people
    for name in ("u_an", "u_bo"):
        people[name] = replace(people[LI], id=name, mail=f"{name}@example.org")
    stage.policies.policy = a_policy(default_mode=Mode.OBSERVE, approval=RULES)
    return stage


@pytest.fixture
def hops(stage):
    service = stage.service
    return EditHops(
        service.audit, service.policies, service.controls, service.clock, service.notices
    )


async def asked(stage):
    confirm = (await stage.apply(NEW)).confirm
    edit = await stage.apply(NEW, confirm=confirm)
    assert edit.outcome is EditOutcome.AFTER_APPROVAL
    return edit


def told(stage) -> list[str]:
    """Return who was told, each once: a delivery that was begun is not begun again."""
    return list(dict.fromkeys(person for _, person, _ in stage.starts.begun))


async def crowd(stage, many: int) -> None:
    """Tell of that many other edits, of which nothing is known any more."""
    for number in range(many):
        record = EditRecord(
            f"e_{number:016x}", EditKind.APPLY, "cls-1", EditState.ASKED, MEI, "tuning", "d"
        )
        await stage.events.append(waiting_event(record, at=stage.stage.clock.now()))


async def test_each_group_is_asked_when_its_turn_comes(stage, hops):
    """RBK-8: as for repairs; who asks for the edit is not asked about it."""
    await asked(stage)
    await hops.go_round()
    assert told(stage) == ["u_an"]
    stage.stage.clock.move(minutes=9, seconds=59)
    await hops.go_round()
    assert told(stage) == ["u_an"]
    stage.stage.clock.move(seconds=1)
    await hops.go_round()
    await hops.go_round()
    assert told(stage) == ["u_an", LI]
    stage.stage.clock.move(hours=3)
    await hops.go_round()
    assert told(stage) == ["u_an", LI, "u_bo"]
    assert len({event for event, _, _ in stage.starts.begun}) == 1


async def test_what_is_answered_is_asked_of_nobody_else(stage, hops):
    """RBK-8."""
    edit = await asked(stage)
    record = await stage.service.get(by=APPROVER, edit_id=edit.id)
    await stage.service.answer(by=APPROVER, edit_id=edit.id, digest=record.digest, approved=True)
    stage.stage.clock.move(minutes=11)
    await hops.go_round()
    assert told(stage) == ["u_an"]


async def test_what_lapsed_is_asked_of_nobody_else(stage, hops):
    """RBK-8."""
    await asked(stage)
    stage.stage.clock.move(hours=25)
    await hops.go_round()
    assert told(stage) == ["u_an"]


async def test_nobody_else_is_asked_while_the_kill_switch_is_engaged(stage, hops):
    """RBK-6, RBK-8: a yes could not be done."""
    await asked(stage)
    stage.stage.clock.move(minutes=11)
    stage.stage.stores.switch = KillSwitch(engaged=True)
    await hops.go_round()
    assert told(stage) == ["u_an"]
    stage.stage.stores.switch = KillSwitch(engaged=False)
    await hops.go_round()
    assert told(stage) == ["u_an", LI]


async def test_nobody_else_is_asked_about_an_edit_of_a_former_policy(stage, hops):
    """RBK-8: a yes could not be done, for it would be another edit."""
    await asked(stage)
    former = stage.policies.policy
    stage.policies.policy = replace(former, digest="stricter")
    stage.stage.clock.move(minutes=11)
    await hops.go_round()
    assert told(stage) == ["u_an"]
    stage.policies.policy = former
    await hops.go_round()
    assert told(stage) == ["u_an", LI]


async def test_with_one_group_there_is_nobody_else_to_ask(stage, hops):
    """RBK-8."""
    rules = ApprovalRules(hops=(("u_an",),), wait=600)
    stage.policies.policy = a_policy(default_mode=Mode.OBSERVE, approval=rules)
    await asked(stage)
    stage.stage.clock.move(hours=5)
    await hops.go_round()
    assert told(stage) == ["u_an"]


async def test_who_cannot_be_told_now_is_told_in_the_next_round(stage, hops):
    """RBK-8: the question stands, whatever becomes of messages."""
    await asked(stage)
    stage.stage.clock.move(minutes=11)
    stage.stage.taken.parts.add("starts")
    await hops.go_round()
    assert told(stage) == ["u_an"]
    stage.stage.taken.parts.clear()
    await hops.go_round()
    assert told(stage) == ["u_an", LI]


@pytest.mark.parametrize("many", [99, 100, 101, 250])
async def test_the_oldest_edit_has_its_turn_however_many_came_after_it(stage, hops, many):
    """RBK-8: who floods the list keeps nobody's question from the next people."""
    await asked(stage)
    await crowd(stage, many)
    stage.stage.clock.move(minutes=11)
    await hops.go_round()
    assert told(stage) == ["u_an", LI]


@pytest.mark.parametrize(("many", "reached"), [(MOST_LOOKED_AT - 1, True), (MOST_LOOKED_AT, False)])
async def test_a_round_looks_at_so_many_and_at_the_oldest_first(stage, hops, many, reached):
    """RBK-8: bounded, and in the order in which they were asked."""
    await crowd(stage, many)
    await asked(stage)
    stage.stage.clock.move(minutes=11)
    await hops.go_round()
    assert (LI in told(stage)) is reached


async def test_what_came_late_has_its_turn_once_the_others_are_too_old(stage, hops):
    """RBK-8."""
    await crowd(stage, MOST_LOOKED_AT)
    stage.stage.clock.move(hours=2)
    await asked(stage)
    stage.stage.clock.move(hours=22, seconds=1)
    await hops.go_round()
    assert told(stage) == ["u_an", LI, "u_bo"]


async def test_nothing_is_read_of_an_edit_before_it_is_anybodys_turn(stage, hops):
    """RBK-8: a round costs what there is to do."""
    await asked(stage)
    stage.stage.clock.move(minutes=9)
    stage.stage.taken.parts.add("audit")
    await hops.go_round()
    stage.stage.clock.move(minutes=2)
    with pytest.raises(Unavailable):
        await hops.go_round()
