"""Patches, selectors and ownership of fields, as pure functions."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.kubernetes.failures import Refusal
from sandbox.kubernetes.ownership import Manager, apply, leaves, record_update
from sandbox.kubernetes.patches import json_patch, merge_patch, strategic_patch, without_nulls
from sandbox.kubernetes.selectors import as_text, label_matcher, spec_matcher

FEW = settings(max_examples=20)
"""Nested documents are slow to make up."""

scalars = st.one_of(st.booleans(), st.integers(), st.text(max_size=5))
values = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text("abc", min_size=1, max_size=2), inner, max_size=3)
    ),
    max_leaves=8,
)
documents = st.dictionaries(st.text("abc", min_size=1, max_size=2), values, max_size=4)
boxes = st.dictionaries(
    st.sampled_from("abcd"), st.sampled_from(["i:1", "i:2", "i:3"]), min_size=1
).map(lambda found: [{"name": name, "image": image} for name, image in found.items()])


def difference(before, after):
    """The merge patch that leads from one document to another."""
    patch = {key: None for key in before if key not in after}
    for key, value in after.items():
        was = before.get(key)
        if isinstance(was, dict) and isinstance(value, dict):
            patch[key] = difference(was, value)
        elif was != value or type(was) is not type(value):
            patch[key] = value
    return patch


@FEW
@given(documents, documents)
def test_a_merge_patch_leads_to_what_it_was_made_for(before, after):
    """RBK-4."""
    assert merge_patch(before, difference(before, after)) == after


@FEW
@given(documents)
def test_an_empty_patch_changes_nothing(document):
    """RBK-9."""
    assert merge_patch(document, {}) == document
    assert strategic_patch(document, {}) == document
    assert json_patch(document, []) == document


@FEW
@given(documents, documents)
def test_a_patch_sent_twice_is_a_patch_sent_once(document, patch):
    """RBK-9."""
    once = merge_patch(document, patch)
    assert merge_patch(once, patch) == once
    once = strategic_patch(document, patch)
    assert strategic_patch(once, patch) == once


@given(boxes, boxes)
def test_containers_are_merged_by_name_and_keep_their_order(before, patch):
    """RBK-2."""
    merged = strategic_patch({"containers": before}, {"containers": patch})["containers"]
    wanted = {one["name"]: one["image"] for one in (*before, *patch)}
    assert {one["name"]: one["image"] for one in merged} == wanted
    names = [one["name"] for one in before]
    assert [one["name"] for one in merged][: len(names)] == names


@FEW
@given(documents, documents)
def test_a_patch_leaves_what_it_is_given_as_it_was(document, patch):
    """RBK-9."""
    before = merge_patch({}, document)
    merge_patch(document, patch)
    strategic_patch(document, patch)
    assert document == before


@pytest.mark.parametrize(
    ("before", "patch", "after"),
    [
        ({"a": {"b": 1}}, {"a": {"$patch": "replace", "c": 2}}, {"a": {"c": 2}}),
        ({"a": {"b": 1}}, {"a": {"$patch": "delete"}}, {"a": {}}),
        ({"a": 1, "b": 2}, {"a": None}, {"b": 2}),
        (
            {"env": [{"name": "A", "value": "1"}, {"name": "B"}]},
            {"env": [{"name": "A", "$patch": "delete"}]},
            {"env": [{"name": "B"}]},
        ),
        (
            {"env": [{"name": "A"}]},
            {"env": [{"$patch": "replace"}, {"name": "B"}]},
            {"env": [{"name": "B"}]},
        ),
        (
            {"ports": [{"containerPort": 80, "name": "a"}]},
            {"ports": [{"containerPort": 80, "name": "b"}]},
            {"ports": [{"containerPort": 80, "name": "b"}]},
        ),
        (
            {"ports": [{"port": 80}]},
            {"ports": [{"port": 81}]},
            {"ports": [{"port": 80}, {"port": 81}]},
        ),
        ({"args": ["a", "b"]}, {"args": ["c"]}, {"args": ["c"]}),
        ({"finalizers": ["a"]}, {"finalizers": ["a", "b"]}, {"finalizers": ["a", "b"]}),
        (
            {"finalizers": ["a", "b"]},
            {"$deleteFromPrimitiveList/finalizers": ["a"]},
            {"finalizers": ["b"]},
        ),
        (
            {"env": [{"name": "A"}, {"name": "B"}]},
            {"$setElementOrder/env": [{"name": "B"}, {"name": "A"}]},
            {"env": [{"name": "B"}, {"name": "A"}]},
        ),
        (
            {"strategy": {"type": "RollingUpdate", "rollingUpdate": {}}},
            {"strategy": {"$retainKeys": ["type"], "type": "Recreate"}},
            {"strategy": {"type": "Recreate"}},
        ),
    ],
)
def test_strategic_patches_follow_their_directives(before, patch, after):
    """RBK-2."""
    assert strategic_patch(before, patch) == after


@pytest.mark.parametrize("patch", [{"$patch": "swap"}, {"env": [{"value": "1"}]}])
def test_a_strategic_patch_that_makes_no_sense_is_refused(patch):
    """RBK-2."""
    with pytest.raises(Refusal) as caught:
        strategic_patch({"env": [{"name": "A"}]}, patch)
    assert caught.value.code == 400


@pytest.mark.parametrize(
    ("operations", "code"),
    [
        ({}, 400),
        ([{"op": "jump"}], 400),
        ([{"op": "test", "path": "/a", "value": 2}], 422),
        ([{"op": "replace", "path": "/b/c", "value": 2}], 422),
        ([{"op": "replace", "path": "", "value": 2}], 422),
    ],
)
def test_a_json_patch_that_makes_no_sense_is_refused(operations, code):
    """RBK-7."""
    with pytest.raises(Refusal) as caught:
        json_patch({"a": 1}, operations)
    assert caught.value.code == code


def test_null_and_absent_are_the_same():
    """RBK-4."""
    assert without_nulls({"a": None, "b": [{"c": None}]}) == {"b": [{}]}


@given(st.dictionaries(st.sampled_from("abc"), st.sampled_from("xyz"), max_size=3))
def test_a_selector_means_the_same_as_text(labels):
    """RBK-4."""
    selector = {
        "matchLabels": {"a": "x"},
        "matchExpressions": [
            {"key": "b", "operator": "In", "values": ["x", "y"]},
            {"key": "c", "operator": "NotIn", "values": ["z"]},
            {"key": "a", "operator": "Exists"},
            {"key": "d", "operator": "DoesNotExist"},
        ],
    }
    assert label_matcher(as_text(selector))(labels) == spec_matcher(selector)(labels)


def test_no_selector_selects_nothing_and_an_empty_one_everything():
    """RBK-4."""
    assert not spec_matcher(None)({"a": "b"})
    assert spec_matcher({})({"a": "b"})


def config(**spec):
    return {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": "web"},
        "spec": spec,
    }


def held(item):
    """The paths that each manager holds."""
    return {
        (one["manager"], one["operation"]): one["fieldsV1"]
        for one in item["metadata"]["managedFields"]
    }


ME, OTHER = Manager("me", "Apply"), Manager("other")
NOW = "2026-11-21T08:00:00Z"


def made(**spec):
    item = config(**spec)
    record_update(item, None, OTHER, NOW)
    return item


def test_who_writes_a_field_holds_it():
    """RBK-10."""
    item = made(replicas=1, paused=True)
    changed = {**item, "spec": {"replicas": 2, "paused": True}}
    record_update(changed, item, Manager("third"), NOW)
    assert held(changed) == {
        ("other", "Update"): {"f:spec": {"f:paused": {}}},
        ("third", "Update"): {"f:spec": {"f:replicas": {}}},
    }


def test_applying_what_another_holds_conflicts_and_names_them():
    """RBK-10."""
    with pytest.raises(Refusal) as caught:
        apply(made(replicas=1), config(replicas=2), ME, force=False, when=NOW)
    assert caught.value.code == 409
    assert 'conflict with "other" using apps/v1: .spec.replicas' in str(caught.value)


def test_applying_the_same_value_shares_the_field():
    """RBK-10."""
    applied = apply(made(replicas=1), config(replicas=1), ME, force=False, when=NOW)
    assert set(held(applied)) == {("other", "Update"), ("me", "Apply")}


def test_force_takes_the_field():
    """RBK-10."""
    applied = apply(made(replicas=1), config(replicas=2), ME, force=True, when=NOW)
    assert applied["spec"] == {"replicas": 2}
    assert held(applied) == {("me", "Apply"): {"f:spec": {"f:replicas": {}}}}


def test_what_is_no_longer_applied_goes_unless_another_holds_it():
    """RBK-10."""
    item = apply(made(paused=True), config(paused=True, replicas=2), ME, force=False, when=NOW)
    applied = apply(item, config(), ME, force=False, when=NOW)
    assert applied["spec"] == {"paused": True}


def test_items_of_lists_are_held_one_by_one():
    """RBK-10."""
    item = made(containers=[{"name": "a", "image": "1"}])
    mine = config(containers=[{"name": "b", "image": "2"}])
    both = apply(item, mine, ME, force=False, when=NOW)
    assert both["spec"]["containers"] == [
        {"name": "a", "image": "1"},
        {"name": "b", "image": "2"},
    ]
    with pytest.raises(Refusal, match=r'containers\[name="a"\].image'):
        wanted = config(containers=[{"name": "a", "image": "9"}])
        apply(both, wanted, ME, force=False, when=NOW)
    alone = apply(both, config(), ME, force=False, when=NOW)
    assert alone["spec"]["containers"] == [{"name": "a", "image": "1"}]


@FEW
@given(documents, documents)
def test_every_field_of_an_applied_configuration_is_there_and_held(before, wanted):
    """RBK-10."""
    item = {"metadata": {"name": "x"}, "spec": before}
    record_update(item, None, OTHER, NOW)
    mine = {"metadata": {"name": "x"}, "spec": wanted}
    applied = apply(item, mine, ME, force=True, when=NOW)
    have = leaves(applied)
    for path, value in leaves(mine).items():
        assert have.get(path, value) == value
