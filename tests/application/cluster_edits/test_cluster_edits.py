"""Edits of clusters by people: shown, confirmed, guarded, recorded, done once."""

import asyncio
import json
from dataclasses import replace

import pytest

from application.cluster_edits.views import EditViews
from domain.clusters.edits import EditKind, EditOutcome, NewPool
from domain.common.errors import (
    Conflict,
    EffectUnknown,
    Forbidden,
    InvalidRequest,
    NotFound,
    Unavailable,
)
from domain.people.access import Actor, Role
from tests.fakes.edits import (
    CLUSTER,
    CONFIG,
    EDITS,
    MEI,
    NAMESPACE,
    NEW,
    OPERATOR,
    SECRET,
    EditStage,
    Kept,
)
from tests.fakes.repairs import SHOP, a_policy
from tests.fakes.words import IN_CHINESE, WORDS, says, shown


@pytest.fixture
def stage():
    return EditStage()


async def test_a_preview_says_what_would_change_and_changes_nothing(stage):
    """CLD-2, MCP-3."""
    edit = await stage.apply(NEW)
    assert (edit.outcome, edit.dry_run) == (EditOutcome.AT_ONCE, True)
    assert "spec.template.image: shop:1 → shop:2" in EDITS.edit(edit).preview
    assert "replaced one after the other" in EDITS.edit(edit).preview
    assert len(edit.confirm) == 16
    assert (stage.edits.writes, stage.stage.rows) == ([], [])


async def test_a_preview_is_in_the_language_of_who_reads(stage):
    """CLD-2."""
    edit = EditViews(WORDS, IN_CHINESE).edit(await stage.apply(NEW))
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
    with pytest.raises(Conflict, check=says("not the edit that was confirmed")):
        await stage.apply(NEW.replace("shop:2", "shop:3"), confirm=confirm)
    with pytest.raises(Conflict, check=says("not the edit that was confirmed")):
        await stage.apply(NEW, confirm="0" * 16)
    other = Actor("u_wen", frozenset({Role.OPERATOR}))
    people = stage.stage.stores.people
    people["u_wen"] = replace(people[MEI], id="u_wen")
    with pytest.raises(Conflict, check=says("not the edit that was confirmed")):
        await stage.apply(NEW, confirm=confirm, by=other)
    stage.policies.policy = a_policy(digest="another")
    with pytest.raises(Conflict, check=says("not the edit that was confirmed")):
        await stage.apply(NEW, confirm=confirm)
    stage.policies.policy = a_policy()
    stage.edits.change(str(SHOP), other="1")
    with pytest.raises(Conflict, check=says("not the edit that was confirmed")):
        await stage.apply(NEW, confirm=confirm)
    assert stage.edits.writes == []


async def test_fields_of_others_are_refused_in_words_and_never_forced(stage):
    """CLD-2."""
    stage.edits.conflicts = 'conflict with "kubectl": .spec.replicas'
    edit = await stage.apply(NEW)
    assert (edit.outcome, edit.confirm) == (EditOutcome.CONFLICT, "")
    assert "kubectl" in shown(edit.will)


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
        stage.service.resize_pool(by=viewer, cluster=CLUSTER, pool="np-1", nodes=2, reason="x"),
        stage.service.unisolate(by=viewer, cluster=CLUSTER, namespace="a", pod="b", reason="x"),
        stage.service.put_config_back(by=viewer, edit_id="e_1", reason="x"),
    ):
        with pytest.raises(Forbidden, check=says(r"clusters\.edit")):
            await call
    with pytest.raises(Forbidden, check=says(r"repairs\.approve")):
        await stage.service.answer(by=OPERATOR, edit_id="e_1", digest="", approved=True)


async def test_what_was_done_before_and_is_to_be_done_again_is_written_again(stage):
    """RBK-9: a state that comes again makes the same edit another one."""
    stage.edits.objects[f"{CLUSTER}//NodePool/np-1"] = Kept({"nodes": "3"})
    ids = []
    for nodes in (5, 3, 5, 3, 5):
        done = await stage.resized(nodes)
        assert done.outcome is EditOutcome.DONE
        ids.append(done.id)
        stage.stage.clock.move(minutes=1)
    assert len(stage.edits.writes) == len(set(ids)) == 5


async def test_what_was_made_and_deleted_is_made_again(stage):
    """RBK-9."""
    text = "ConfigMap c data.a=1"
    for _ in range(2):
        assert (await stage.applied(text)).outcome is EditOutcome.DONE
        del stage.edits.objects[CONFIG]
        stage.stage.clock.move(minutes=1)
    assert stage.edits.writes == [CONFIG] * 2


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
    with pytest.raises(Unavailable, check=says("1 of 2 objects")):
        await stage.apply(text, confirm=confirm)
    assert (await stage.apply(text, confirm=confirm)).outcome is EditOutcome.DONE
    assert stage.edits.writes == [str(SHOP), CONFIG]


async def test_rows_stay_within_what_the_audit_takes(stage):
    """RBK-13: however much an edit changes, and in whatever script."""
    stage.edits.objects[CONFIG] = Kept({})
    values = {f"{'k' * 240}{number}": "值" * 400 for number in range(50)}
    done = await stage.settled(values=values)
    fields = " ".join(f"{'f' * 100}{number}={'值' * 500}" for number in range(100))
    long = f"Deployment {SHOP.name} {fields}"
    applied = await stage.applied(long)
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
    requested = {"kind": "Secret", "name": "s", "values": {"token": SECRET}}
    preview = await stage.set(**requested)
    done = await stage.set(**requested, confirm=preview.confirm)
    assert done.outcome is EditOutcome.DONE
    record = await stage.service.get(by=OPERATOR, edit_id=done.id)
    assert SECRET not in repr((preview, done, record, stage.stage.rows))


async def test_keys_are_put_back_to_what_they_were(stage):
    """CLD-2, RBK-4."""
    stage.edits.objects[CONFIG] = Kept({"a": "MQ==", "b": "Mg=="})
    done = await stage.settled(values={"a": "9", "n": "new"}, remove=("b",))
    put = await stage.put_back(done.id)
    assert (put.kind, put.outcome) == (EditKind.PUT_CONFIG_BACK, EditOutcome.DONE)
    assert stage.edits.objects[CONFIG].fields == {"a": "MQ==", "b": "Mg=="}


async def test_nothing_is_put_back_over_somebody_elses_change(stage):
    """RBK-4."""
    stage.edits.objects[CONFIG] = Kept({"a": "MQ=="})
    done = await stage.settled(values={"a": "9"})
    stage.edits.change(CONFIG, a="theirs")
    with pytest.raises(Conflict, check=says("a were changed")):
        await stage.service.put_config_back(by=OPERATOR, edit_id=done.id, reason="x")
    with pytest.raises(NotFound):
        await stage.service.put_config_back(by=OPERATOR, edit_id="e_0000000000000000", reason="x")


async def test_only_a_change_of_keys_is_put_back(stage):
    """RBK-4: of an object that an edit made there is nothing former."""
    done = await stage.applied("ConfigMap c data.a=1")
    with pytest.raises(InvalidRequest, check=says("ConfigMap or Secret")):
        await stage.service.put_config_back(by=OPERATOR, edit_id=done.id, reason="x")


async def test_a_node_pool_stays_within_its_own_bounds(stage):
    """CLD-2."""
    requested = {"by": OPERATOR, "cluster": CLUSTER, "pool": "np-1", "reason": "sale"}
    for nodes in (0, 6):
        with pytest.raises(InvalidRequest, check=says("1 to 5")):
            await stage.service.resize_pool(**requested, nodes=nodes)
    with pytest.raises(NotFound):
        await stage.service.resize_pool(**{**requested, "pool": "np-2"}, nodes=2)
    preview = await stage.service.resize_pool(**requested, nodes=4)
    assert "nodes" in EDITS.edit(preview).preview
    assert "not drained" in EDITS.edit(preview).preview
    done = await stage.service.resize_pool(**requested, nodes=4, confirm=preview.confirm)
    assert done.outcome is EditOutcome.DONE


A_POOL = NewPool(
    name="夜间任务",
    instance_type="S5.MEDIUM4",
    subnets=("subnet-1a2b3c4d",),
    nodes=2,
    minimum=0,
    maximum=6,
    labels={"tier": "batch"},
)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": "a b"}, "name"),
        ({"name": "a" * 26}, "name"),
        ({"instance_type": "big"}, "instance_type"),
        ({"subnets": ()}, "subnets"),
        ({"subnets": ("sg-1a2b3c4d",)}, "subnets"),
        ({"subnets": ("subnet-1a2b3c4d",) * 2}, "subnets"),
        ({"security_groups": ("subnet-1a2b3c4d",)}, "security_groups"),
        ({"minimum": 7}, "maximum"),
        ({"nodes": 7}, "nodes"),
        ({"maximum": 1_001}, "maximum"),
        ({"disk_gib": 20}, "disk_gib"),
        ({"labels": {"a b": ""}}, "labels"),
        ({"labels": {"a": "-"}}, "labels"),
        ({"labels": {"zhiban.io/edit": "x"}}, "labels"),
    ],
)
async def test_a_pool_that_cannot_be_is_refused_by_the_field_that_is_wrong(stage, wrong, field):
    """CLD-2, REL-2."""
    asked = {"by": OPERATOR, "cluster": CLUSTER, "reason": "nightly jobs"}
    with pytest.raises(InvalidRequest, check=lambda error: error.field == field):
        await stage.service.create_pool(**asked, pool=replace(A_POOL, **wrong))
    assert stage.edits.writes == []


async def test_a_pool_is_made_as_it_was_shown(stage):
    """CLD-2."""
    asked = {"by": OPERATOR, "cluster": CLUSTER, "pool": A_POOL, "reason": "nightly jobs"}
    preview = await stage.service.create_pool(**asked)
    assert "billed by the hour" in EDITS.edit(preview).preview
    done = await stage.service.create_pool(**asked, confirm=preview.confirm)
    again = await stage.service.create_pool(**asked, confirm=preview.confirm)
    assert done.outcome is again.outcome is EditOutcome.DONE
    assert stage.edits.writes == [f"{CLUSTER}//NodePool/夜间任务"]


async def test_a_pod_is_let_back_in(stage):
    """CLD-2, RBK-2."""
    stage.edits.objects[f"{CLUSTER}/{NAMESPACE}/Pod/shop-1"] = Kept({"label": "isolated"})
    requested = {"by": OPERATOR, "cluster": CLUSTER, "namespace": NAMESPACE, "pod": "shop-1"}
    preview = await stage.service.unisolate(**requested, reason="looked at")
    done = await stage.service.unisolate(**requested, reason="looked at", confirm=preview.confirm)
    assert done.outcome is EditOutcome.DONE
    assert "takes traffic again" in EDITS.edit(preview).preview


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
