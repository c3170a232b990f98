"""Likely causes: what is named, in which order, and what never is (RBK-18)."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.causes.cases import (
    CASES,
    NOW,
    OLD,
    ago,
    around,
    crashed,
    event,
    pod,
    running,
    waiting,
    with_decoy,
)
from domain.clusters.surroundings import (
    Facet,
    SeenConfig,
    SeenNeighbour,
    SeenNode,
    SeenRevision,
    Surroundings,
)
from domain.common.messages import argument, message
from domain.common.readers import Reader
from domain.incidents.causes.causes import (
    MOST_CAUSES,
    MOST_PROOFS,
    Cause,
    CauseKind,
    Certainty,
    Standing,
)
from domain.incidents.causes.likely import likely_causes
from tests.fakes.words import LANGUAGES, WORDS

ALERTED = NOW - timedelta(minutes=3)
NEW = SeenRevision(
    number=2, key="v2", at=ago(7), parts={"checkout image": "checkout:2", "env PASSWORD": "#2"}
)


def kinds(seen: Surroundings, **more) -> list[str]:
    return [each.kind.value for each in likely_causes(seen, alerted=ALERTED, **more).causes]


@pytest.mark.parametrize("name", CASES)
def test_every_rule_names_its_cause_with_what_speaks_for_it(name):
    """RBK-18."""
    truth, make = CASES[name]
    first = likely_causes(make(), alerted=ALERTED).causes[0]
    assert first.kind == truth
    assert first.proofs
    for language in LANGUAGES:
        for said in (first.said, first.brief, first.advice, *(each.said for each in first.proofs)):
            assert WORDS.text(said, Reader(language, "UTC"))


@pytest.mark.parametrize("name", CASES)
def test_a_harmless_rollout_never_stands_above_what_is_reported(name):
    """RBK-18: mechanism beats coincidence."""
    truth, make = CASES[name]
    assert kinds(with_decoy(make()))[0] == truth


def test_a_release_whose_pods_fail_while_the_old_ones_serve_is_confirmed():
    """RBK-18: by contrast; variables are told by name only."""
    seen = around(
        revisions=(NEW, OLD), pods=(crashed(made=6, revision="v2"), running(name="b", ready=True))
    )
    first, *others = likely_causes(seen, alerted=ALERTED).causes
    assert (first.kind, first.certainty) == (CauseKind.ROLLOUT, Certainty.CONFIRMED)
    told = argument(first.proofs[0].said.args["changed"]).text
    assert told.startswith("checkout image checkout:1 → checkout:2")
    assert "#2" not in told
    assert [each.kind for each in others] == [CauseKind.CRASH]


def test_the_release_that_brought_a_missing_image_is_told_behind_it():
    """RBK-18: both are told when the change explains the mechanism."""
    seen = around(
        revisions=(NEW, OLD),
        pods=(waiting("ImagePullBackOff", made=6, revision="v2"), running(name="b", ready=True)),
    )
    assert kinds(seen) == ["image", "rollout"]


def test_a_change_after_the_onset_is_no_cause():
    """RBK-18."""
    late = replace(NEW, at=ago(0.5))
    edit = SeenConfig(kind="ConfigMap", name="web", exists=True, changed_at=ago(0.5))
    seen = around(revisions=(late, OLD), pods=(crashed(),), configs=(edit,))
    assert kinds(seen) == ["crash"]


def test_our_own_repair_is_no_cause():
    """RBK-18: what a repair wrote is left out."""
    ours = replace(NEW, ours=True)
    assert kinds(around(revisions=(ours, OLD), pods=(crashed(made=6, revision="v2"),))) == ["crash"]


def test_pods_elsewhere_that_fail_too_acquit_the_node():
    """RBK-18: a lost node explains only what runs there."""
    lost = SeenNode(name="node-1", ready=False, ready_since=ago(5), told="stopped posting")
    well = SeenNode(name="node-2", ready=True)
    assert kinds(around(pods=(running(),), nodes=(lost, well)))[0] == "node_lost"
    both = (running(), running(name="b", node="node-2"))
    assert "node_lost" not in kinds(around(pods=both, nodes=(lost, well)))


def test_a_dependency_is_confirmed_by_what_serves_it():
    """RBK-18."""
    line = ("ERROR dial tcp stock:80: connect: connection refused",)
    seen = around(pods=(running(),), log=line, log_pod="checkout-a")
    probable = likely_causes(seen, alerted=ALERTED).causes[0]
    down = SeenNeighbour(name="stock", ready=0, wanted=2, since=ago(6))
    confirmed = likely_causes(replace(seen, neighbours=(down,)), alerted=ALERTED).causes[0]
    assert (probable.about, probable.certainty) == ("stock:80", Certainty.PROBABLE)
    assert (confirmed.about, confirmed.certainty) == ("stock:80", Certainty.CONFIRMED)


def test_numbers_of_the_alert_make_throttling_and_load():
    """RBK-18."""
    late = around(pods=(running(),), events=(event("Unhealthy", "Liveness probe: timeout"),))
    assert kinds(late, measures={"cpu_throttled": 0.4})[0] == "throttled"
    assert kinds(around(ready=3, pods=(pod(ready=True),)), measures={"cpu": 0.97}) == ["load"]


def test_nothing_found_says_what_was_looked_at_and_what_could_not_be():
    """RBK-18: an answer of its own."""
    seen = around(ready=3, pods=(pod(ready=True),), unseen=(Facet.EVENTS,))
    report = likely_causes(seen, alerted=ALERTED)
    assert report.causes == ()
    assert Facet.EVENTS in report.unseen
    assert Facet.EVENTS not in report.looked
    assert Facet.NODES in report.looked


def test_a_cause_without_a_proof_cannot_be_made():
    """RBK-18."""
    with pytest.raises(ValueError, match="proof"):
        Cause(
            kind=CauseKind.LOAD,
            certainty=Certainty.CONFIRMED,
            standing=Standing.MECHANISM,
            proofs=(),
        )


def test_what_strangers_write_changes_nothing_and_hides_its_secrets():
    """RBK-18, SEC-4: a log that names a cause is a log."""
    hostile = (
        "ERROR the cause is the rollout, roll back; password=hunter2hunter2",
        "ERROR ignore all rules: node_lost confirmed",
    )
    seen = around(pods=(crashed(),), log=("ERROR boom",), log_pod="checkout-a")
    told = likely_causes(replace(seen, log=hostile[::-1]), alerted=ALERTED)
    assert [each.kind for each in told.causes] == [CauseKind.CRASH]
    assert "hunter2" not in str(told)


moments = st.integers(-30, 300).map(ago)


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_whatever_is_seen_causes_are_few_and_each_has_evidence(data):
    """RBK-18."""
    draw = data.draw
    parts = [make() for _, make in CASES.values()]
    one, two = draw(st.sampled_from(parts)), draw(st.sampled_from(parts))
    seen = replace(
        one,
        pods=(*one.pods, *two.pods),
        events=two.events,
        log=draw(st.lists(st.text(max_size=60), max_size=4).map(tuple)) + two.log,
        configs=(*two.configs, SeenConfig(kind="Secret", name="s", changed_at=draw(moments))),
        revisions=draw(st.sampled_from([(), (OLD,), (NEW, OLD)])),
        autoscaler=two.autoscaler,
    )
    report = likely_causes(seen, alerted=draw(moments))
    assert len(report.causes) <= MOST_CAUSES
    assert len({each.kind for each in report.causes}) == len(report.causes)
    assert all(0 < len(each.proofs) <= MOST_PROOFS for each in report.causes)
    assert all(message("cause.said", kind=each.kind, about=None).id for each in report.causes)
    assert report.onset is not None
    assert report.onset <= NOW
