"""Who declares a workload, from the marks that controllers leave, and where its source lies."""

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


@pytest.mark.parametrize("answer", [None, Forbidden(message("cluster.no_answer", cluster=1))])
async def test_what_cannot_be_read_of_the_controller_is_left_out(answer):
    """RBK-16: the workload itself can be read all the same."""
    path = "apis/argoproj.io/v1alpha1/namespaces/argocd/applications/shop"

    assert await with_declared(Answers({path: answer}), SHOP) == SHOP
    assert await with_declared(Answers({}), None) is None
