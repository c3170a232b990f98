"""Where a workload's declared state lies, as its GitOps controller's own object says (RBK-16).

Shapes as in the definitions that the projects publish (tests hold to them): `Application` of
argoproj.io/v1alpha1 (one source, several, or a hydrated one; `status.history`, oldest first),
`Kustomization` of kustomize.toolkit.fluxcd.io/v1, `HelmRelease` of helm.toolkit.fluxcd.io/v2
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
    source = _declared_source(found)
    revision = _revision(mapping(found, "status", "sync"))
    earlier = [one for one in each(found, "status", "history") if _revision(one) != revision]
    before = earlier[-1] if earlier else {}
    automated = inside(found, "spec", "syncPolicy", "automated")
    return Declared(
        repository=plain_address(text(source, "repoURL")),
        path=plain_address(text(source, "path") or text(source, "chart")),
        revision=plain_revision(revision),
        before=plain_revision(_revision(before)),
        history=number(before, "id", default=-1),
        automated=automated is not None and inside(found, *_ENABLED) is not False,
    )


_ENABLED = ("spec", "syncPolicy", "automated", "enabled")


def _declared_source(application: Json) -> Json:
    """Return where people commit: before hydration, else the one source, else the first."""
    return (
        mapping(application, "spec", "sourceHydrator", "drySource")
        or mapping(application, "spec", "source")
        or next(each(application, "spec", "sources"), {})
    )


def _revision(told: Json) -> str:
    """Return the revision of the one source, or of the first of several."""
    several = inside(told, "revisions")
    first = several[0] if isinstance(several, list) and several else ""
    return text(told, "revision") or (first if isinstance(first, str) else "")


async def _kustomization(asking: Asking, manager: Manager) -> Declared | None:
    found = await asking.get(single(_KUSTOMIZE, "kustomizations", manager.namespace, manager.name))
    if found is None:
        return None
    return Declared(
        repository=await _address(asking, mapping(found, "spec", "sourceRef"), manager.namespace),
        path=plain_address(text(found, "spec", "path").removeprefix("./")),
        # The commit that an artifact of a registry was made from says more than its digest.
        revision=plain_revision(
            text(found, "status", "lastAppliedOriginRevision")
            or text(found, "status", "lastAppliedRevision")
        ),
        automated=inside(found, "spec", "suspend") is not True,
    )


async def _helm_release(asking: Asking, manager: Manager) -> Declared | None:
    found = await asking.get(single(_HELM, "helmreleases", manager.namespace, manager.name))
    if found is None:
        return None
    chart, source = await _chart(asking, found, manager.namespace)
    versions = [
        text(one, "chartVersion")
        for one in each(found, "status", "history")
        if text(one, "status") != "failed"
    ]
    now = versions[0] if versions else ""
    return Declared(
        repository=await _address(asking, source, manager.namespace),
        path=plain_address(chart),
        revision=plain_revision(now),
        before=plain_revision(next((one for one in versions if one != now), "")),
        automated=inside(found, "spec", "suspend") is not True,
    )


async def _chart(asking: Asking, release: Json, namespace: str) -> tuple[str, Json]:
    """Return a release's chart and its source, also where the release refers to another object."""
    reference = mapping(release, "spec", "chartRef")
    chart = mapping(release, "spec", "chart", "spec")
    if text(reference, "kind") == "HelmChart" and is_name(text(reference, "name")):
        place = text(reference, "namespace") or namespace
        path = single(_SOURCES, "helmcharts", place, text(reference, "name"))
        chart = mapping(await asking.get(path) or {}, "spec")
    elif reference:
        return "", reference
    return text(chart, "chart"), mapping(chart, "sourceRef")


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
