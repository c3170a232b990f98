"""Where a workload's declared state lies, as its GitOps controller's own object says (RBK-16).

Shapes as published: `Application` of argoproj.io/v1alpha1 (`spec.source`, `status.sync.revision`,
`status.history`, oldest first), `Kustomization` of kustomize.toolkit.fluxcd.io/v1
(`spec.sourceRef`, `status.lastAppliedRevision`), `HelmRelease` of helm.toolkit.fluxcd.io/v2
(`status.history`, newest first), and the sources of source.toolkit.fluxcd.io/v1. It is a help to
people and no condition of anything, so what may not or cannot be read is left out.
"""

from collections.abc import Awaitable, Callable
from dataclasses import replace

from domain.clusters.managers import Declared, Manager, plain_address, plain_revision
from domain.common.errors import ZhibanError
from integrations.kubernetes.client.asking import Asking
from integrations.kubernetes.client.objects import Json, each, inside, mapping, number, text
from integrations.kubernetes.client.paths import is_name, single

_ARGO = "apis/argoproj.io/v1alpha1"
_ARGO_NAMESPACE = "argocd"
_KUSTOMIZE = "apis/kustomize.toolkit.fluxcd.io/v1"
_HELM = "apis/helm.toolkit.fluxcd.io/v2"
_SOURCES = "apis/source.toolkit.fluxcd.io/v1"
_SOURCE_KINDS = {
    "GitRepository": "gitrepositories",
    "OCIRepository": "ocirepositories",
    "HelmRepository": "helmrepositories",
    "Bucket": "buckets",
}


async def with_declared(asking: Asking, manager: Manager | None) -> Manager | None:
    """Return a manager with where its declared state lies, as far as that can be read."""
    if manager is None or manager.kind not in _READERS or not is_name(manager.name):
        return manager
    try:
        declared = await _READERS[manager.kind](asking, manager)
    except ZhibanError:
        return manager
    return replace(manager, declared=declared)


async def _application(asking: Asking, manager: Manager) -> Declared | None:
    namespace = manager.namespace or _ARGO_NAMESPACE
    found = await asking.get(single(_ARGO, "applications", namespace, manager.name))
    if found is None:
        return None
    source = mapping(found, "spec", "source") or next(each(found, "spec", "sources"), {})
    revision = text(found, "status", "sync", "revision")
    earlier = [one for one in each(found, "status", "history") if text(one, "revision") != revision]
    before = earlier[-1] if earlier else {}
    return Declared(
        repository=plain_address(text(source, "repoURL")),
        path=plain_address(text(source, "path") or text(source, "chart")),
        revision=plain_revision(revision),
        before=plain_revision(text(before, "revision")),
        history=number(before, "id", default=-1),
        automated=inside(found, "spec", "syncPolicy", "automated") is not None,
    )


async def _kustomization(asking: Asking, manager: Manager) -> Declared | None:
    found = await asking.get(single(_KUSTOMIZE, "kustomizations", manager.namespace, manager.name))
    if found is None:
        return None
    return Declared(
        repository=await _address(asking, mapping(found, "spec", "sourceRef"), manager.namespace),
        path=plain_address(text(found, "spec", "path").removeprefix("./")),
        revision=plain_revision(text(found, "status", "lastAppliedRevision")),
        automated=inside(found, "spec", "suspend") is not True,
    )


async def _helm_release(asking: Asking, manager: Manager) -> Declared | None:
    found = await asking.get(single(_HELM, "helmreleases", manager.namespace, manager.name))
    if found is None:
        return None
    chart = mapping(found, "spec", "chart", "spec")
    versions = [text(one, "chartVersion") for one in each(found, "status", "history")]
    now = versions[0] if versions else ""
    return Declared(
        repository=await _address(asking, mapping(chart, "sourceRef"), manager.namespace),
        path=plain_address(text(chart, "chart")),
        revision=plain_revision(now),
        before=plain_revision(next((one for one in versions if one != now), "")),
        automated=inside(found, "spec", "suspend") is not True,
    )


async def _address(asking: Asking, source: Json, namespace: str) -> str:
    plural, name = _SOURCE_KINDS.get(text(source, "kind"), ""), text(source, "name")
    if not plural or not is_name(name):
        return ""
    place = text(source, "namespace") or namespace
    try:
        found = await asking.get(single(_SOURCES, plural, place, name))
    except ZhibanError:
        return ""
    return plain_address(text(found, "spec", "url"))


_READERS: dict[str, Callable[[Asking, Manager], Awaitable[Declared | None]]] = {
    "Application": _application,
    "Kustomization": _kustomization,
    "HelmRelease": _helm_release,
}
