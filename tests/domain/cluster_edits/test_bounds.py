"""How many replicas an edit may ask for: what a scale may, for the same reasons."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.cluster_edits.bounds import asks_for_replicas, counted_on, why_not_so_many
from domain.cluster_edits.told import bound_of
from domain.clusters.changes import Performing
from domain.clusters.clusters import Autoscaler, ObjectRef, WorkloadKind, WorkloadRef
from domain.clusters.edits import Looked, Shade
from domain.clusters.repairs import ActionKind, SkipReason
from domain.incidents.incidents import Request
from domain.incidents.ladder.scaling import why_not_scale
from domain.incidents.ladder.views import View
from tests.fakes.repairs import SHOP, a_policy, a_workload
from tests.fakes.words import IN_CHINESE, IN_ENGLISH, shown

POLICY = a_policy(most_replicas=20)
HOLDER = Autoscaler("checkout", 2, 10)


def looked(after, *, before="2", kind="Deployment", path="spec.replicas"):
    sides = [{path: Shade(each, each)} if each is not None else {} for each in (before, after)]
    ref = ObjectRef(SHOP.cluster, SHOP.namespace, kind, SHOP.name)
    return Looked(ref=ref, outcome=Performing.DONE, before=sides[0], after=sides[1])


def pointed(*, before=("catalogue", "2", "50"), after=("checkout", "2", "50"), kind="Deployment"):
    """An autoscaler, by the workload that it points at, its minimum and its maximum."""
    names = ("spec.scaleTargetRef.name", "spec.minReplicas", "spec.maxReplicas")
    sides = [
        {path: Shade(each, each) for path, each in zip(names, side, strict=True) if each}
        | {"spec.scaleTargetRef.kind": Shade(kind, kind)}
        for side in (before, after)
    ]
    ref = ObjectRef(SHOP.cluster, SHOP.namespace, "HorizontalPodAutoscaler", "holder")
    return Looked(ref=ref, outcome=Performing.DONE, before=sides[0], after=sides[1])


def reason(*given):
    bound = why_not_so_many(*given)
    return bound.why.reason if bound is not None else None


@pytest.mark.parametrize(
    ("after", "workload", "expected"),
    [
        ("20", a_workload(), None),
        ("1", a_workload(), None),
        ("21", a_workload(), SkipReason.AT_MOST_REPLICAS),
        ("0", a_workload(), SkipReason.LAST_HEALTHY_REPLICA),
        ("3", a_workload(autoscaler=HOLDER), SkipReason.AUTOSCALER_OWNS_COUNT),
        ("5", a_workload(pods_left_in_quota=3), None),
        ("6", a_workload(pods_left_in_quota=3), SkipReason.QUOTA_FULL),
        ("3", a_workload(replicas=0), None),
        ("2", a_workload(replicas=2), None),
        ("20", None, None),
        ("21", None, SkipReason.AT_MOST_REPLICAS),
        ("0", None, None),
        (None, a_workload(), None),
        ("many", a_workload(), SkipReason.NOT_READABLE),
        ("-1", None, SkipReason.NOT_READABLE),
    ],
)
def test_an_edit_may_ask_for_as_many_as_a_scale_and_for_no_more(after, workload, expected):
    """RBK-2, RBK-7."""
    one = looked(after, before="2" if workload is not None else None)
    assert asks_for_replicas(one) is (after != "2")
    assert reason(one, workload, POLICY) is expected


@given(now=st.integers(1, 40), wanted=st.integers(1, 60), left=st.none() | st.integers(0, 30))
def test_whatever_scale_refuses_an_edit_refuses_for_the_same_reason(now, wanted, left):
    """RBK-2: nothing can be had by a manifest that cannot be had by asking for it."""
    workload = a_workload(replicas=now, pods_left_in_quota=left)
    request = Request(
        action=ActionKind.SCALE_OUT, by="u_mei", reason="", only=True, replicas=wanted
    )
    scale = why_not_scale(View(workload=workload, policy=POLICY, request=request))
    bound = why_not_so_many(looked(str(wanted), before=str(now)), workload, POLICY)
    if now == wanted:
        assert bound is None
    else:
        assert (bound.why if bound is not None else None) == scale


@pytest.mark.parametrize("path", ["spec.minReplicas", "spec.maxReplicas"])
@pytest.mark.parametrize(("after", "held"), [("20", False), ("21", True), (None, False)])
def test_no_autoscaler_may_choose_more_than_a_scale_may(path, after, held):
    """RBK-7: it would only be a longer way to the same number."""
    one = looked(after, kind="HorizontalPodAutoscaler", path=path)
    expected = SkipReason.AT_MOST_REPLICAS if held else None
    assert reason(one, None, POLICY) is expected


@pytest.mark.parametrize("before", ["2", None])
@pytest.mark.parametrize("path", ["spec.minReplicas", "spec.maxReplicas"])
def test_no_autoscaler_may_choose_none(path, before):
    """RBK-7: clusters that scale to zero would take the service away."""
    one = looked("0", before=before, kind="HorizontalPodAutoscaler", path=path)
    assert reason(one, None, POLICY) is SkipReason.LAST_HEALTHY_REPLICA


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        (("checkout", "2", "20"), None),
        (("checkout", "", "20"), None),
        (("checkout", "2", "21"), SkipReason.AT_MOST_REPLICAS),
        (("checkout", "21", "20"), SkipReason.AT_MOST_REPLICAS),
        (("checkout", "0", "20"), SkipReason.LAST_HEALTHY_REPLICA),
        (("catalogue", "0", "50"), None),
    ],
)
def test_counts_of_an_autoscaler_are_new_to_whatever_it_is_pointed_at(after, expected):
    """RBK-2, RBK-7: somebody chose them for another workload; nobody did for this one."""
    one = pointed(before=("catalogue", *after[1:]), after=after)
    assert asks_for_replicas(one) is (after[0] != "catalogue")
    assert reason(one, a_workload(), POLICY) is expected


@pytest.mark.parametrize(
    ("holder", "expected"),
    [
        (None, None),
        (Autoscaler("holder", 2, 10), None),
        (Autoscaler("another", 2, 10), SkipReason.AUTOSCALER_OWNS_COUNT),
    ],
)
def test_no_second_autoscaler_is_pointed_at_a_count_that_one_owns(holder, expected):
    """RBK-2: it would lift the bounds of the first, or stop both."""
    one = pointed(after=("checkout", "2", "20"))
    assert reason(one, a_workload(autoscaler=holder), POLICY) is expected


@pytest.mark.parametrize(
    ("one", "expected"),
    [
        (looked("3"), SHOP),
        (looked("3", kind="ConfigMap"), None),
        (pointed(), SHOP),
        (
            pointed(kind="StatefulSet"),
            WorkloadRef(SHOP.cluster, SHOP.namespace, WorkloadKind.STATEFUL_SET, SHOP.name),
        ),
        (pointed(kind="Rollout"), None),
        (pointed(before=("checkout", "2", "20")), None),
    ],
)
def test_whose_count_it_is_depends_on_what_the_edit_changes(one, expected):
    """RBK-2: an autoscaler that stays where it is does not ask for anybody else's."""
    assert counted_on(one) == expected


@pytest.mark.parametrize(
    ("after", "before", "expected"),
    [
        ("20", "1", None),
        ("21", "1", SkipReason.AT_MOST_REPLICAS),
        ("21", None, SkipReason.AT_MOST_REPLICAS),
        (None, "30", None),
        ("30", "30", None),
        ("0", "1", None),
        ("many", "1", SkipReason.NOT_READABLE),
    ],
)
def test_no_job_runs_more_pods_at_once_than_a_scale_may_ask_for(after, before, expected):
    """RBK-2, RBK-7: none is no more than what suspending it does."""
    path = "spec.jobTemplate.spec.parallelism"
    one = looked(after, before=before, kind="CronJob", path=path)
    assert asks_for_replicas(one) is (after != before)
    assert reason(one, None, POLICY) is expected


def test_counts_that_an_edit_leaves_alone_are_no_matter_of_its_own():
    """RBK-7: whoever sets an image does not answer for the count that is there."""
    for one in (
        looked("50", before="50"),
        looked("50", path="spec.template.replicas"),
        looked("50", kind="ConfigMap"),
        looked("50", path="spec.maxReplicas"),
    ):
        assert not asks_for_replicas(one)
        assert reason(one, a_workload(), POLICY) is None


def test_a_bound_is_said_in_words():
    """RBK-2, RBK-7."""
    said = bound_of(why_not_so_many(looked("21"), a_workload(), POLICY))
    assert shown(said).startswith(
        "Deployment checkout asks for 21 replicas; the policy's replica limit is reached ("
    )
    assert shown(said, IN_CHINESE).startswith(
        "Deployment checkout 要 21 个副本，已到策略允许的最多副本数（"
    )


def test_a_bound_without_numbers_is_said_without_empty_brackets():
    """RBK-2."""
    said = bound_of(why_not_so_many(looked("0"), a_workload(), POLICY))
    assert [shown(said, each)[-1] in ")）" for each in (IN_ENGLISH, IN_CHINESE)] == [False] * 2
