"""Who is told of an edit that waits, what they read, and where it is listed."""

from dataclasses import replace

import pytest

from application.cluster_edits.answers import MOST_LISTED
from application.cluster_edits.notices import MOST_TOLD_OF
from application.common.wording import worded_event
from domain.cluster_edits.told import waiting_event
from domain.clusters.edits import EditKind, EditOutcome, EditRecord, EditState
from domain.clusters.repairs import Mode
from domain.common.errors import Forbidden
from domain.incidents.policy.policies import ApprovalRules
from domain.people.access import Actor
from tests.fakes.edits import APPROVER, LI, MEI, OPERATOR, SECRET, EditStage, Kept
from tests.fakes.repairs import SHOP, a_policy
from tests.fakes.words import IN_CHINESE, IN_ENGLISH, WORDS, says

NEW = f"Deployment {SHOP.name} spec.template.image=shop:2"


@pytest.fixture
def stage():
    stage = EditStage()
    stage.policies.policy = a_policy(default_mode=Mode.OBSERVE)
    return stage


async def asked(stage, text: str = NEW):
    confirm = (await stage.apply(text)).confirm
    edit = await stage.apply(text, confirm=confirm)
    assert edit.outcome is EditOutcome.AFTER_APPROVAL
    return edit


def told(stage) -> list[str]:
    return [person for _, person, _ in stage.starts.begun]


async def test_who_may_approve_is_told_of_an_edit_that_waits(stage):
    """RBK-8: once, and who asks is not asked."""
    edit = await asked(stage)
    await stage.apply(NEW, confirm=edit.confirm)
    assert stage.starts.begun == [(f"cluster-edit/{edit.id}/waiting", LI, "mail")]
    (event,) = stage.events.kept
    assert (event.type, event.subject) == ("zhiban.cluster.edit.waiting", edit.id)
    assert event.data["targets"] == [str(SHOP)]


async def test_a_preview_tells_nobody(stage):
    """RBK-8."""
    await stage.apply(NEW)
    assert (stage.events.kept, stage.starts.begun) == ([], [])


async def test_those_whom_the_policy_names_are_told_before_all_others(stage):
    """RBK-8: as far as they may answer; else everybody who may."""
    people = stage.stage.stores.people
    for name in ("u_an", "u_bo"):
        people[name] = replace(people[LI], id=name, mail=f"{name}@example.org")
    people["u_bo"] = replace(people["u_bo"], disabled=True)
    rules = ApprovalRules(hops=(("u_an", "u_bo", "u_gone"),))
    stage.policies.policy = a_policy(default_mode=Mode.OBSERVE, approval=rules)
    await asked(stage)
    assert told(stage) == ["u_an"]
    stage.starts.begun.clear()
    rules = ApprovalRules(hops=((MEI, "u_bo"),))
    stage.policies.policy = a_policy(digest="b", default_mode=Mode.OBSERVE, approval=rules)
    await asked(stage)
    assert told(stage) == ["u_an", LI]


async def test_who_cannot_be_told_finds_it_in_the_list(stage):
    """RBK-8: the question stands, whatever becomes of messages."""
    stage.stage.taken.parts.add("starts")
    edit = await asked(stage)
    (listed,) = await stage.service.waiting(by=APPROVER)
    assert (listed.id, listed.by) == (edit.id, MEI)
    stage.stage.taken.parts.clear()
    await stage.apply(NEW, confirm=edit.confirm)
    assert told(stage) == [LI]


async def test_the_list_has_what_waits_and_nothing_else(stage):
    """RBK-8."""
    edit = await asked(stage)
    record = await stage.service.get(by=OPERATOR, edit_id=edit.id)
    assert await stage.service.waiting(by=OPERATOR) == [record]
    with pytest.raises(Forbidden, check=says(r"incidents\.read")):
        await stage.service.waiting(by=Actor("u_x", frozenset()))
    await stage.service.answer(by=APPROVER, edit_id=edit.id, digest=record.digest, approved=True)
    assert await stage.service.waiting(by=OPERATOR) == []
    other = await asked(stage, NEW.replace("shop:2", "shop:3"))
    assert [each.id for each in await stage.service.waiting(by=OPERATOR)] == [other.id]
    stage.stage.clock.move(hours=25)
    assert await stage.service.waiting(by=OPERATOR) == []


async def test_who_may_approve_is_told_however_many_people_there_are(stage):
    """RBK-8: with an id behind those of hundreds who may not."""
    people = stage.stage.stores.people
    people.update(
        {f"u_a{each:03}": replace(people[MEI], id=f"u_a{each:03}") for each in range(250)}
    )
    await asked(stage)
    assert told(stage) == [LI]


async def test_no_more_people_are_told_than_can_be_told(stage):
    """RBK-8: bounded."""
    people = stage.stage.stores.people
    people.update({f"u_a{each:03}": replace(people[LI], id=f"u_a{each:03}") for each in range(150)})
    await asked(stage)
    assert told(stage) == [f"u_a{each:03}" for each in range(MOST_TOLD_OF)]


@pytest.mark.parametrize("many", [99, 100, 250])
async def test_an_edit_that_waits_is_listed_however_many_newer_ones_do_not(stage, many):
    """RBK-8: what is answered, done or too old takes no place in the list."""
    edit = await asked(stage)
    for number in range(many):
        record = EditRecord(
            id=f"e_{number:016x}",
            kind=EditKind.APPLY,
            cluster="cls-1",
            state=EditState.ASKED,
            by=MEI,
            reason="tuning",
            digest="d",
        )
        await stage.events.append(waiting_event(record, at=stage.stage.clock.now()))
    assert [each.id for each in await stage.service.waiting(by=APPROVER)] == [edit.id]


async def test_the_list_ends_somewhere(stage):
    """RBK-8: bounded, the newest first."""
    edits = [
        await asked(stage, NEW.replace("shop:2", f"shop:v{each}"))
        for each in range(MOST_LISTED + 1)
    ]
    listed = [each.id for each in await stage.service.waiting(by=APPROVER)]
    assert listed == [each.id for each in reversed(edits[1:])]


async def test_a_message_has_no_secret_and_ends_no_block_of_code(stage):
    """CLD-4, SEC-2, SEC-4."""
    ref = f"{SHOP.cluster}/{SHOP.namespace}/Secret/s"
    stage.edits.objects[ref] = Kept({"token": "b2xk"})
    requested = {"kind": "Secret", "name": "s", "values": {"token": SECRET}}
    requested["reason"] = "``` [click](https://evil.example)"
    await stage.set(**requested, confirm=(await stage.set(**requested)).confirm)
    (event,) = stage.events.kept
    assert SECRET not in repr(event)
    for reader in (IN_ENGLISH, IN_CHINESE):
        told = worded_event(event, WORDS, reader).data
        assert told["text"].count("```") == 2
        assert "[click](" not in told["text"]
        assert MEI in told["title"]
