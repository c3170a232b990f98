"""Edits of clusters by people: shown, confirmed, guarded, recorded, done once."""

import asyncio
import json
from dataclasses import replace
from datetime import timedelta

import pytest

from application.cluster_edit_orders import answered, change_kept
from domain.access import Actor, Role
from domain.audit import AuditRow
from domain.cluster_edits import Difference, EditKind, EditOutcome, Shade
from domain.clusters import NodePool
from domain.controls import KillSwitch
from domain.errors import Conflict, EffectUnknown, Forbidden, InvalidRequest, NotFound, Unavailable
from domain.guards import GuardName
from domain.people import Language
from domain.policies import HoursRule, ModeRule
from domain.repairs import ActionKind, Mode
from tests.fakes.edits import (
    APPROVER,
    CLUSTER,
    LI,
    MEI,
    NAMESPACE,
    OPERATOR,
    SECRET,
    EditStage,
    Kept,
)
from tests.fakes.repairs import SHOP, a_policy

NEW = f"Deployment {SHOP.name} spec.template.image=shop:2"
CONFIG = f"{CLUSTER}/{NAMESPACE}/ConfigMap/c"


@pytest.fixture
def stage():
    return EditStage()


async def test_a_preview_says_what_would_change_and_changes_nothing(stage):
    """CLD-2, MCP-3."""
    edit = await stage.apply(NEW)
    assert (edit.outcome, edit.dry_run) == (EditOutcome.AT_ONCE, True)
    assert "spec.template.image: shop:1 → shop:2" in edit.preview
    assert "replaced one after the other" in edit.preview
    assert len(edit.confirm) == 16
    assert (stage.edits.writes, stage.stage.rows) == ([], [])


async def test_a_preview_is_in_the_language_of_who_asks(stage):
    """CLD-2."""
    people = stage.stage.stores.people
    people[MEI] = replace(people[MEI], language=Language.CHINESE)
    edit = await stage.apply(NEW)
    assert "逐一替换" in edit.preview
    assert "策略允许" in edit.will


async def test_what_was_confirmed_is_done_and_recorded_before_and_after(stage):
    """CLD-2, RBK-13."""
    confirm = (await stage.apply(NEW)).confirm
    edit = await stage.apply(NEW, confirm=confirm)
    assert (edit.outcome, edit.id) == (EditOutcome.DONE, f"e_{confirm}")
    assert stage.edits.writes == [str(SHOP)]
    assert stage.actions() == ["edit.intended", "edit.performed"]
    meant = stage.stage.rows[0]
    assert (meant.actor, meant.reason, meant.data["target"]) == (MEI, "new release", str(SHOP))
    assert len(meant.data["guards"]) == 14
    assert stage.stage.stores.checkpoints


async def test_saying_yes_twice_does_it_once(stage):
    """RBK-9."""
    confirm = (await stage.apply(NEW)).confirm
    await stage.apply(NEW, confirm=confirm)
    again = await stage.apply(NEW, confirm=confirm)
    assert again.outcome is EditOutcome.DONE
    assert stage.edits.writes == [str(SHOP)]


async def test_two_that_say_yes_at_once_do_it_once(stage):
    """RBK-9."""
    confirm = (await stage.apply(NEW)).confirm
    both = await asyncio.gather(*(stage.apply(NEW, confirm=confirm) for _ in range(2)))
    assert [each.outcome for each in both] == [EditOutcome.DONE] * 2
    assert stage.edits.writes == [str(SHOP)]


async def test_another_edit_than_the_confirmed_one_is_not_done(stage):
    """RBK-8: another object, another person, another state, another policy."""
    confirm = (await stage.apply(NEW)).confirm
    with pytest.raises(Conflict, match="another edit"):
        await stage.apply(NEW.replace("shop:2", "shop:3"), confirm=confirm)
    with pytest.raises(Conflict, match="another edit"):
        await stage.apply(NEW, confirm="0" * 16)
    other = Actor("u_wen", frozenset({Role.OPERATOR}))
    people = stage.stage.stores.people
    people["u_wen"] = replace(people[MEI], id="u_wen")
    with pytest.raises(Conflict, match="another edit"):
        await stage.apply(NEW, confirm=confirm, by=other)
    stage.policies.policy = a_policy(digest="another")
    with pytest.raises(Conflict, match="another edit"):
        await stage.apply(NEW, confirm=confirm)
    stage.policies.policy = a_policy()
    stage.edits.change(str(SHOP), other="1")
    with pytest.raises(Conflict, match="another edit"):
        await stage.apply(NEW, confirm=confirm)
    assert stage.edits.writes == []


async def test_fields_of_others_are_refused_in_words_and_never_forced(stage):
    """CLD-2."""
    stage.edits.conflicts = 'conflict with "kubectl": .spec.replicas'
    edit = await stage.apply(NEW)
    assert (edit.outcome, edit.confirm) == (EditOutcome.CONFLICT, "")
    assert "kubectl" in edit.will


async def test_nothing_to_change_is_said_so(stage):
    """CLD-2."""
    edit = await stage.apply(NEW.replace("shop:2", "shop:1"))
    assert (edit.outcome, edit.confirm) == (EditOutcome.NOTHING, "")


async def test_only_operators_edit(stage):
    """SEC-3."""
    viewer = Actor(MEI, frozenset({Role.VIEWER}))
    for call in (
        stage.apply(NEW, by=viewer),
        stage.set(by=viewer, values={"a": "1"}),
        stage.desk.resize_pool(by=viewer, cluster=CLUSTER, pool="np-1", nodes=2, reason="x"),
        stage.desk.unisolate(by=viewer, cluster=CLUSTER, namespace="a", pod="b", reason="x"),
        stage.desk.put_config_back(by=viewer, edit_id="e_1", reason="x"),
    ):
        with pytest.raises(Forbidden, match=r"clusters\.edit"):
            await call
    with pytest.raises(Forbidden, match=r"repairs\.approve"):
        await stage.desk.answer(by=OPERATOR, edit_id="e_1", digest="", approved=True)


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


def _unwell(stage):
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
    GuardName.HEALTHY_SHARE: _unwell,
    GuardName.COOLDOWN: _just_written,
    GuardName.FREQUENCY: _often_written,
    GuardName.CHECKPOINT: _no_checkpoint,
}


@pytest.mark.parametrize("guard", BREAKS)
async def test_no_edit_passes_a_guard_that_fails(stage, guard):
    """RBK-6."""
    BREAKS[guard](stage)
    confirm = (await stage.apply(NEW)).confirm
    edit = await stage.apply(NEW, confirm=confirm)
    assert edit.outcome is EditOutcome.BLOCKED
    assert [each.split(":")[0] for each in edit.objects[0].guards] == [guard]
    assert stage.edits.writes == []
    assert stage.actions()[-1] == "edit.blocked"


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
    assert "first 1 of 2" in edit.will
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
    edit = await stage.apply(NEW, confirm=confirm)
    assert edit.outcome is EditOutcome.BLOCKED
    first = edit.objects[0].guards[0].split(":")[0]
    assert first == (GuardName.MODE if lost else GuardName.APPROVAL)
    assert stage.edits.writes == []


async def test_what_moves_between_the_last_look_and_the_write_is_left_alone(stage):
    """RBK-6, RBK-9."""
    confirm = (await stage.apply(NEW)).confirm
    stage.edits.before_look = [lambda: None, lambda: stage.edits.change(str(SHOP), other="1")]
    edit = await stage.apply(NEW, confirm=confirm)
    assert [each.split(":")[0] for each in edit.objects[0].guards] == [GuardName.UNCHANGED]
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
    assert (await stage.apply(NEW)).outcome is EditOutcome.AFTER_APPROVAL
    rule = ModeRule(Mode.AUTO, actions=(ActionKind.CALL_PERSON,))
    stage.policies.policy = a_policy(default_mode=Mode.OBSERVE, modes=(rule,))
    assert (await stage.apply(NEW)).outcome is EditOutcome.AT_ONCE


async def test_an_edit_waits_for_somebody_else_where_policy_wants_that(stage):
    """RBK-7, RBK-8."""
    stage.policies.policy = a_policy(default_mode=Mode.OBSERVE)
    confirm = (await stage.apply(NEW)).confirm
    asked = await stage.apply(NEW, confirm=confirm)
    assert (asked.outcome, stage.edits.writes) == (EditOutcome.AFTER_APPROVAL, [])
    record = await stage.desk.get(by=APPROVER, edit_id=asked.id)
    assert (record.state, record.by, record.targets) == ("asked", MEI, (str(SHOP),))
    assert "spec.template.image" in record.changes[0]
    with pytest.raises(Conflict, match="another one"):
        await stage.desk.answer(by=APPROVER, edit_id=asked.id, digest="0" * 64, approved=True)
    said = await stage.desk.answer(
        by=APPROVER, edit_id=asked.id, digest=record.digest, approved=True
    )
    assert (said.state, said.approved_by) == ("approved", LI)
    done = await stage.apply(NEW, confirm=confirm)
    assert done.outcome is EditOutcome.DONE
    assert stage.actions() == ["edit.asked", "edit.approved", "edit.intended", "edit.performed"]
    assert stage.stage.rows[2].data["approved_by"] == LI
    assert (await stage.desk.get(by=APPROVER, edit_id=asked.id)).state == "done"


async def test_nobody_approves_their_own_edit(stage):
    """RBK-8."""
    stage.policies.policy = a_policy(default_mode=Mode.OBSERVE)
    both = Actor(MEI, frozenset({Role.OPERATOR, Role.APPROVER}))
    confirm = (await stage.apply(NEW, by=both)).confirm
    asked = await stage.apply(NEW, by=both, confirm=confirm)
    record = await stage.desk.get(by=both, edit_id=asked.id)
    with pytest.raises(Forbidden, match="somebody else"):
        await stage.desk.answer(by=both, edit_id=asked.id, digest=record.digest, approved=True)
    said = await stage.desk.answer(
        by=both, edit_id=asked.id, digest=record.digest, approved=False, reason="changed my mind"
    )
    assert said.state == "denied"
    again = await stage.apply(NEW, by=both, confirm=confirm)
    assert (again.outcome, stage.edits.writes) == (EditOutcome.DENIED, [])
    with pytest.raises(Conflict, match="denied"):
        await stage.desk.answer(by=APPROVER, edit_id=asked.id, digest=record.digest, approved=True)


async def test_an_approval_does_not_last_for_ever(stage):
    """RBK-8."""
    stage.policies.policy = a_policy(default_mode=Mode.OBSERVE)
    confirm = (await stage.apply(NEW)).confirm
    asked = await stage.apply(NEW, confirm=confirm)
    record = await stage.desk.get(by=APPROVER, edit_id=asked.id)
    await stage.desk.answer(by=APPROVER, edit_id=asked.id, digest=record.digest, approved=True)
    stage.stage.clock.move(hours=25)
    with pytest.raises(Conflict, match="preview again"):
        await stage.apply(NEW, confirm=confirm)
    assert (await stage.desk.get(by=APPROVER, edit_id=asked.id)).state == "lapsed"
    with pytest.raises(Conflict, match="lapsed"):
        await stage.desk.answer(by=APPROVER, edit_id=asked.id, digest=record.digest, approved=True)
    assert stage.edits.writes == []


@pytest.mark.parametrize("said", [True, False, None])
async def test_what_lapsed_can_be_asked_for_and_approved_again(stage, said):
    """RBK-8: a yes, a no and a silence of yesterday are no dead end."""
    stage.policies.policy = a_policy(default_mode=Mode.OBSERVE)
    asked = await stage.apply(NEW, confirm=(await stage.apply(NEW)).confirm)
    record = await stage.desk.get(by=APPROVER, edit_id=asked.id)
    if said is not None:
        await stage.desk.answer(
            by=APPROVER, edit_id=asked.id, digest=record.digest, approved=said, reason="now"
        )
    stage.stage.clock.move(hours=25)
    confirm = (await stage.apply(NEW)).confirm
    again = await stage.apply(NEW, confirm=confirm)
    assert (again.outcome, again.id != asked.id) == (EditOutcome.AFTER_APPROVAL, True)
    record = await stage.desk.get(by=APPROVER, edit_id=again.id)
    await stage.desk.answer(by=APPROVER, edit_id=again.id, digest=record.digest, approved=True)
    assert (await stage.apply(NEW, confirm=confirm)).outcome is EditOutcome.DONE


async def test_a_yes_can_be_taken_back_until_it_was_begun(stage):
    """RBK-8."""
    stage.policies.policy = a_policy(default_mode=Mode.OBSERVE)
    confirm = (await stage.apply(NEW)).confirm
    asked = await stage.apply(NEW, confirm=confirm)
    record = await stage.desk.get(by=APPROVER, edit_id=asked.id)
    await stage.desk.answer(by=APPROVER, edit_id=asked.id, digest=record.digest, approved=True)
    assert (await stage.apply(NEW)).outcome is EditOutcome.AT_ONCE
    stage.stage.freeze()
    assert (await stage.apply(NEW, confirm=confirm)).outcome is EditOutcome.BLOCKED
    said = await stage.desk.answer(
        by=APPROVER, edit_id=asked.id, digest="", approved=False, reason="no more"
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
    stage.policies.policy = a_policy(default_mode=Mode.OBSERVE)
    confirm = (await stage.apply(NEW)).confirm
    asked = await stage.apply(NEW, confirm=confirm)
    record = await stage.desk.get(by=APPROVER, edit_id=asked.id)
    await stage.desk.answer(by=APPROVER, edit_id=asked.id, digest=record.digest, approved=True)
    stage.edits.before_look = [lambda: None, lambda: breaks(stage, record)]
    edit = await stage.apply(NEW, confirm=confirm)
    assert edit.outcome is EditOutcome.BLOCKED
    assert [each.split(":")[0] for each in edit.objects[0].guards] == [GuardName.APPROVAL]
    assert stage.edits.writes == []


async def test_whoever_asks_without_end_does_not_make_the_yes_forgotten(stage):
    """RBK-8, RBK-13: what is read of an edit is bounded."""
    stage.policies.policy = a_policy(default_mode=Mode.OBSERVE)
    confirm = (await stage.apply(NEW)).confirm
    asked = await stage.apply(NEW, confirm=confirm)
    record = await stage.desk.get(by=APPROVER, edit_id=asked.id)
    await stage.desk.answer(by=APPROVER, edit_id=asked.id, digest=record.digest, approved=True)
    _locked(stage)
    for _ in range(600):
        stage.stage.clock.move(seconds=60)
        assert (await stage.apply(NEW, confirm=confirm)).outcome is EditOutcome.BLOCKED
    stage.hand.held.clear()
    assert (await stage.apply(NEW, confirm=confirm)).outcome is EditOutcome.DONE


async def test_what_was_done_before_and_is_to_be_done_again_is_written_again(stage):
    """RBK-9: a state that comes again makes the same edit another one."""
    stage.edits.objects[f"{CLUSTER}//NodePool/np-1"] = Kept({"nodes": "3"})
    wish = {"by": OPERATOR, "cluster": CLUSTER, "pool": "np-1", "reason": "sale"}
    ids = []
    for nodes in (5, 3, 5, 3, 5):
        shown = await stage.desk.resize_pool(**wish, nodes=nodes)
        done = await stage.desk.resize_pool(**wish, nodes=nodes, confirm=shown.confirm)
        assert done.outcome is EditOutcome.DONE
        ids.append(done.id)
    assert len(stage.edits.writes) == len(set(ids)) == 5


async def test_what_was_made_and_deleted_is_made_again(stage):
    """RBK-9."""
    text = "ConfigMap c data.a=1"
    for _ in range(2):
        done = await stage.apply(text, confirm=(await stage.apply(text)).confirm)
        assert done.outcome is EditOutcome.DONE
        del stage.edits.objects[CONFIG]
    assert stage.edits.writes == [CONFIG] * 2


async def test_a_record_says_how_much_it_leaves_out_and_shows_both_ends_of_what_is_long(stage):
    """RBK-8: nobody approves what is hidden behind what is shown."""
    stage.policies.policy = a_policy(default_mode=Mode.OBSERVE)
    noise = " ".join(f"a{'n' * 80}{number}=1" for number in range(200))
    text = f"Deployment {SHOP.name} {noise} z.image=evil"
    asked = await stage.apply(text, confirm=(await stage.apply(text)).confirm)
    record = await stage.desk.get(by=APPROVER, edit_id=asked.id)
    left_out = 201 - len(record.changes) + 1
    assert record.changes[-1] == f"… and {left_out} more, not listed"


def test_of_a_long_value_both_ends_are_kept():
    """RBK-8: images differ at their end."""
    sides = (Shade("", f"registry/{'x' * 200}:{tag}") for tag in (1, 2))
    kept = change_kept(Difference("image", *sides))
    assert kept.startswith("image: registry/x")
    assert "x:1 → registry/x" in kept
    assert kept.endswith("x:2")


async def test_an_approval_of_an_edit_that_moved_counts_for_nothing(stage):
    """RBK-8: on wake the target is read again."""
    stage.policies.policy = a_policy(default_mode=Mode.OBSERVE)
    confirm = (await stage.apply(NEW)).confirm
    asked = await stage.apply(NEW, confirm=confirm)
    record = await stage.desk.get(by=APPROVER, edit_id=asked.id)
    await stage.desk.answer(by=APPROVER, edit_id=asked.id, digest=record.digest, approved=True)
    stage.edits.change(str(SHOP), **{"spec.template.image": "shop:9"})
    with pytest.raises(Conflict, match="another edit"):
        await stage.apply(NEW, confirm=confirm)


async def test_an_answer_that_got_lost_is_found_out_before_anything_is_written_again(stage):
    """RBK-9."""
    confirm = (await stage.apply(NEW)).confirm
    stage.edits.lose = 1
    with pytest.raises(EffectUnknown):
        await stage.apply(NEW, confirm=confirm)
    edit = await stage.apply(NEW, confirm=confirm)
    assert edit.outcome is EditOutcome.DONE
    assert stage.edits.writes == [str(SHOP)]
    assert stage.actions() == ["edit.intended", "edit.performed"]


async def test_an_edit_that_broke_off_goes_on_where_it_ended(stage):
    """RBK-9."""
    text = f"{NEW}\nConfigMap c data.a=1"
    confirm = (await stage.apply(text)).confirm
    stage.edits.before_perform = lambda: stage.stage.taken.parts.update({"object"})
    broken = await stage.apply(text, confirm=confirm)
    assert [each.is_done for each in broken.objects] == [True, False]
    stage.stage.taken.parts.clear()
    stage.edits.before_perform = None
    edit = await stage.apply(text, confirm=confirm)
    assert edit.outcome is EditOutcome.DONE
    assert stage.edits.writes == [str(SHOP), CONFIG]


async def test_a_long_edit_is_broken_off_between_two_objects_and_goes_on_there(stage):
    """CLD-2: whoever asks is answered within a bounded time."""
    text = f"{NEW}\nConfigMap c data.a=1"
    confirm = (await stage.apply(text)).confirm
    stage.edits.before_perform = lambda: stage.stage.clock.move(seconds=61)
    with pytest.raises(Unavailable, match="1 of 2 objects"):
        await stage.apply(text, confirm=confirm)
    assert (await stage.apply(text, confirm=confirm)).outcome is EditOutcome.DONE
    assert stage.edits.writes == [str(SHOP), CONFIG]


async def test_rows_stay_within_what_the_audit_takes(stage):
    """RBK-13: however much an edit changes, and in whatever script."""
    stage.edits.objects[CONFIG] = Kept({})
    values = {f"{'k' * 240}{number}": "值" * 400 for number in range(50)}
    wish = {"values": values}
    done = await stage.set(**wish, confirm=(await stage.set(**wish)).confirm)
    fields = " ".join(f"{'f' * 100}{number}={'值' * 500}" for number in range(100))
    long = f"Deployment {SHOP.name} {fields}"
    applied = await stage.apply(long, confirm=(await stage.apply(long)).confirm)
    assert (done.outcome, applied.outcome) == (EditOutcome.DONE, EditOutcome.DONE)
    sizes = [len(json.dumps(each.data)) for each in stage.stage.rows]
    assert max(sizes) < 32 * 1024


async def test_without_the_audit_nothing_is_written(stage):
    """RBK-13: intention first."""
    confirm = (await stage.apply(NEW)).confirm
    stage.stage.taken.parts.add("audit")
    with pytest.raises(Unavailable):
        await stage.apply(NEW, confirm=confirm)
    assert stage.edits.writes == []


async def test_a_secrets_value_is_nowhere_but_in_the_cluster(stage):
    """CLD-4, SEC-2."""
    ref = f"{CLUSTER}/{NAMESPACE}/Secret/s"
    stage.edits.objects[ref] = Kept({"token": "former-" + SECRET})
    wish = {"kind": "Secret", "name": "s", "values": {"token": SECRET}}
    preview = await stage.set(**wish)
    done = await stage.set(**wish, confirm=preview.confirm)
    assert done.outcome is EditOutcome.DONE
    record = await stage.desk.get(by=OPERATOR, edit_id=done.id)
    assert SECRET not in repr((preview, done, record, stage.stage.rows))


async def test_keys_are_put_back_to_what_they_were(stage):
    """CLD-2, RBK-4."""
    stage.edits.objects[CONFIG] = Kept({"a": "MQ==", "b": "Mg=="})
    wish = {"values": {"a": "9", "n": "new"}, "remove": ("b",)}
    done = await stage.set(**wish, confirm=(await stage.set(**wish)).confirm)
    back = {"by": OPERATOR, "edit_id": done.id, "reason": "it was wrong"}
    shown = await stage.desk.put_config_back(**back)
    assert shown.kind is EditKind.PUT_CONFIG_BACK
    put = await stage.desk.put_config_back(**back, confirm=shown.confirm)
    assert put.outcome is EditOutcome.DONE
    assert stage.edits.objects[CONFIG].fields == {"a": "MQ==", "b": "Mg=="}


async def test_nothing_is_put_back_over_somebody_elses_change(stage):
    """RBK-4."""
    stage.edits.objects[CONFIG] = Kept({"a": "MQ=="})
    done = await stage.set(values={"a": "9"}, confirm=(await stage.set(values={"a": "9"})).confirm)
    stage.edits.change(CONFIG, a="theirs")
    with pytest.raises(Conflict, match="Somebody changed a"):
        await stage.desk.put_config_back(by=OPERATOR, edit_id=done.id, reason="x")
    with pytest.raises(NotFound):
        await stage.desk.put_config_back(by=OPERATOR, edit_id="e_0000000000000000", reason="x")


async def test_only_a_change_of_keys_is_put_back(stage):
    """RBK-4: of an object that an edit made there is nothing former."""
    text = "ConfigMap c data.a=1"
    done = await stage.apply(text, confirm=(await stage.apply(text)).confirm)
    with pytest.raises(InvalidRequest, match="ConfigMap or Secret"):
        await stage.desk.put_config_back(by=OPERATOR, edit_id=done.id, reason="x")


async def test_a_node_pool_stays_within_its_own_bounds(stage):
    """CLD-2."""
    wish = {"by": OPERATOR, "cluster": CLUSTER, "pool": "np-1", "reason": "sale"}
    for nodes in (0, 6):
        with pytest.raises(InvalidRequest, match="1 to 5"):
            await stage.desk.resize_pool(**wish, nodes=nodes)
    with pytest.raises(NotFound):
        await stage.desk.resize_pool(**{**wish, "pool": "np-2"}, nodes=2)
    shown = await stage.desk.resize_pool(**wish, nodes=4)
    assert "nodes" in shown.preview
    assert "not drained" in shown.preview
    done = await stage.desk.resize_pool(**wish, nodes=4, confirm=shown.confirm)
    assert done.outcome is EditOutcome.DONE


async def test_a_freeze_of_any_namespace_holds_for_the_machines_below_it(stage):
    """RBK-6."""
    stage.stage.freeze()
    (freeze,) = stage.stage.stores.controls
    scope = replace(freeze.scope, namespace="some", workload="thing")
    stage.stage.stores.controls[:] = [replace(freeze, scope=scope)]
    wish = {"by": OPERATOR, "cluster": CLUSTER, "pool": "np-1", "nodes": 4, "reason": "sale"}
    shown = await stage.desk.resize_pool(**wish)
    done = await stage.desk.resize_pool(**wish, confirm=shown.confirm)
    assert done.outcome is EditOutcome.BLOCKED
    assert isinstance(stage.edits.pool, NodePool)


async def test_a_pod_is_let_back_in(stage):
    """CLD-2, RBK-2."""
    stage.edits.objects[f"{CLUSTER}/{NAMESPACE}/Pod/shop-1"] = Kept({"label": "isolated"})
    wish = {"by": OPERATOR, "cluster": CLUSTER, "namespace": NAMESPACE, "pod": "shop-1"}
    shown = await stage.desk.unisolate(**wish, reason="looked at")
    done = await stage.desk.unisolate(**wish, reason="looked at", confirm=shown.confirm)
    assert done.outcome is EditOutcome.DONE
    assert "takes traffic again" in shown.preview


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"cluster": "../x"}, "cluster"),
        ({"reason": " "}, "reason"),
        ({"namespace": "kube-system"}, "manifest"),
        ({"manifest": "ClusterRole a b=c"}, "manifest"),
        ({"manifest": "Secret a b=c"}, "manifest"),
        ({"manifest": ""}, "manifest"),
    ],
)
async def test_what_may_never_be_applied_is_refused(stage, said, field):
    """CLD-2, SEC-4."""
    with pytest.raises(InvalidRequest) as refused:
        await stage.apply(said.pop("manifest", NEW), **said)
    assert refused.value.field == field


async def test_an_edit_counts_as_a_write_for_the_repairs_that_follow(stage):
    """RBK-6: cooldown and frequency look at the target, whoever wrote."""
    confirm = (await stage.apply(NEW)).confirm
    await stage.apply(NEW, confirm=confirm)
    again = NEW.replace("shop:2", "shop:3")
    blocked = await stage.apply(again, confirm=(await stage.apply(again)).confirm)
    assert blocked.outcome is EditOutcome.BLOCKED
    assert blocked.objects[0].guards[0].startswith("cooldown")
