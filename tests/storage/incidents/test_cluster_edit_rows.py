"""Edits of clusters with the audit and the checkpoints that SQLite and PostgreSQL keep."""

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.clusters.edits import EditOutcome
from domain.clusters.repairs import Mode
from domain.incidents.audit.chain import verify
from domain.incidents.policy.policies import Policy
from storage.events.events import SqlEvents
from storage.incidents.audit import SqlAudit
from storage.incidents.checkpoints import SqlCheckpoints
from tests.fakes.edits import APPROVER, CLUSTER, NAMESPACE, OPERATOR, SECRET, EditStage, Kept
from tests.fakes.repairs import SHOP
from tests.fakes.sealing import PlainSealing


@pytest.fixture
def audit(database):
    return SqlAudit(SqlEvents(database))


@pytest.fixture
def stage(database, audit):
    stage = EditStage()
    checkpoints = SqlCheckpoints(database, PlainSealing(), timedelta(days=30))
    stage.service = replace(stage.service, audit=audit, checkpoints=checkpoints)
    stage.asking.serve(stage.service, stage.notices)
    return stage


async def test_an_edit_waits_is_approved_done_and_taken_back_by_what_is_kept(stage, audit):
    """CLD-2, RBK-8, RBK-13."""
    stage.policies.policy = Policy(default_mode=Mode.OBSERVE)
    ref = f"{CLUSTER}/{NAMESPACE}/Secret/s"
    stage.edits.objects[ref] = Kept({"token": "b2xk"})
    requested = {"kind": "Secret", "name": "s", "values": {"token": SECRET}}
    confirm = (await stage.set(**requested)).confirm
    asked = await stage.set(**requested, confirm=confirm)
    record = await stage.service.get(by=APPROVER, edit_id=asked.id)
    await stage.service.answer(by=APPROVER, edit_id=asked.id, digest=record.digest, approved=True)
    done = await stage.set(**requested, confirm=confirm)
    stage.policies.policy = Policy(default_mode=Mode.AUTO)
    back = {"by": OPERATOR, "edit_id": done.id, "reason": "it was wrong"}
    shown = await stage.service.put_config_back(**back)
    put = await stage.service.put_config_back(**back, confirm=shown.confirm)

    assert (asked.outcome, done.outcome) == (EditOutcome.AFTER_APPROVAL, EditOutcome.DONE)
    assert put.outcome is EditOutcome.DONE
    assert stage.edits.objects[ref].fields == {"token": "b2xk"}
    rows = await audit.rows(after=0, limit=100)
    assert [each.entry.action for each in rows] == [
        *("edit.asked", "edit.approved", "edit.intended", "edit.performed"),
        *("edit.intended", "edit.performed"),
    ]
    assert SECRET not in repr(rows)
    assert verify(rows).rows == len(rows)


async def test_an_edit_of_a_workload_is_found_among_the_writes_on_it(stage, audit):
    """RBK-6: a repair that follows has to cool down after it."""
    text = f"Deployment {SHOP.name} spec.template.image=shop:2"
    await stage.apply(text, confirm=(await stage.apply(text)).confirm)
    since = stage.stage.clock.now() - timedelta(minutes=1)
    (row,) = await audit.writes_on(SHOP, since=since)
    assert (row.entry.action, row.entry.actor) == ("edit.performed", OPERATOR.person_id)
