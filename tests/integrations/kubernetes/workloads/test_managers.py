"""Who declares a workload, from the marks that controllers leave, and where its source lies."""

import json
from pathlib import Path

import pytest

from domain.clusters.managers import Controller, Manager
from domain.common.errors import Forbidden
from domain.common.messages import message
from integrations.kubernetes.workloads.declared import with_declared
from integrations.kubernetes.workloads.ownership import managed_by, manager_of

ARGO, FLUX = Controller.ARGO_CD, Controller.FLUX


def marked(*, labels=None, notes=None, writers=(), owner=None):
    """Return an object with such marks."""
    metadata = {"namespace": "shop", "labels": labels or {}, "annotations": notes or {}}
    metadata["managedFields"] = [{"manager": each, "operation": "Apply"} for each in writers]
    if owner:
        metadata["ownerReferences"] = [{**owner, "controller": True}]
    return {"metadata": metadata}


TRACKED = "argocd.argoproj.io/tracking-id"
BY_KUSTOMIZATION = {
    "kustomize.toolkit.fluxcd.io/name": "apps",
    "kustomize.toolkit.fluxcd.io/namespace": "flux-system",
}
BY_RELEASE = {
    "helm.toolkit.fluxcd.io/name": "shop",
    "helm.toolkit.fluxcd.io/namespace": "flux-system",
}


@pytest.mark.parametrize(
    ("found", "said", "kind", "name", "namespace"),
    [
        (
            marked(notes={TRACKED: "shop:apps/Deployment:shop/web"}),
            *("argocd", "Application", "shop", ""),
        ),
        (
            marked(notes={TRACKED: "team_shop:apps/Deployment:shop/web"}),
            *("argocd", "Application", "shop", "team"),
        ),
        (marked(notes={TRACKED: ""}), "argocd", "Application", "", ""),
        (
            marked(labels={"argocd.argoproj.io/instance": "shop"}),
            *("argocd", "Application", "shop", ""),
        ),
        (
            marked(
                labels={"app.kubernetes.io/instance": "shop"},
                writers=("argocd-application-controller",),
            ),
            *("argocd", "Application", "shop", ""),
        ),
        (marked(labels=BY_KUSTOMIZATION), "flux", "Kustomization", "apps", "flux-system"),
        (marked(labels=BY_RELEASE), "flux", "HelmRelease", "shop", "flux-system"),
        (marked(writers=("kustomize-controller",)), "flux", "Kustomization", "", ""),
        (marked(writers=("helm-controller",)), "flux", "HelmRelease", "", ""),
        (
            marked(owner={"kind": "Shop", "name": "checkout"}),
            *("Shop/checkout", "Shop", "checkout", "shop"),
        ),
    ],
)
def test_whoever_declares_a_workload_is_named_with_their_object(found, said, kind, name, namespace):
    """RBK-16."""
    manager = manager_of(found)

    assert managed_by(found) == said
    assert (manager.kind, manager.name, manager.namespace) == (kind, name, namespace)


@pytest.mark.parametrize(
    "found",
    [
        marked(),
        marked(labels={"app.kubernetes.io/instance": "shop"}, writers=("helm",)),
        marked(labels={"app.kubernetes.io/managed-by": "Helm"}, writers=("kubectl",)),
    ],
)
def test_what_nobody_writes_back_is_declared_by_nobody(found):
    """RBK-16: Helm by itself writes nothing back."""
    assert (managed_by(found), manager_of(found)) == ("", None)


class Answers:
    """A cluster that answers what it has."""

    cluster = "cls-1"

    def __init__(self, objects):
        self.objects = objects

    async def get(self, path, **_):
        found = self.objects.get(path.removeprefix("/"))
        if isinstance(found, Exception):
            raise found
        return found


APPLICATION = {
    "spec": {
        "source": {"repoURL": "https://x:y@git.example/shop.git", "path": "prod"},
        "syncPolicy": {"automated": {"selfHeal": True}},
    },
    "status": {
        "sync": {"revision": "c3"},
        "history": [
            {"id": 0, "revision": "a1", "deployedAt": "2026-11-20T10:00:00Z"},
            {"id": 1, "revision": "b2", "deployedAt": "2026-11-21T10:00:00Z"},
            {"id": 2, "revision": "c3", "deployedAt": "2026-11-22T10:00:00Z"},
        ],
    },
}
KUSTOMIZATION = {
    "spec": {"path": "./apps/prod", "sourceRef": {"kind": "GitRepository", "name": "apps"}},
    "status": {"lastAppliedRevision": "main@sha1:c3"},
}
RELEASE = {
    "spec": {
        "suspend": True,
        "chart": {
            "spec": {"chart": "shop", "sourceRef": {"kind": "HelmRepository", "name": "charts"}}
        },
    },
    "status": {
        "history": [
            {"chartName": "shop", "chartVersion": "1.2.0", "version": 5},
            {"chartName": "shop", "chartVersion": "1.1.0", "version": 4},
        ]
    },
}
OBJECTS = {
    "apis/argoproj.io/v1alpha1/namespaces/argocd/applications/shop": APPLICATION,
    "apis/kustomize.toolkit.fluxcd.io/v1/namespaces/flux/kustomizations/apps": KUSTOMIZATION,
    "apis/helm.toolkit.fluxcd.io/v2/namespaces/flux/helmreleases/shop": RELEASE,
    "apis/source.toolkit.fluxcd.io/v1/namespaces/flux/gitrepositories/apps": {
        "spec": {"url": "ssh://git@git.example/apps"}
    },
    "apis/source.toolkit.fluxcd.io/v1/namespaces/flux/helmrepositories/charts": {
        "spec": {"url": "https://charts.example"}
    },
}
SHOP = Manager(controller=ARGO, kind="Application", name="shop")
APPS = Manager(controller=FLUX, kind="Kustomization", name="apps", namespace="flux")
CHART = Manager(controller=FLUX, kind="HelmRelease", name="shop", namespace="flux")


@pytest.mark.parametrize(
    ("manager", "repository", "path", "revisions", "history", "automated"),
    [
        (SHOP, "https://git.example/shop.git", "prod", ("c3", "b2"), 1, True),
        (APPS, "ssh://git.example/apps", "apps/prod", ("main@sha1:c3", ""), -1, True),
        (CHART, "https://charts.example", "shop", ("1.2.0", "1.1.0"), -1, False),
    ],
)
async def test_the_controllers_object_says_where_the_declared_state_lies(
    manager, repository, path, revisions, history, automated
):
    """RBK-16."""
    found = (await with_declared(Answers(OBJECTS), manager)).declared

    assert (found.repository, found.path) == (repository, path)
    assert (found.revision, found.before) == revisions
    assert (found.history, found.automated) == (history, automated)


SEVERAL = {
    "spec": {
        "sources": [
            {"repoURL": "https://git.example/charts.git", "chart": "shop"},
            {"repoURL": "https://git.example/values.git", "ref": "values"},
        ],
        "syncPolicy": {"automated": {"enabled": False}},
    },
    "status": {
        "sync": {"revisions": ["1.2.0", "c3"]},
        "history": [
            {"id": 4, "revisions": ["1.1.0", "b2"]},
            {"id": 5, "revisions": ["1.2.0", "c3"]},
        ],
    },
}
HYDRATED = {
    "spec": {
        "sourceHydrator": {
            "drySource": {
                "repoURL": "https://git.example/dry.git",
                "path": "shop",
                "targetRevision": "main",
            },
            "syncSource": {"targetBranch": "env/prod", "path": "shop"},
        },
    },
    "status": {"sync": {"revision": "c3"}},
}
FROM_REGISTRY = {
    "spec": {"chartRef": {"kind": "OCIRepository", "name": "shop", "namespace": "charts"}},
    "status": {
        "history": [
            {"chartVersion": "1.3.0", "status": "failed"},
            {"chartVersion": "1.2.0", "status": "deployed"},
            {"chartVersion": "1.1.0", "status": "superseded"},
        ]
    },
}
BY_CHART = {"spec": {"chartRef": {"kind": "HelmChart", "name": "shop"}}, "status": {}}
ARTIFACT = {
    "spec": {"path": "./", "sourceRef": {"kind": "OCIRepository", "name": "apps"}},
    "status": {
        "lastAppliedRevision": "latest@sha256:aa",
        "lastAppliedOriginRevision": "main@sha1:c3",
    },
}
_FLUX_SOURCES = "apis/source.toolkit.fluxcd.io/v1/namespaces"
SOURCES = {
    f"{_FLUX_SOURCES}/charts/ocirepositories/shop": {"spec": {"url": "oci://r.example/shop"}},
    f"{_FLUX_SOURCES}/flux/ocirepositories/apps": {"spec": {"url": "oci://r.example/apps"}},
    f"{_FLUX_SOURCES}/flux/helmcharts/shop": {
        "spec": {"chart": "shop", "sourceRef": {"kind": "HelmRepository", "name": "charts"}}
    },
    f"{_FLUX_SOURCES}/flux/helmrepositories/charts": {"spec": {"url": "https://charts.example"}},
}


@pytest.mark.parametrize(
    ("manager", "found", "repository", "path", "revisions", "automated"),
    [
        (SHOP, SEVERAL, "https://git.example/charts.git", "shop", ("1.2.0", "1.1.0"), False),
        (SHOP, HYDRATED, "https://git.example/dry.git", "shop", ("c3", ""), False),
        # A release that failed is none to go back to.
        (CHART, FROM_REGISTRY, "oci://r.example/shop", "", ("1.2.0", "1.1.0"), True),
        (CHART, BY_CHART, "https://charts.example", "shop", ("", ""), True),
        (APPS, ARTIFACT, "oci://r.example/apps", "", ("main@sha1:c3", ""), True),
    ],
)
async def test_less_usual_forms_say_it_too(manager, found, repository, path, revisions, automated):
    """RBK-16: several sources, hydrated ones, charts of a registry or of another object."""
    place = next(
        one for one in OBJECTS if manager.kind.lower() in one and one.endswith(f"/{manager.name}")
    )
    declared = (await with_declared(Answers({place: found, **SOURCES}), manager)).declared

    assert (declared.repository, declared.path) == (repository, path)
    assert (declared.revision, declared.before) == revisions
    assert declared.automated is automated


FIELDS = json.loads(Path(__file__).with_name("gitops_fields.json").read_text("utf-8"))
"""Fields that the projects' own definitions have, at the commit that each names."""


def paths_of(value, *before):
    if isinstance(value, list):
        for one in value:
            yield from paths_of(one, *before)
    elif isinstance(value, dict):
        for name, one in value.items():
            yield ".".join((*before, name))
            yield from paths_of(one, *before, name)


@pytest.mark.parametrize(
    ("kind", "objects"),
    [
        ("Application", (APPLICATION, SEVERAL, HYDRATED)),
        ("Kustomization", (KUSTOMIZATION, ARTIFACT)),
        ("HelmRelease", (RELEASE, FROM_REGISTRY, BY_CHART)),
        ("OCIRepository", (SOURCES[f"{_FLUX_SOURCES}/flux/ocirepositories/apps"],)),
        ("HelmChart", (SOURCES[f"{_FLUX_SOURCES}/flux/helmcharts/shop"],)),
        ("HelmRepository", (SOURCES[f"{_FLUX_SOURCES}/flux/helmrepositories/charts"],)),
    ],
)
def test_what_is_read_here_stands_in_the_published_definitions(kind, objects):
    """RBK-16: no field of these examples is imagined."""
    published = {*FIELDS[kind]["fields"], "spec", "status"}

    assert {path for one in objects for path in paths_of(one)} - published == set()


@pytest.mark.parametrize("answer", [None, Forbidden(message("cluster.no_answer", cluster=1))])
async def test_what_cannot_be_read_of_the_controller_is_left_out(answer):
    """RBK-16: the workload itself can be read all the same."""
    path = "apis/argoproj.io/v1alpha1/namespaces/argocd/applications/shop"

    assert await with_declared(Answers({path: answer}), SHOP) == SHOP
    assert await with_declared(Answers({}), None) is None
