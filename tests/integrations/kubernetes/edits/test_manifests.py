"""Manifests: plain YAML only, and nothing of it said again."""

import pytest

from domain.cluster_edits.rules import LONGEST_TEXT, MOST_OBJECTS
from domain.common.errors import InvalidRequest
from integrations.kubernetes.edits.manifests import read_manifests
from tests.fakes.words import says

ONE = """
apiVersion: v1
kind: ConfigMap
metadata: {name: c}
data: {since: 2026-11-21, asked: "yes", number: "1"}
"""


def test_objects_are_read_as_kubectl_reads_them():
    """CLD-2: what looks like a date is a text."""
    first, second = read_manifests(f"{ONE}---\n---\n{ONE}", namespace="shop")
    assert first == second
    assert (first.api_version, first.kind, first.namespace, first.name) == (
        "v1",
        "ConfigMap",
        "shop",
        "c",
    )
    assert first.content["data"] == {"since": "2026-11-21", "asked": "yes", "number": "1"}
    assert first.content["metadata"]["namespace"] == "shop"


def test_a_namespace_that_is_named_stays():
    """CLD-2."""
    text = ONE.replace("{name: c}", "{name: c, namespace: own}")
    (found,) = read_manifests(text, namespace="shop")
    assert found.namespace == "own"


def test_numbers_and_truths_are_what_they_are():
    """CLD-2."""
    (found,) = read_manifests("spec: {a: 1, b: 1.5, c: true, d: null, e: [x]}", namespace="shop")
    assert found.content["spec"] == {"a": 1, "b": 1.5, "c": True, "d": None, "e": ["x"]}


@pytest.mark.parametrize(
    "text",
    [
        "a: &x [1]\nb: *x",
        "a: &x {k: v}\nb:\n  <<: *x",
        "a: 1\na: 2",
        "on: 1",
        "a: !!python/object/apply:os.system [id]",
        "a: !secret x",
        "{1: a}",
        "{[a]: b}",
        "- a",
        "just words",
        "a: [",
        "a: .nan",
        "a: .inf",
        "a: \x00",
        "a: " + "[" * 100 + "]" * 100,
        "a: x\n---\n" * (MOST_OBJECTS + 1),
        "x" * (LONGEST_TEXT + 1),
    ],
    ids=[str(number) for number in range(17)],
)
def test_what_could_surprise_is_not_taken(text):
    """CLD-2, SEC-4."""
    with pytest.raises(InvalidRequest) as refused:
        read_manifests(text, namespace="shop")
    assert refused.value.field == "manifest"


def test_a_mistake_is_told_by_its_line_and_never_by_its_text():
    """CLD-4."""
    with pytest.raises(InvalidRequest, check=says("line 3")) as refused:
        read_manifests("a: 1\nhunter2: [", namespace="shop")
    assert "hunter2" not in str(refused.value)


def test_no_bomb_goes_off():
    """SEC-4: a few lines that would be billions of objects."""
    levels = ["a0: &a0 [x]"]
    levels += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 30)]
    with pytest.raises(InvalidRequest):
        read_manifests("\n".join(levels), namespace="shop")


@pytest.mark.parametrize(
    "text",
    [
        "[" * 100_000,
        "a: " + "{a: " * 30_000,
        "- " * 60_000,
        "? " * 60_000,
        "\n- " * 40_000 + "[" * 50,
    ],
    ids=["brackets", "braces", "dashes", "keys", "late"],
)
def test_depth_is_refused_before_it_ends_the_process(text):
    """SEC-4: the parser's own stack would overflow, and no error could be caught."""
    with pytest.raises(InvalidRequest):
        read_manifests(text, namespace="shop")


@pytest.mark.parametrize(
    "number", ["0x" + "f" * 100_000, "1" + ":1" * 60_000, "9" * 100_000, "1" * 21]
)
def test_no_number_is_longer_than_a_cluster_takes(number):
    """SEC-4: long ones take seconds to read, and cannot be written again."""
    with pytest.raises(InvalidRequest, check=says("plain numbers")):
        read_manifests(f"spec: {{a: {number}}}", namespace="shop")


def test_text_that_has_no_bytes_is_refused():
    """SEC-4."""
    with pytest.raises(InvalidRequest, check=says("UTF-8")):
        read_manifests("a: \ud800", namespace="shop")
