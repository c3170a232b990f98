"""The life of a question about an edit, under a server that skips time."""

import asyncio
import json
from dataclasses import replace
from datetime import timedelta

import pytest
from temporalio.client import Client, WorkflowFailureError

from application.common.wording import worded_event
from domain.clusters.edits import EditOutcome
from domain.common.errors import Conflict
from domain.incidents.approvals.approvals import Answer
from domain.incidents.controls import KillSwitch
from orchestration.approvals import TemporalApprovals
from tests.fakes.approvals import ApprovalRig
from tests.fakes.edits import CLUSTER, LI, MEI, NAMESPACE, SECRET, Kept
from tests.fakes.repairs import SHOP
from tests.fakes.waiting import eventually
from tests.fakes.words import IN_CHINESE, IN_ENGLISH, WORDS, says

pytestmark = pytest.mark.temporal

WAITING = "waiting"


@pytest.fixture
async def rig(skipping):
    """Everything a question needs; Mei asks, Li and two others may answer."""
    rig = ApprovalRig(skipping)
    async with rig.awake():
        yield rig


def engaged(rig, *, engaged: bool = True):
    rig.stage.stage.stores.switch = KillSwitch(engaged=engaged, by="u_admin")


@pytest.mark.records("approval-approved", "Approval")
async def test_what_is_approved_is_done_and_who_asked_is_told(rig):
    """RBK-8, RBK-13, RBK-17: nobody has to ask for it a second time."""
    record = await rig.asked()
    assert rig.stage.edits.writes == []
    said = await rig.answered(record, reason="ok")
    ended = await rig.ended(record)

    assert (said.approved_by, ended.state, ended.answered_by) == (LI, "approved", LI)
    assert rig.stage.edits.writes == [str(SHOP)]
    assert rig.stage.actions() == ["edit.asked", "edit.approved", "edit.intended", "edit.performed"]
    assert (await rig.record(record.id)).state == "done"
    assert rig.told == [(WAITING, "u_an"), ("settled/done", MEI)]
    assert rig.said().startswith("Done.")
    assert (await rig.again(record)).outcome is EditOutcome.DONE
    assert rig.stage.edits.writes == [str(SHOP)]


@pytest.mark.records("approval-denied", "Approval")
async def test_what_is_denied_is_not_done_and_only_who_asked_is_told(rig):
    """RBK-8, RBK-17: a refusal pages nobody."""
    record = await rig.asked()
    await rig.answered(record, approved=False, reason="release under way")
    ended = await rig.ended(record)

    assert (ended.state, rig.stage.edits.writes) == ("denied", [])
    assert rig.told == [(WAITING, "u_an"), ("settled/denied", MEI)]
    assert "release under way" in rig.said()
    assert (await rig.again(record)).outcome is EditOutcome.DENIED


async def test_who_takes_their_own_edit_back_is_not_told_of_it(rig):
    """RBK-8."""
    record = await rig.asked()
    said = Answer(record.id, record.digest, MEI, "changed my mind")
    asked = await rig.service.questions.get(record.id)
    await rig.service.asking.answer(asked, said, approved=False)
    await rig.ended(record)

    assert rig.told == [(WAITING, "u_an")]


@pytest.mark.records("approval-expired", "Approval")
async def test_each_group_has_its_turn_and_the_last_one_until_it_expires(rig):
    """RBK-8: who asks for the edit is not asked about it, and learns that nobody answered."""
    record = await rig.asked()
    ended = await rig.expired(record)

    assert (ended.state, ended.hop, ended.asked) == ("timed_out", 2, ("u_an", LI, "u_bo"))
    assert ended.answered_at - ended.asked_at >= timedelta(hours=24)
    assert rig.told == [
        *((WAITING, "u_an"), (WAITING, LI), (WAITING, "u_bo")),
        ("settled/lapsed", MEI),
    ]
    assert (await rig.record(record.id)).state == "lapsed"
    assert rig.stage.edits.writes == []


@pytest.mark.records("approval-overtaken", "Approval")
async def test_a_yes_to_what_has_changed_says_what_and_does_nothing(rig):
    """RBK-8: on wake the target is read again."""
    record = await rig.asked()
    rig.stage.edits.change(str(SHOP), **{"spec.template.image": "shop:9"})
    with pytest.raises(Conflict, check=says(f"{SHOP} changed since the question was asked")):
        await rig.answered(record)
    ended = await rig.ended(record)

    assert (ended.state, rig.stage.edits.writes) == ("superseded", [])
    assert rig.told[-1] == ("settled/overtaken", MEI)
    with pytest.raises(Conflict, check=says("void")):
        await rig.answered(record)
    again = await rig.asked()
    await rig.answered(again)
    await rig.ended(again)
    assert rig.stage.edits.writes == [str(SHOP)]


async def test_a_yes_under_another_policy_is_void(rig):
    """RBK-8: it would be another edit."""
    record = await rig.asked()
    former = rig.stage.policies.policy
    rig.stage.policies.policy = replace(former, digest="stricter")
    with pytest.raises(Conflict, check=says("policy has changed")):
        await rig.answered(record)
    assert (await rig.ended(record)).state == "superseded"


async def test_nothing_can_be_approved_while_the_kill_switch_is_engaged(rig):
    """RBK-6, RBK-8: the question stays open."""
    record = await rig.asked()
    engaged(rig)
    with pytest.raises(Conflict, check=says("kill switch")):
        await rig.answered(record)
    engaged(rig, engaged=False)
    await rig.answered(record)
    await rig.ended(record)

    assert rig.stage.edits.writes == [str(SHOP)]


async def test_the_kill_switch_stops_what_was_approved_a_moment_ago(rig):
    """RBK-6: guards are asked at the moment of the write."""
    record = await rig.asked()
    rig.stage.edits.before_look = [lambda: None, lambda: None, lambda: engaged(rig)]
    await rig.answered(record)
    await rig.ended(record)

    assert rig.stage.edits.writes == []
    assert rig.told[-1] == ("settled/blocked", MEI)
    assert "Blocked" in rig.said()
    engaged(rig, engaged=False)
    assert (await rig.again(record)).outcome is EditOutcome.DONE


async def test_nobody_else_is_asked_while_the_kill_switch_is_engaged(rig):
    """RBK-6, RBK-8: a yes could not be done."""
    record = await rig.asked()
    engaged(rig)
    await rig.skipping.sleep(timedelta(minutes=32))
    assert rig.told == [(WAITING, "u_an")]
    engaged(rig, engaged=False)
    await rig.skipping.sleep(timedelta(minutes=6))

    async def reached():
        return (WAITING, LI) in rig.told

    await eventually(reached)
    assert (await rig.expired(record)).state == "timed_out"


@pytest.mark.parametrize("crash", range(5))
async def test_a_worker_that_is_killed_at_any_activity_writes_once(skipping, crash):
    """RBK-9: asked, looked at again, settled, carried out, told."""
    rig = ApprovalRig(skipping)
    async with rig.awake():
        rig.crashes.at = AnyWorkflow(crash)
        record = await rig.asked()
        await rig.answered(record)
        await rig.ended(record)

    assert rig.crashes.names[f"approval/{record.id}"] == [
        f"approvals.{name}" for name in ("ask", "recheck", "settle", "carry_out", "tell")
    ]
    assert rig.stage.edits.writes == [str(SHOP)]
    assert rig.told == [(WAITING, "u_an"), ("settled/done", MEI)]
    assert rig.stage.actions() == ["edit.asked", "edit.approved", "edit.intended", "edit.performed"]


async def test_a_write_whose_answer_is_lost_is_found_and_not_done_again(rig):
    """RBK-9."""
    record = await rig.asked()
    rig.stage.edits.lose = 1
    await rig.answered(record)
    await rig.ended(record)

    assert rig.stage.edits.writes == [str(SHOP)]
    assert rig.told[-1] == ("settled/done", MEI)


async def test_of_many_answers_one_counts(rig):
    """RBK-8."""
    record = await rig.asked()
    answers = await asyncio.gather(
        *(rig.answered(record) for _ in range(5)), return_exceptions=True
    )
    await rig.ended(record)

    assert sum(not isinstance(each, Conflict) for each in answers) == 1
    assert rig.stage.edits.writes == [str(SHOP)]


async def test_an_answer_that_comes_while_it_is_kept_counts(rig):
    """RBK-8: a link may be used before the workflow knows that the question is kept."""
    keep, answers = rig.service.questions.keep, []

    async def answered_at_once(question):
        await keep(question)
        if question.asked and not answers:
            said = Answer(question.id, question.digest, LI, "no")
            answering = rig.service.asking.answer(question, said, approved=False)
            answers.append(asyncio.create_task(answering))
            await asyncio.sleep(0.2)

    rig.service.questions.keep = answered_at_once
    record = await rig.asked()
    ended = await rig.ended(record)

    assert (ended.state, ended.answered_by, ended.asked) == ("denied", LI, ("u_an",))
    assert (await answers[0]).state == "denied"


async def test_what_is_asked_twice_is_one_question(rig):
    """RBK-9: the asker may confirm again, also after the question was cancelled in Temporal."""
    record = await rig.asked()
    assert (await rig.asked()).id == record.id
    assert rig.told == [(WAITING, "u_an")]
    await rig.client.get_workflow_handle(f"approval/{record.id}").cancel()
    with pytest.raises(WorkflowFailureError):
        await rig.ended(record)
    assert (await rig.record(record.id)).state == "overtaken"
    assert (await rig.asked()).id != record.id


async def test_a_secret_is_neither_in_the_history_nor_in_the_queue(rig):
    """CLD-4, SEC-2: what waits is kept sealed."""
    ref = f"{CLUSTER}/{NAMESPACE}/Secret/s"
    rig.stage.edits.objects[ref] = Kept({"token": "b2xk"})
    requested = {"kind": "Secret", "name": "s", "values": {"token": SECRET}}
    await rig.look_at_the_time()
    confirm = (await rig.stage.set(**requested)).confirm
    asked = await rig.stage.set(**requested, confirm=confirm)
    record = await rig.record(asked.id)
    await rig.answered(record)
    kept = await rig.ended(record)
    handle = rig.client.get_workflow_handle(f"approval/{record.id}")
    history = await handle.fetch_history()

    written = json.dumps(history.to_json_dict()) + repr(kept) + repr(rig.stage.events.kept)
    assert (await rig.record(record.id)).state == "done"
    for secret in (SECRET, rig.stage.edits.objects[ref].fields["token"]):
        assert secret not in written


class AnyWorkflow(dict):
    """Lets one call of each workflow crash."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.number = number

    def get(self, key, default=None):
        return {self.number}


async def test_an_approved_edit_runs_after_the_process_that_asked_is_gone(rig):
    """RBK-17: nothing of whoever asked is needed any more, and nobody asks a second time."""
    record = await rig.asked()
    rig.stage.service = None  # nobody can confirm it again
    other = await Client.connect(rig.client.service_client.config.target_host)
    rig.client = Client(other.service_client, data_converter=rig.client.data_converter)
    rig.service = replace(rig.service, asking=TemporalApprovals(rig.client, rig.queue))
    await rig.answered(record)
    ended = await rig.ended(record)

    assert (ended.state, ended.answered_by) == ("approved", LI)
    assert rig.stage.edits.writes == [str(SHOP)]
    assert rig.told[-1] == ("settled/done", MEI)


async def approve(rig, record):
    await rig.answered(record)
    await rig.ended(record)


async def deny(rig, record):
    await rig.answered(record, approved=False, reason="release under way")
    await rig.ended(record)


async def expire(rig, record):
    await rig.expired(record)


async def overtake(rig, record):
    rig.stage.edits.change(str(SHOP), **{"spec.template.image": "shop:9"})
    with pytest.raises(Conflict):
        await rig.answered(record)
    await rig.ended(record)


@pytest.mark.parametrize(
    ("end", "english", "chinese"),
    [
        (approve, ("done", "Done."), ("已完成", "已完成。")),
        (deny, ("denied", "denied it", "release under way"), ("拒绝了", "release under way")),
        (expire, ("Nobody answered in time. It does not run",), ("无人及时答复，不会执行",)),
        (overtake, ("changed since the question was asked. It does not run",), ("已变，不会执行",)),
    ],
)
async def test_the_message_about_each_end_reads_true(rig, end, english, chinese):
    """RBK-17, I18-1: what whoever asked is told, by title and text, in both languages."""
    record = await rig.asked()
    await end(rig, record)
    event = rig.stage.events.kept[-1]
    for reader, parts in ((IN_ENGLISH, english), (IN_CHINESE, chinese)):
        told = worded_event(event, WORDS, reader).data
        for part in parts:
            assert part in f"{told['title']} {told['text']}"
    assert bool(rig.stage.edits.writes) is (end is approve)
