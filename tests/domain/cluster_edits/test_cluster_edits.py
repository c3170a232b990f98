"""What edits may be about, what stands for them, and how they are told."""

from dataclasses import replace

import pytest

from application.cluster_edits.views import LONGEST_PREVIEW, EditViews
from domain.cluster_edits.rules import (
    KINDS,
    LONGEST_VALUES,
    MOST_OBJECTS,
    check_manifests,
    check_size,
    config_patch,
)
from domain.cluster_edits.told import outcome_of
from domain.clusters.changes import Performing
from domain.clusters.clusters import NodePool, ObjectRef
from domain.clusters.edits import (
    Difference,
    Edit,
    EditedObject,
    EditKind,
    EditOutcome,
    Looked,
    Manifest,
    Shade,
    digest_of_edit,
    edit_id,
    key_of_edit,
)
from domain.common.errors import InvalidRequest
from domain.common.messages import message
from domain.common.readers import Reader
from tests.fakes.words import IN_CHINESE, IN_ENGLISH, WORDS, says, shown

REF = ObjectRef("cls-1", "shop", "ConfigMap", "c")


def a_manifest(kind: str = "Deployment", **content: object) -> Manifest:
    version = KINDS.get(kind, ("v1",))[0]
    metadata = {"name": "web", "namespace": "shop"}
    return Manifest(version, kind, "shop", "web", {"metadata": metadata, **content})


def with_pods(**spec: object) -> Manifest:
    return a_manifest(spec={"template": {"spec": {"containers": [{"name": "a"}], **spec}}})


def with_container(**container: object) -> Manifest:
    return with_pods(containers=[{"name": "a", **container}])


def test_what_runs_and_what_feeds_it_may_be_applied():
    """CLD-2."""
    found = check_manifests([a_manifest(kind) for kind in KINDS])
    assert len(found) == len(KINDS)


NEVER = [
    *(
        a_manifest(kind)
        for kind in (
            *("Secret", "Role", "ClusterRole", "RoleBinding", "ClusterRoleBinding"),
            *("CustomResourceDefinition", "Namespace", "Pod", "ServiceAccount", "Node"),
            *("NetworkPolicy", "MutatingWebhookConfiguration", "PersistentVolume", ""),
        )
    ),
    Manifest("extensions/v1beta1", "Deployment", "shop", "web", {}),
    Manifest("apps/v1", "Deployment", "kube-system", "web", {}),
    Manifest("apps/v1", "Deployment", "istio-system", "web", {}),
    Manifest("apps/v1", "Deployment", "", "web", {}),
    Manifest("apps/v1", "Deployment", "../shop", "web", {}),
    Manifest("apps/v1", "Deployment", "shop", "../web", {}),
    a_manifest(status={}),
    a_manifest(metadata={"name": "web", "ownerReferences": []}),
    a_manifest(metadata={"name": "web", "finalizers": []}),
    a_manifest(metadata={"name": "web", "annotations": {"zhiban.io/action": "x"}}),
    a_manifest("Service", spec={"externalIPs": ["10.0.0.1"]}),
    a_manifest(
        spec={"template": {"metadata": {"labels": {"zhiban.io/quarantine": "x"}}, "spec": {}}}
    ),
    a_manifest(
        "Ingress",
        metadata={
            "name": "web",
            "annotations": {"nginx.ingress.kubernetes.io/configuration-snippet": "x"},
        },
    ),
    a_manifest(
        "Ingress", metadata={"name": "web", "annotations": {"nginx.org/server-snippets": "x"}}
    ),
    with_pods(securityContext={"windowsOptions": {"hostProcess": True}}),
    with_container(securityContext={"windowsOptions": {"hostProcess": True}}),
    with_container(securityContext={"procMount": "Unmasked"}),
    *(with_pods(**{name: True}) for name in ("hostNetwork", "hostPID", "hostIPC")),
    with_pods(serviceAccountName="cluster-admin"),
    with_pods(volumes=[{"name": "v", "hostPath": {"path": "/"}}]),
    with_container(securityContext={"privileged": True}),
    with_container(securityContext={"allowPrivilegeEscalation": True}),
    with_container(securityContext={"capabilities": {"add": ["SYS_ADMIN"]}}),
    with_container(ports=[{"containerPort": 80, "hostPort": 80}]),
    with_pods(initContainers=[{"name": "i", "securityContext": {"privileged": True}}]),
]


@pytest.mark.parametrize("manifest", NEVER, ids=[str(number) for number in range(len(NEVER))])
def test_what_decides_about_others_or_reaches_the_machine_is_never_applied(manifest):
    """CLD-2, SEC-4."""
    with pytest.raises(InvalidRequest) as refused:
        check_manifests([manifest])
    assert refused.value.field == "manifest"


def test_a_cron_jobs_pods_are_looked_at_too():
    """SEC-4."""
    pods = {"template": {"spec": {"hostNetwork": True}}}
    with pytest.raises(InvalidRequest, check=says("hostNetwork")):
        check_manifests([a_manifest("CronJob", spec={"jobTemplate": {"spec": pods}})])


def test_as_many_objects_as_a_person_reads_and_each_once():
    """CLD-2."""
    with pytest.raises(InvalidRequest, check=says("1 to 20")):
        check_manifests([])
    with pytest.raises(InvalidRequest, check=says("1 to 20")):
        check_manifests([a_manifest()] * (MOST_OBJECTS + 1))
    with pytest.raises(InvalidRequest, check=says("twice")):
        check_manifests([a_manifest(), a_manifest()])


@pytest.mark.parametrize(
    "said",
    [
        {"kind": "Role"},
        {"namespace": "kube-system"},
        {"name": "../x"},
        {"values": {}},
        {"values": {"a/b": "x"}},
        {"values": {"": "x"}},
        {"values": {"a": "x" * (LONGEST_VALUES + 1)}},
        {"values": {str(number): "" for number in range(51)}},
        {"values": {"a": "hunter2"}, "remove": ["a"]},
    ],
)
def test_a_change_of_keys_has_bounds_and_repeats_no_value(said):
    """CLD-2, CLD-4."""
    requested = {"kind": "Secret", "namespace": "shop", "name": "s", "values": {"a": "hunter2"}}
    merged = {**requested, "remove": [], **said}
    kind, namespace, name = (merged.pop(part) for part in ("kind", "namespace", "name"))
    with pytest.raises(InvalidRequest) as refused:
        config_patch(kind, namespace, name, **merged)
    assert "hunter2" not in str(refused.value)


def test_values_are_not_part_of_how_a_change_shows_itself():
    """CLD-4."""
    patch = config_patch("Secret", "shop", "s", values={"a": "hunter2"}, remove=["b"])
    assert "hunter2" not in repr(patch)
    assert "aHVudGVyMg" not in repr(patch)
    assert "SECRET" not in repr(a_manifest(spec={"a": "SECRET"}))


@pytest.mark.parametrize(("nodes", "fits"), [(0, False), (1, True), (5, True), (6, False)])
def test_a_pool_has_both_its_bounds(nodes, fits):
    """CLD-2."""
    pool = NodePool(
        id="np-1", name="default", status="normal", desired=3, minimum=1, maximum=5, ready=3
    )
    if fits:
        assert check_size(pool, nodes).nodes == nodes
    else:
        with pytest.raises(InvalidRequest, check=says("1 to 5")):
            check_size(pool, nodes)


def a_look(**said: object) -> Looked:
    before, after = ({"data.a": Shade(each, f"#{each}")} for each in ("1", "2"))
    return Looked(
        **{
            "ref": REF,
            "outcome": Performing.DONE,
            "seen": "u/1",
            "content": "#c",
            "before": before,
            "after": after,
            **said,
        }
    )


def test_the_digest_stands_for_everything_that_was_seen():
    """RBK-8."""
    digest = digest_of_edit("u_mei", EditKind.APPLY, [a_look()], "policy")
    others = [
        digest_of_edit("u_li", EditKind.APPLY, [a_look()], "policy"),
        digest_of_edit("u_mei", EditKind.SET_CONFIG, [a_look()], "policy"),
        digest_of_edit("u_mei", EditKind.APPLY, [a_look()], "other"),
        digest_of_edit("u_mei", EditKind.APPLY, [a_look(seen="u/2")], "policy"),
        digest_of_edit("u_mei", EditKind.APPLY, [a_look(content="#d")], "policy"),
        digest_of_edit("u_mei", EditKind.APPLY, [a_look(after={})], "policy"),
        digest_of_edit("u_mei", EditKind.APPLY, [a_look(), a_look()], "policy"),
        digest_of_edit("u_mei", EditKind.APPLY, [a_look()], "policy", ended=1),
    ]
    assert len({digest, *others}) == len(others) + 1
    assert edit_id(digest) == f"e_{digest[:16]}"
    assert key_of_edit(edit_id(digest), 2) == f"e-{digest[:16]}-2"


def told(kind: EditKind, reader: Reader, *differences: Difference, exists: bool = True) -> str:
    objects = (EditedObject(REF, differences, exists=exists),)
    will = outcome_of(EditOutcome.AT_ONCE)
    edit = Edit(
        id="", kind=kind, cluster="cls-1", dry_run=True, outcome=EditOutcome.AT_ONCE, will=will
    )
    return EditViews(WORDS, reader).edit(replace(edit, objects=objects)).preview


def shade(text: str) -> Shade:
    return Shade(text, text)


def test_differences_are_told_field_by_field_in_both_languages():
    """CLD-2."""
    changes = (
        Difference("data.a", shade("1"), shade("2")),
        Difference("data.b", None, shade("new")),
        Difference("data.c", shade("old"), None),
    )
    english = told(EditKind.SET_CONFIG, IN_ENGLISH, *changes)
    assert english.splitlines()[:4] == [
        "Change cls-1/shop/ConfigMap/c",
        "  data.a: 1 → 2",
        "  data.b: (none) → new",
        "  data.c: old → (none)",
    ]
    chinese = told(EditKind.SET_CONFIG, IN_CHINESE, *changes, exists=False)
    assert chinese.startswith("新建 cls-1/shop/ConfigMap/c")
    assert "（无）" in chinese


def test_long_texts_are_told_by_the_lines_that_change():
    """CLD-2."""
    before = "\n".join(str(number) for number in range(200))
    after = before.replace("\n100\n", "\nhundred\n")
    lines = told(
        EditKind.APPLY, IN_ENGLISH, Difference("data.a", shade(before), shade(after))
    ).splitlines()
    assert "    -100" in lines
    assert "    +hundred" in lines
    assert len(lines) < 10


def test_a_preview_ends():
    """CLD-2."""
    many = [Difference(f"data.{number}", None, shade("x" * 400)) for number in range(100)]
    preview = told(EditKind.APPLY, IN_ENGLISH, *many)
    assert len(preview) < LONGEST_PREVIEW + 20
    assert preview.endswith("and more")


@pytest.mark.parametrize("reader", [IN_ENGLISH, IN_CHINESE])
@pytest.mark.parametrize("outcome", EditOutcome)
def test_every_outcome_has_words_in_every_language(outcome, reader):
    """CLD-2."""
    why = message("edit.gone")
    assert shown(outcome_of(outcome, edit="e_1", by="u_li", why=why), reader)
