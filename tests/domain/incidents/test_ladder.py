"""The ladder: order, preconditions, each reason for passing an action over."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.alerts.alerts import FaultClass
from domain.clusters.changes import Verb
from domain.clusters.clusters import Autoscaler, ConfigRef, Revision, WorkloadKind, WorkloadRef
from domain.clusters.repairs import ActionKind, Attempt, AttemptState, Mode, SkipReason
from domain.incidents.incidents import Request
from domain.incidents.ladder.ladder import (
    NOT_SPENT,
    NOT_TRIED,
    Around,
    Climb,
    attempts_left,
    choose,
    order_of,
    remaining,
    view_of,
)
from domain.incidents.ladder.planning import plan, targets_of
from domain.incidents.ladder.revisions import earlier_revision
from domain.incidents.policy.policies import Policy
from domain.incidents.scores import Band
from tests.fakes.repairs import CONFIG, LONG_AGO, NOW, SHOP, YESTERDAY, a_pod, a_workload, well
from tests.fakes.words import IN_CHINESE, IN_ENGLISH, WORDS

FAULT = FaultClass.CRASH_LOOP
A = ActionKind


def _tried(action: ActionKind, state: AttemptState = AttemptState.FAILED, number: int = 1):
    return Attempt(number=number, action=action, mode=Mode.AUTO, state=state, started_at=NOW)


def _why(action: ActionKind, workload, *, policy: Policy | None = None, request=None, **around):
    """Return why exactly this action is passed over; None when it is chosen."""
    asked = request or Request(action=action, by="u_mei", reason="test", only=True)
    found = choose(
        policy or Policy(),
        FAULT,
        workload,
        climb=Climb(request=asked),
        around=Around(**around),
    )
    return found.skipped[0].reason if found.skipped else None


DAEMONS = replace(SHOP, kind=WorkloadKind.DAEMON_SET)
STATEFUL = replace(SHOP, kind=WorkloadKind.STATEFUL_SET)
SOLE = a_workload(revisions=a_workload().revisions[:1])
ILL = a_workload(pods=(a_pod(1, ready=False), a_pod(2, ready=False)))
ALL_WELL = a_workload(pods=(a_pod(1), a_pod(2)))
GOOD = {"checkout": "digest-good"}
BROKEN = a_workload(configs=(CONFIG,))
IN_APPLICATION = a_workload(application="shop")
SIBLING = replace(well("stock"), application="shop")
SOON = YESTERDAY + timedelta(hours=1)

PASSED_OVER = [
    (A.RESTART, None, {}, SkipReason.TARGET_MISSING),
    (A.RESTART, a_workload(managed_by="Shop/checkout"), {}, SkipReason.GITOPS_MANAGED),
    (A.ISOLATE, a_workload(managed_by="flux"), {}, SkipReason.GITOPS_MANAGED),
    (A.RESTART, a_workload(replicas=0), {}, SkipReason.SCALED_TO_ZERO),
    (A.RESTART, a_workload(paused=True), {}, SkipReason.ROLLOUT_PAUSED),
    (A.ROLLBACK, a_workload(paused=True), {}, SkipReason.ROLLOUT_PAUSED),
    (A.REFRESH_CONFIG, replace(BROKEN, paused=True), {}, SkipReason.ROLLOUT_PAUSED),
    (A.REFRESH_CONFIG, a_workload(), {}, SkipReason.NO_KEPT_CONFIG),
    (A.REFRESH_CONFIG, BROKEN, {}, SkipReason.NO_KEPT_CONFIG),
    (
        A.REFRESH_CONFIG,
        BROKEN,
        {"kept_configs": {"checkout": "digest-broken"}},
        SkipReason.CONFIG_UNCHANGED,
    ),
    (A.REFRESH_CONFIG, BROKEN, {"unread": ("configs",)}, SkipReason.NOT_READABLE),
    (A.SCALE_OUT, a_workload(DAEMONS), {}, SkipReason.NOT_SCALABLE),
    (
        A.SCALE_OUT,
        a_workload(autoscaler=Autoscaler("hpa", 2, 4)),
        {},
        SkipReason.AUTOSCALER_OWNS_COUNT,
    ),
    (A.SCALE_OUT, a_workload(replicas=20), {}, SkipReason.AT_MOST_REPLICAS),
    (A.SCALE_OUT, a_workload(replicas=25), {}, SkipReason.AT_MOST_REPLICAS),
    (A.SCALE_OUT, a_workload(pods_left_in_quota=0), {}, SkipReason.QUOTA_FULL),
    (A.SHIFT_LOAD, a_workload(), {}, SkipReason.NO_SICK_NODE),
    (A.SHIFT_LOAD, a_workload(), {"sick_nodes": ("node-9",)}, SkipReason.NO_SICK_NODE),
    (A.SHIFT_LOAD, a_workload(), {"unread": ("nodes",)}, SkipReason.NOT_READABLE),
    (A.SHIFT_LOAD, a_workload(DAEMONS), {"sick_nodes": ("node-1",)}, SkipReason.NOT_SCALABLE),
    (
        A.SHIFT_LOAD,
        a_workload(disruptions_allowed=0),
        {"sick_nodes": ("node-1",)},
        SkipReason.DISRUPTION_BUDGET,
    ),
    (
        A.SHIFT_LOAD,
        a_workload(pods=(a_pod(1),)),
        {"sick_nodes": ("node-1",)},
        SkipReason.LAST_HEALTHY_REPLICA,
    ),
    (A.ROLLBACK, SOLE, {}, SkipReason.NO_EARLIER_REVISION),
    (A.ISOLATE, ALL_WELL, {}, SkipReason.NOTHING_TO_ISOLATE),
    (A.ISOLATE, a_workload(STATEFUL), {}, SkipReason.NOTHING_TO_ISOLATE),
    (A.ISOLATE, ILL, {}, SkipReason.LAST_HEALTHY_REPLICA),
    (A.ISOLATE, a_workload(disruptions_allowed=0), {}, SkipReason.DISRUPTION_BUDGET),
    (A.ISOLATE, a_workload(pods_left_in_quota=0), {}, SkipReason.QUOTA_FULL),
    (A.FULL_ROLLBACK, a_workload(), {}, SkipReason.NO_APPLICATION),
    (A.FULL_ROLLBACK, IN_APPLICATION, {"unread": ("siblings",)}, SkipReason.NOT_READABLE),
    (A.FULL_ROLLBACK, IN_APPLICATION, {}, SkipReason.NO_EARLIER_REVISION),
    (
        A.FULL_ROLLBACK,
        IN_APPLICATION,
        {"siblings": (SIBLING,), "began": NOW},
        SkipReason.NO_EARLIER_REVISION,  # it has not changed within six hours of the fault
    ),
    (
        A.FULL_ROLLBACK,
        IN_APPLICATION,
        {"siblings": (replace(SIBLING, managed_by="argocd"),), "began": SOON},
        SkipReason.GITOPS_MANAGED,
    ),
    (
        A.FULL_ROLLBACK,
        IN_APPLICATION,
        {"siblings": (replace(SIBLING, paused=True),), "began": SOON},
        SkipReason.ROLLOUT_PAUSED,
    ),
]


@pytest.mark.parametrize("number", range(len(PASSED_OVER)))
def test_a_precondition_that_fails_passes_the_action_over_with_its_reason(number):
    """RBK-2."""
    action, workload, around, reason = PASSED_OVER[number]
    assert _why(action, workload, **around) is reason


CHOSEN = [
    (A.RESTART, a_workload(), {}),
    (A.REFRESH_CONFIG, BROKEN, {"kept_configs": GOOD}),
    (A.SCALE_OUT, a_workload(pods_left_in_quota=1), {}),
    (A.SHIFT_LOAD, a_workload(), {"sick_nodes": ("node-1",)}),
    (A.ROLLBACK, a_workload(), {}),
    (A.ISOLATE, a_workload(), {}),
    (A.FULL_ROLLBACK, IN_APPLICATION, {"siblings": (SIBLING,), "began": SOON}),
]


@pytest.mark.parametrize("number", range(len(CHOSEN)))
def test_an_action_whose_preconditions_hold_has_a_plan_of_exact_steps(number):
    """RBK-2, RBK-9."""
    action, workload, around = CHOSEN[number]
    assert _why(action, workload, **around) is None
    view = view_of(action, workload, Policy(), climb=Climb(), around=Around(**around))
    made = plan(action, view, at=NOW)
    assert made == plan(action, view, at=NOW)
    assert made.steps
    assert all(step.generation == workload.generation for step in made.steps)
    for reader in (IN_CHINESE, IN_ENGLISH):
        assert WORDS.text(made.why, reader)[-1] in ".。"
        assert WORDS.text(made.undo, reader)[-1] in ".。"


def test_every_reason_has_a_case():
    """RBK-2."""
    cases = {reason for *_, reason in PASSED_OVER}
    others = {
        SkipReason.CANNOT_HELP,
        SkipReason.SKIPPED_BY_PERSON,
        SkipReason.NOTHING_TO_CHANGE,
    }
    assert cases | others == set(SkipReason)


def test_the_policy_and_people_can_pass_actions_over():
    """RBK-2, RBK-10."""
    policy = Policy(cannot_help={FAULT: (A.RESTART,)})
    climb = Climb(passed_over=(A.SCALE_OUT,))
    found = choose(policy, FAULT, a_workload(), climb=climb, around=Around())
    assert [(each.action, each.reason) for each in found.skipped] == [
        (A.RESTART, SkipReason.CANNOT_HELP),
        (A.REFRESH_CONFIG, SkipReason.NO_KEPT_CONFIG),
        (A.SCALE_OUT, SkipReason.SKIPPED_BY_PERSON),
        (A.SHIFT_LOAD, SkipReason.NO_SICK_NODE),
    ]
    assert found.action is A.ROLLBACK


def test_actions_never_go_back_down():
    """RBK-2."""
    climb = Climb(tried=(_tried(A.ROLLBACK),))
    assert remaining(Policy(), FAULT, climb) == (A.ISOLATE, A.FULL_ROLLBACK)


@pytest.mark.parametrize("state", sorted(NOT_SPENT))
def test_what_was_not_done_may_be_tried_again(state):
    """RBK-10: a block ends, a plan is made anew, an observer is let go."""
    climb = Climb(tried=(_tried(A.RESTART, state),))
    assert remaining(Policy(), FAULT, climb)[0] is A.RESTART


def test_evidence_may_come_before_order_and_the_rest_stays():
    """RBK-2."""
    policy = Policy(begin_at={FAULT: A.ROLLBACK})
    order = order_of(policy, FAULT, None)
    assert order[:2] == (A.ROLLBACK, A.RESTART)
    assert sorted(order) == sorted(order_of(Policy(), FAULT, None))


def test_a_request_begins_at_its_action():
    """RBK-12."""
    request = Request(action=A.ROLLBACK, by="u_mei", reason="please")
    assert order_of(Policy(), FAULT, request) == (A.ROLLBACK, A.ISOLATE, A.FULL_ROLLBACK)
    assert order_of(Policy(), FAULT, replace(request, only=True)) == (A.ROLLBACK,)
    # Asked for by name, it is done although the policy thinks little of it.
    policy = Policy(cannot_help={FAULT: (A.ROLLBACK,)}, ladder=(A.CALL_PERSON,))
    assert _why(A.ROLLBACK, a_workload(), policy=policy) is None


@pytest.mark.parametrize("only", [True, False])
@pytest.mark.parametrize("asked", [A.RESTART, A.SCALE_OUT, A.ROLLBACK])
def test_what_a_person_asks_for_is_done_or_nothing_is(asked, only):
    """RBK-12: passed over between the plan and the run, it is not replaced by something else."""
    climb = Climb(request=Request(action=asked, by="u_mei", reason="test", only=only))
    found = choose(Policy(), FAULT, a_workload(paused=True), climb=climb, around=Around())
    skipped = choose(
        Policy(), FAULT, a_workload(), climb=replace(climb, passed_over=(asked,)), around=Around()
    )
    assert skipped.action is None
    assert found.action in (None, asked)


@pytest.mark.parametrize("state", sorted(NOT_TRIED))
def test_what_was_asked_for_and_not_done_is_followed_by_nothing_stronger(state):
    """RBK-12: not by a cluster's no either, nor by a person's."""
    climb = Climb(
        (_tried(A.ROLLBACK, state),), request=Request(action=A.ROLLBACK, by="u_mei", reason="test")
    )
    assert remaining(Policy(), FAULT, climb) == (A.ROLLBACK,)


def test_attempts_are_bounded_by_the_band():
    """RBK-1."""
    tried = [_tried(A.RESTART, number=number) for number in range(1, 8)]
    assert [attempts_left(band, tried[:2]) for band in Band] == [4, 2, 1, 0, 0]
    assert all(attempts_left(band, tried) == 0 for band in Band)


@settings(deadline=None)
@given(
    st.lists(st.sampled_from(AttemptState), max_size=12),
    st.sampled_from([a_workload(), ILL, SOLE, BROKEN, IN_APPLICATION, None]),
)
def test_whatever_happens_the_ladder_comes_to_its_end(states, workload):
    """RBK-1: every attempt that is spent leaves strictly fewer actions."""
    tried: list[Attempt] = []
    for state in states:
        climb = Climb(tried=tuple(tried))
        left = remaining(Policy(), FAULT, climb)
        found = choose(Policy(), FAULT, workload, climb=climb, around=Around())
        if found.action is None:
            return
        assert found.action in left
        tried.append(_tried(found.action, state, len(tried) + 1))
        after = remaining(Policy(), FAULT, Climb(tried=tuple(tried)))
        assert len(after) < len(left) if state not in NOT_SPENT else after == left


def _revision(number: int, letter: str, created_at, template: str = "") -> Revision:
    template = template or f"template-{letter}"
    return Revision(
        number=number,
        uid=f"rs-{letter}",
        name=f"x-{letter}",
        created_at=created_at,
        images=(),
        template_digest=template,
    )


def test_the_newest_earlier_revision_with_another_template_is_gone_back_to():
    """RBK-2: by UID, older than the fault, template-equal ones do not count."""
    days = [LONG_AGO + timedelta(days=number) for number in range(5)]
    workload = a_workload(
        revision=5,
        template_digest="template-e",
        revisions=(
            _revision(5, "e", days[4]),
            _revision(4, "d", days[3], "template-e"),
            _revision(3, "c", days[2]),
            _revision(2, "b", days[1]),
        ),
    )
    found = earlier_revision(workload)
    assert found is not None
    assert found.uid == "rs-c"
    before = earlier_revision(workload, began=days[2])
    assert before is not None
    assert before.uid == "rs-b"
    assert earlier_revision(workload, began=days[1]) is None
    asked = earlier_revision(workload, number=2)
    assert asked is not None
    assert asked.uid == "rs-b"
    assert earlier_revision(workload, number=4) is None, "it has the same template"
    assert earlier_revision(workload, number=9) is None


def test_a_rollback_never_goes_forward_to_what_was_rolled_back():
    """RBK-2: after an undo the bad revision has the second highest number."""
    workload = a_workload(
        revision=3,
        template_digest="template-a",
        revisions=(_revision(3, "a", LONG_AGO), _revision(2, "b", YESTERDAY)),
    )
    assert earlier_revision(workload) is None


def test_revisions_of_one_second_are_told_apart_by_their_numbers():
    """RBK-2: Kubernetes keeps whole seconds."""
    workload = a_workload(revisions=(_revision(2, "b", NOW), _revision(1, "a", NOW)))
    found = earlier_revision(workload)
    assert found is not None
    assert found.uid == "rs-a"


def test_a_full_rollback_takes_what_changed_and_sorts_its_locks():
    """RBK-2, RBK-6."""
    still = replace(well("cart"), application="shop", revisions=(_revision(2, "b", LONG_AGO),))
    view = view_of(
        A.FULL_ROLLBACK,
        IN_APPLICATION,
        Policy(),
        climb=Climb(),
        around=Around(siblings=(SIBLING, still), began=SOON),
    )
    made = plan(A.FULL_ROLLBACK, view, at=NOW)
    assert [step.target.name for step in made.steps] == ["checkout", "stock"]
    assert {step.revision_uid for step in made.steps} == {"rs-a"}
    assert targets_of(made) == tuple(sorted({step.target for step in made.steps}, key=str))


def test_the_last_healthy_replica_is_neither_isolated_nor_evicted():
    """RBK-2."""
    many = a_workload(pods=tuple(a_pod(number, ready=number == 1) for number in range(1, 40)))
    view = view_of(
        A.ISOLATE, many, Policy(), climb=Climb(), around=Around(sick_nodes=["node-1", "node-2"])
    )
    isolated = plan(A.ISOLATE, view, at=NOW).steps[0]
    assert (isolated.verb, len(isolated.pods)) == (Verb.ISOLATE, 20)
    assert "checkout-b-1" not in isolated.pods
    assert plan(A.SHIFT_LOAD, view, at=NOW).steps[0].pods == ("checkout-b-2",)


def test_budgets_bound_how_many_pods_are_taken_out():
    """RBK-2."""
    pods = tuple(a_pod(number, ready=number > 5) for number in range(1, 9))
    workload = a_workload(pods=pods, disruptions_allowed=2, pods_left_in_quota=3)
    view = view_of(A.ISOLATE, workload, Policy(), climb=Climb(), around=Around())
    assert len(plan(A.ISOLATE, view, at=NOW).steps[0].pods) == 2


@pytest.mark.parametrize(
    ("replicas", "most", "left", "wanted"),
    [(2, 20, None, 3), (4, 20, None, 6), (1, 20, None, 2), (19, 20, None, 20), (4, 20, 1, 5)],
)
def test_scaling_out_keeps_its_bounds(replicas, most, left, wanted):
    """RBK-2."""
    workload = a_workload(replicas=replicas, pods_left_in_quota=left)
    policy = Policy(most_replicas=most)
    view = view_of(A.SCALE_OUT, workload, policy, climb=Climb(), around=Around())
    assert plan(A.SCALE_OUT, view, at=NOW).steps[0].replicas == wanted


def test_a_count_that_was_asked_for_is_taken_or_refused_never_bent():
    """RBK-12."""

    def why(count: int, **said: object):
        request = Request(action=A.SCALE_OUT, by="u_mei", reason="test", only=True, replicas=count)
        return _why(A.SCALE_OUT, a_workload(**said), request=request)

    assert why(5) is None
    assert why(1) is None
    assert why(2) is SkipReason.NOTHING_TO_CHANGE
    assert why(21) is SkipReason.AT_MOST_REPLICAS
    assert why(6, pods_left_in_quota=3) is SkipReason.QUOTA_FULL
    assert why(1, pods_left_in_quota=0) is None
    assert why(2, replicas=0) is None, "who switched it off may switch it on"


def test_only_the_configuration_that_changed_is_put_back():
    """RBK-2."""
    other = ConfigRef("ConfigMap", "flags", "9", "same")
    secret = ConfigRef("Secret", "keys", "3")
    workload = a_workload(configs=(CONFIG, other, secret))
    around = Around(kept_configs=GOOD | {"flags": "same", "keys": "x"})
    view = view_of(A.REFRESH_CONFIG, workload, Policy(), climb=Climb(), around=around)
    steps = plan(A.REFRESH_CONFIG, view, at=NOW).steps
    assert [(step.verb, step.config) for step in steps] == [
        (Verb.RESTORE_CONFIG, "checkout"),
        (Verb.RESTART, ""),
    ]
    assert (steps[0].config_version, steps[0].config_digest) == ("55", "digest-good")


@pytest.mark.parametrize(
    ("action", "workload"),
    [
        (A.ROLLBACK, SOLE),
        (A.ISOLATE, ALL_WELL),
        (A.SHIFT_LOAD, ALL_WELL),
        (A.REFRESH_CONFIG, BROKEN),
        (A.SCALE_OUT, a_workload(replicas=20)),
        (A.CALL_PERSON, SOLE),
    ],
)
def test_a_plan_without_steps_is_a_mistake_of_ours(action, workload):
    """RBK-2."""
    view = view_of(action, workload, Policy(), climb=Climb(), around=Around())
    with pytest.raises(ValueError, match="nothing to do"):
        plan(action, view, at=NOW)


def test_targets_of_other_clusters_are_other_targets():
    """RBK-6."""
    elsewhere = WorkloadRef("cls-2", SHOP.namespace, SHOP.kind, SHOP.name)
    assert str(elsewhere) != str(SHOP)
