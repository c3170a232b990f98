"""Edits of clusters that wait for a second person, and what that person says."""

from dataclasses import replace

import pytest

from application.approvals.queue import ApprovalQueue
from application.approvals.values import EditValues
from application.cluster_edits.records import answered, change_kept
from domain.clusters.edits import Difference, EditOutcome, Shade
from domain.clusters.repairs import Mode
from domain.common.errors import Conflict, Forbidden
from domain.incidents.audit.audit import AuditRow
from domain.incidents.guards.guards import GuardName
from domain.people.access import Actor, Role
from tests.fakes.edits import (
    APPROVER,
    EDITS,
    LI,
    MEI,
    NEW,
    OPERATOR,
    EditStage,
)
from tests.fakes.repairs import SHOP, a_policy
from tests.fakes.words import says


@pytest.fixture
def stage():
    return EditStage()


async def test_an_edit_waits_for_somebody_else_where_policy_wants_that(stage):
    """RBK-7, RBK-8."""
    stage.policies.policy = a_policy(default_mode=Mode.OBSERVE)
    confirm = (await stage.apply(NEW)).confirm
    asked = await stage.apply(NEW, confirm=confirm)
    assert (asked.outcome, stage.edits.writes) == (EditOutcome.AFTER_APPROVAL, [])
    record = await stage.service.get(by=APPROVER, edit_id=asked.id)
    assert (record.state, record.by, record.targets) == ("asked", MEI, (str(SHOP),))
    assert "spec.template.image" in record.changes[0]
    with pytest.raises(Conflict, check=says("not the edit that was to be approved")):
        await stage.service.answer(by=APPROVER, edit_id=asked.id, digest="0" * 64, approved=True)
    said = await stage.approved(record)
    assert (said.state, said.approved_by) == ("approved", LI)
    done = await stage.apply(NEW, confirm=confirm)
    assert done.outcome is EditOutcome.DONE
    assert stage.actions() == ["edit.asked", "edit.approved", "edit.intended", "edit.performed"]
    assert stage.stage.rows[2].data["approved_by"] == LI
    assert (await stage.service.get(by=APPROVER, edit_id=asked.id)).state == "done"


async def test_whoever_may_say_yes_sees_the_values_and_the_audit_none(stage):
    """RBK-8, RBK-17: four eyes saw two fingerprints, and said yes to them blindly."""
    _, record = await stage.asked("ConfigMap c data.LEVEL=debug")
    assert any(line.endswith("data.LEVEL: – → debug") for line in record.changes)
    (listed,) = await stage.service.waiting(by=APPROVER)
    assert listed.changes == record.changes
    mine = await stage.service.get(by=OPERATOR, edit_id=record.id)
    assert mine.changes == record.changes
    question = await stage.questions.get(record.id)
    assert "debug" not in question.preview
    values = EditValues(stage.service.checkpoints)
    queue = ApprovalQueue(stage.questions, stage.service.audit, stage.service.people, values)
    (waits,) = (await queue.list(by=APPROVER)).questions
    one = await queue.get(by=APPROVER, approval_id=record.id)
    for seen in (waits.approval, one.approval):
        assert seen.preview.splitlines() == list(record.changes)
    reads = Actor("u_reads", frozenset({Role.VIEWER}))
    other = await stage.service.get(by=reads, edit_id=record.id)
    assert not any("debug" in line for line in other.changes)
    (waits,) = (await queue.list(by=reads)).questions
    assert "debug" not in waits.approval.preview
    assert "debug" not in str([each.data for each in stage.stage.rows])
    await stage.approved(record)
    settled = await stage.service.get(by=APPROVER, edit_id=record.id)
    assert not any("debug" in line for line in settled.changes)


async def test_a_secrets_value_is_seen_by_nobody_who_may_say_yes(stage):
    """RBK-8, CLD-4."""
    stage.policies.policy = a_policy(default_mode=Mode.OBSERVE)
    said = {"kind": "Secret", "name": "s", "values": {"PASSWORD": "hunter2"}}
    asked = await stage.settled(**said)
    record = await stage.service.get(by=APPROVER, edit_id=asked.id)
    assert record.state == "asked"
    assert not any("hunter2" in line for line in record.changes)


async def test_nobody_approves_their_own_edit(stage):
    """RBK-8."""
    stage.policies.policy = a_policy(default_mode=Mode.OBSERVE)
    both = Actor(MEI, frozenset({Role.OPERATOR, Role.APPROVER}))
    people = stage.stage.stores.people
    people[MEI] = replace(people[MEI], roles=both.roles)
    confirm = (await stage.apply(NEW, by=both)).confirm
    asked = await stage.apply(NEW, by=both, confirm=confirm)
    record = await stage.service.get(by=both, edit_id=asked.id)
    with pytest.raises(Forbidden, check=says("somebody else")):
        await stage.service.answer(by=both, edit_id=asked.id, digest=record.digest, approved=True)
    said = await stage.service.answer(
        by=both, edit_id=asked.id, digest=record.digest, approved=False, reason="changed my mind"
    )
    assert said.state == "denied"
    again = await stage.apply(NEW, by=both, confirm=confirm)
    assert (again.outcome, stage.edits.writes) == (EditOutcome.DENIED, [])
    with pytest.raises(Conflict, check=says("denied")):
        await stage.approved(record)


async def test_an_approval_does_not_last_for_ever(stage):
    """RBK-8."""
    confirm, record = await stage.asked(NEW)
    await stage.approved(record)
    stage.stage.clock.move(hours=25)
    with pytest.raises(Conflict, check=says("preview again")):
        await stage.apply(NEW, confirm=confirm)
    assert (await stage.service.get(by=APPROVER, edit_id=record.id)).state == "lapsed"
    with pytest.raises(Conflict, check=says("expired")):
        await stage.approved(record)
    assert stage.edits.writes == []


@pytest.mark.parametrize("said", [True, False, None])
async def test_what_lapsed_can_be_asked_for_and_approved_again(stage, said):
    """RBK-8: a yes, a no and a silence of yesterday are no dead end."""
    _, record = await stage.asked(NEW)
    if said is not None:
        await stage.service.answer(
            by=APPROVER, edit_id=record.id, digest=record.digest, approved=said, reason="now"
        )
    stage.stage.clock.move(hours=25)
    confirm, again = await stage.asked(NEW)
    assert (again.state, again.id != record.id) == ("asked", True)
    await stage.approved(again)
    assert (await stage.apply(NEW, confirm=confirm)).outcome is EditOutcome.DONE


async def test_a_yes_can_be_taken_back_until_it_was_begun(stage):
    """RBK-8."""
    confirm, record = await stage.asked(NEW)
    await stage.approved(record)
    assert (await stage.apply(NEW)).outcome is EditOutcome.AT_ONCE
    stage.stage.freeze()
    assert (await stage.apply(NEW, confirm=confirm)).outcome is EditOutcome.BLOCKED
    said = await stage.service.answer(
        by=APPROVER, edit_id=record.id, digest="", approved=False, reason="no more"
    )
    assert said.state == "denied"
    stage.stage.stores.controls.clear()
    assert (await stage.apply(NEW)).outcome is EditOutcome.DENIED
    assert (await stage.apply(NEW, confirm=confirm)).outcome is EditOutcome.DENIED
    assert stage.edits.writes == []


def _denied(stage, record):
    entry = answered(record, by=LI, via="", approved=False, reason="no", at=stage.stage.clock.now())
    stage.stage.stores.rows.append(AuditRow(99, entry, "", ""))


def _not_an_approver_any_more(stage, record):
    people = stage.stage.stores.people
    people[LI] = replace(people[LI], roles=frozenset({Role.VIEWER}))


def _gone(stage, record):
    people = stage.stage.stores.people
    people[LI] = replace(people[LI], disabled=True)


@pytest.mark.parametrize("breaks", [_denied, _not_an_approver_any_more, _gone])
async def test_whether_a_yes_still_stands_is_asked_at_the_moment_of_the_write(stage, breaks):
    """RBK-6, RBK-8: it may be taken back while the edit is on its way."""
    confirm, record = await stage.asked(NEW)
    await stage.approved(record)
    stage.edits.before_look = [lambda: None, lambda: breaks(stage, record)]
    edit = await stage.apply(NEW, confirm=confirm)
    assert edit.outcome is EditOutcome.BLOCKED
    assert [each.args["guard"]["name"].partition(".")[2] for each in edit.objects[0].guards] == [
        GuardName.APPROVAL
    ]
    assert stage.edits.writes == []


async def test_whoever_asks_without_end_does_not_make_the_yes_forgotten(stage):
    """RBK-8, RBK-13: what is read of an edit is bounded."""
    confirm, record = await stage.asked(NEW)
    await stage.approved(record)
    stage.hand.held["lock", str(SHOP)] = ["incident/1"]
    for _ in range(600):
        stage.stage.clock.move(seconds=60)
        assert (await stage.apply(NEW, confirm=confirm)).outcome is EditOutcome.BLOCKED
    stage.hand.held.clear()
    assert (await stage.apply(NEW, confirm=confirm)).outcome is EditOutcome.DONE


async def test_a_record_says_how_much_it_leaves_out_and_shows_both_ends_of_what_is_long(stage):
    """RBK-8: nobody approves what is hidden behind what is shown."""
    stage.policies.policy = a_policy(default_mode=Mode.OBSERVE)
    noise = " ".join(f"a{'n' * 80}{number}=1" for number in range(200))
    text = f"Deployment {SHOP.name} {noise} z.image=evil"
    asked = await stage.apply(text, confirm=(await stage.apply(text)).confirm)
    record = await stage.service.get(by=APPROVER, edit_id=asked.id)
    assert record.more == 201 - len(record.changes) > 0
    assert EDITS.record(record).changes[-1] == f"… and {record.more} more, not listed"


def test_of_a_long_value_both_ends_are_kept():
    """RBK-8: images differ at their end."""
    sides = (Shade("", f"registry/{'x' * 200}:{tag}") for tag in (1, 2))
    kept = change_kept(Difference("image", *sides))
    assert kept.startswith("image: registry/x")
    assert "x:1 → registry/x" in kept
    assert kept.endswith("x:2")


async def test_an_approval_of_an_edit_that_moved_counts_for_nothing(stage):
    """RBK-8: on wake the target is read again."""
    confirm, record = await stage.asked(NEW)
    await stage.approved(record)
    stage.edits.change(str(SHOP), **{"spec.template.image": "shop:9"})
    with pytest.raises(Conflict, check=says("not the edit that was confirmed")):
        await stage.apply(NEW, confirm=confirm)
