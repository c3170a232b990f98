"""Whatever is said of edits has words in Chinese; the cluster's own words stay as they are."""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import chain

import pytest

from domain.cluster_edits.guards import evaluate_edit
from domain.cluster_edits.notices import waiting_event
from domain.cluster_edits.rules import check_manifests
from domain.cluster_edits.words import change_words, guard_said, reason_words, said_of_edit
from domain.clusters.changes import Performing
from domain.clusters.clusters import ObjectRef
from domain.clusters.edit_names import EDIT_KINDS, EDIT_STATES, PERFORMED
from domain.clusters.edit_sentences import EDIT_TROUBLES
from domain.clusters.edits import EDITED_AS, EditedObject, EditKind, EditOutcome, EditRecord
from domain.common.errors import InvalidRequest
from domain.common.readers import Language
from domain.incidents.guards.guards import GuardFacts, GuardOutcome
from domain.incidents.words.recorded import in_words, refusal_words
from tests.docs.tree import ROOT
from tests.domain.cluster_edits.test_cluster_edits import NEVER
from tests.domain.cluster_edits.test_guards import BROKEN, PASSING
from tests.domain.incidents.test_names import CHINESE, sentences
from tests.fakes.repairs import NOW

ZH = Language.CHINESE
REF = ObjectRef("cls-1", "shop", "ConfigMap", "c")

SAYING = (
    "application/cluster_edits/answers.py",
    "application/cluster_edits/outcomes.py",
    "application/cluster_edits/requests.py",
    "application/cluster_edits/restores.py",
    "application/cluster_edits/trails.py",
    "application/cluster_edits/writes.py",
    "bootstrap/fingerprints.py",
    "bootstrap/sealing.py",
    "cli/clusters/edits.py",
    "domain/cluster_edits/rules.py",
    "integrations/kubernetes/edits/applying.py",
    "integrations/kubernetes/catalogues.py",
    "integrations/kubernetes/edits/config_edits.py",
    "integrations/kubernetes/client/connections.py",
    "integrations/kubernetes/editing.py",
    "integrations/kubernetes/client/failures.py",
    "integrations/kubernetes/edits/manifests.py",
    "integrations/kubernetes/client/paths.py",
    "integrations/kubernetes/edits/releasing.py",
    "integrations/tencent/calls.py",
    "integrations/tencent/clusters.py",
)
"""Where something is said that a person who edits may come to read."""

RULE = re.compile(r"(must|names|says|was refused) ")
SENTENCE = re.compile(r"(([A-Z]|x [a-zA-Z]).* .*\.|unknown field .*|… and .*)", re.DOTALL)
"""One that is whole; it may begin with a fact, for which `x` stands."""


def sayings(path: str) -> Iterator[tuple[int, list[str]]]:
    """Yield what a module says, each in the forms in which it may come to somebody."""
    for line, ways in sentences(path):
        if RULE.match(ways[0]):
            both = ((f"{each}.", f"{each} (Deployment web).") for each in ways)
            yield line, [f"--field {each}" for each in chain.from_iterable(both)]
        elif SENTENCE.fullmatch(ways[0]) and not path.startswith("cli/"):  # help is English
            yield line, ways


@pytest.mark.parametrize("path", SAYING)
def test_every_sentence_about_edits_has_chinese(path):
    """CLD-2: one that is added without its row is told in English to everybody."""
    found = list(sayings(path))
    for line, ways in found:
        said = [refusal_words(each, ZH) for each in ways]
        assert any(CHINESE.search(each) for each in said), f"{path}:{line} {ways[0]!r}"
    assert found


def test_no_module_of_edits_that_says_something_is_left_out():
    """CLD-2."""
    paths = [
        each.relative_to(ROOT).as_posix() for each in ROOT.glob("application/cluster_edits/*.py")
    ]
    assert {path for path in paths if any(sayings(path))} <= {*SAYING}
    assert len(paths) > 5


def test_every_fault_of_a_kubeconfig_has_chinese():
    """CLD-2."""
    found = [
        ways
        for _, ways in sentences("integrations/kubernetes/client/kubeconfigs.py")
        if re.match(r"(is|names|holds|turns|has|uses) ", ways[0])
    ]
    for ways in found:
        said = [refusal_words(f"The kubeconfig of cluster 'c' {each}.", ZH) for each in ways]
        assert any(CHINESE.search(each) for each in said), ways[0]
    assert len(found) > 5


@pytest.mark.parametrize(
    "said",
    [
        "The cluster answered 403 Forbidden: no",
        (
            "ModifyX: timed out. Tencent Cloud has a fault; it may pass. "
            "The node pool may or may not have been resized."
        ),
        "ModifyX: AuthFailure. Check the Tencent Cloud credentials and their policies.",
        "ModifyX: KeyError while talking to Tencent Cloud.",
        "query was refused by ModifyX: InvalidParameter (no such pool).",
        "No edit that was done 'e_1'.",
        "No former content of edit 'e_1'.",
        "No node pool 'np-1'.",
    ],
)
def test_sentences_that_begin_with_a_fact_have_chinese(said):
    """CLD-2."""
    assert CHINESE.search(refusal_words(said, ZH))


@pytest.mark.parametrize("manifest", NEVER)
def test_what_may_never_be_applied_is_refused_in_chinese(manifest):
    """CLD-2: with the object and the rule."""
    with pytest.raises(InvalidRequest) as refused:
        check_manifests([manifest])
    said = refusal_words(str(refused.value), ZH)
    assert CHINESE.search(said)
    assert f"（{manifest.kind} {manifest.name}）" in said


@pytest.mark.parametrize(
    ("names", "words"),
    [
        (EditKind, EDIT_KINDS),
        (Performing, PERFORMED),
        (("blocked", "not tried"), PERFORMED),
        (
            (
                *("asked", "approved", "denied", "intended", "done"),
                *("blocked", "refused", "conflict", "lapsed"),
            ),
            EDIT_STATES,
        ),
    ],
)
def test_every_name_of_edits_has_a_chinese_word(names, words):
    """CLD-2."""
    for name in names:
        assert CHINESE.search(words[ZH][name])


FACTS = [
    GuardFacts(EDITED_AS, NOW),
    *(replace(PASSING, **broken) for broken in BROKEN.values()),
    replace(PASSING, on_behalf_of=""),
    replace(PASSING, approved=""),
    replace(PASSING, never_written=False, last_write_at=None),
    replace(PASSING, never_stormy=False, storm_at=NOW),
    replace(PASSING, never_stormy=False, storm_at=None),
]


@pytest.mark.parametrize("facts", FACTS)
def test_whatever_a_guard_says_of_an_edit_has_chinese(facts):
    """RBK-6: its name and its numbers, also when it says no more than that it does not know."""
    stopped = [
        each
        for each in evaluate_edit(facts, workload=True)
        if each.outcome is not GuardOutcome.PASSED
    ]
    for each in stopped:
        for detail in (each.detail or str(each.outcome), str(each.outcome)):
            name, _, said = guard_said(f"{each.guard}: {detail}", ZH).partition("：")
            assert CHINESE.search(said), detail
            assert CHINESE.search(name) or name == "GitOps"
    assert stopped


def test_what_stopped_an_edit_is_read_in_chinese_and_kept_in_english():
    """RBK-6, RBK-13: a bound of scaling is in the language of who asked already."""
    bound = "at_most_replicas：Deployment web 要 21 个副本"
    guards = ("freeze: frozen by 'a; b'", "cooldown: the last write on it was 5 s ago, least 60 s")
    objects = [EditedObject(REF, (), guards=(*guards, bound))]
    said = said_of_edit(EditOutcome.BLOCKED, ZH, detail="; ".join(guards), objects=objects)
    english = said_of_edit(
        EditOutcome.BLOCKED, Language.ENGLISH, objects=[replace(objects[0], guards=guards)]
    )
    assert said.endswith(
        f"变更冻结：被“a; b”冻结；冷却时间：上次写入在 5 秒前，至少要隔 60 秒；{bound}"
    )
    assert english.endswith(": " + "; ".join(guards))


def test_why_a_cluster_does_not_take_an_edit_is_said_behind_the_object_that_it_is_about():
    """CLD-2."""
    assert reason_words("Pod shop-1: It is not isolated.", ZH) == "Pod shop-1：它没有被隔离。"
    assert reason_words("gone", ZH) == "已不存在"
    for language in Language:
        for own in (
            'conflict with "kubectl": .spec.replicas',
            'admission webhook "x" denied the request: no: It is not isolated, said Mei',
            "",
        ):
            assert reason_words(own, language) == own
    for recorded, _ in EDIT_TROUBLES:
        assert reason_words(recorded, Language.ENGLISH) == recorded
        assert CHINESE.search(in_words(recorded, ZH)), recorded


def test_a_change_is_never_read_as_a_sentence():
    """RBK-8: who approves sees the value, whatever words are in it."""
    change = "cls-1/shop/ConfigMap/c data.a: #1 → argocd would revert it"
    assert change_words(change, ZH) == change
    assert change_words("… and 3 more, not listed", ZH) == "……另有 3 处没有列出"
    assert change_words("… and 3 more, not listed", Language.ENGLISH) == "… and 3 more, not listed"


def test_approvers_are_told_in_their_language_and_the_event_keeps_names():
    """RBK-8."""
    changes = ("cls-1/shop/ConfigMap/c data.a: #1 → #2", "… and 3 more, not listed")
    record = EditRecord("e_1", "set_config", "cls-1", "asked", "u_mei", "why", "d", (), changes)
    data = waiting_event(record, at=NOW).data
    told = data["words"][ZH.value]
    assert data["kind"] == "set_config"
    assert "修改键值" in told["title"]
    assert "……另有 3 处没有列出" in told["text"]
    assert "(set_config)" in data["title"]
    assert changes[1] in data["text"]
