"""Server-side apply: what it would change, and doing it, never over another manager's fields."""

import asyncio
import json
from typing import Final

import httpx2

from domain.clusters.changes import Performed, Performing
from domain.clusters.clusters import ObjectRef
from domain.clusters.edits import Looked, Manifest
from domain.common.errors import InvalidRequest
from domain.common.messages import message
from integrations.kubernetes.client.asking import Asking
from integrations.kubernetes.client.connections import Request
from integrations.kubernetes.client.failures import Refused
from integrations.kubernetes.client.objects import MARK, Json, inside, mapping, number, text
from integrations.kubernetes.client.paths import single
from integrations.kubernetes.client.sending import PAUSES, as_found, done, refused
from integrations.kubernetes.edits.shades import Print, fields_of, shades_of
from integrations.kubernetes.workloads.ownership import managed_by

APPLY: Final = "application/apply-patch+yaml"
MANAGER: Final = "zhiban-edit"
"""Our name in managed fields for what people apply; repairs have a name of their own."""

EDIT: Final = f"{MARK}edit"
"""Annotation with the key of the newest applied edit. It is not the one of repairs: that one is
theirs, and an apply takes nothing from another manager."""

ABSENT: Final = "absent"
FIELD_CONFLICT: Final = "FieldManagerConflict"

_VERSIONS: Final = ("resourceVersion", "managedFields")
_REPORTS: Final = (
    "autoscaling.alpha.kubernetes.io/conditions",
    "autoscaling.alpha.kubernetes.io/current-metrics",
)
"""Annotations as which `autoscaling/v1` shows what later versions have in the status."""

_PLURALS = {
    "Deployment": "deployments",
    "StatefulSet": "statefulsets",
    "DaemonSet": "daemonsets",
    "ConfigMap": "configmaps",
    "Service": "services",
    "Ingress": "ingresses",
    "HorizontalPodAutoscaler": "horizontalpodautoscalers",
    "PodDisruptionBudget": "poddisruptionbudgets",
    "CronJob": "cronjobs",
}


def path_of(manifest: Manifest) -> str:
    """Return where the object of a manifest is.

    Raises:
        InvalidRequest: it is of a kind that is not applied, or has no possible name.
    """
    plural = _PLURALS.get(manifest.kind)
    if plural is None:
        raise InvalidRequest("manifest", message("edit_rule.unknown_kind"))
    version = manifest.api_version
    group = f"apis/{version}" if "/" in version else f"api/{version}"
    return single(group, plural, manifest.namespace, manifest.name)


async def look_at_apply(asking: Asking, manifest: Manifest, fingerprint: Print) -> Looked:
    """Return what applying a manifest would change, as the server says it."""
    path, ref = path_of(manifest), _ref(asking, manifest)
    found = await asking.get(path)
    content = fingerprint(_text_of(manifest.content))
    seen = _seen(found, fingerprint)
    try:
        after = await _send(asking, path, dict(manifest.content), dry=True)
    except Refused as refusal:
        outcome = refused(refusal)
        return Looked(
            ref=ref, outcome=outcome.outcome, said=outcome.words, seen=seen, content=content
        )
    has = set(fields_of(after))
    lost = dict.fromkeys(each for each in fields_of(dict(manifest.content)) if each not in has)
    return Looked(
        ref=ref,
        outcome=Performing.DONE,
        seen=seen,
        content=content,
        before=shades_of(found, kind=manifest.kind, fingerprint=fingerprint),
        after=shades_of(after, kind=manifest.kind, fingerprint=fingerprint),
        unknown=tuple(".".join(each).replace(".[]", "[]") for each in lost),
        managed_by=managed_by(found) if found is not None else "",
        exists=found is not None,
        carries=text(found, "metadata", "annotations", EDIT),
    )


async def apply(
    asking: Asking, manifest: Manifest, fingerprint: Print, *, key: str, seen: str
) -> Performed:
    """Apply a manifest to what was seen, once."""
    path = path_of(manifest)
    stale: Refused | None = None
    for pause in PAUSES:
        await asyncio.sleep(pause)
        found = await asking.get(path)
        if found is not None and text(found, "metadata", "annotations", EDIT) == key:
            return as_found(Performing.ALREADY, found)
        if _seen(found, fingerprint) != seen:
            return Performed(outcome=Performing.CONFLICT, said=message("edit.changed_since"))
        try:
            after = await _send(asking, path, _marked(manifest, found, key), dry=False)
        except Refused as refusal:
            if refusal.code != httpx2.codes.CONFLICT or FIELD_CONFLICT in refusal.causes:
                return refused(refusal)
            # A status that moved is no change of what was seen: look again.
            stale = refusal
        else:
            return done(found or {}, after, patch="")
    return Performed(outcome=Performing.CONFLICT, detail=stale.words if stale else "")


def _seen(found: Json | None, fingerprint: Print) -> str:
    """Return what stands for the state of an object: what people and controllers write of it.

    Generations, unlike versions, do not move with every report of a status. Where none are
    counted, what is no report stands for them: an autoscaler tells its metrics every 15 s, and
    nobody could confirm a change of it in time.
    """
    if found is None:
        return ABSENT
    counted = inside(found, "metadata", "generation") is not None
    generation = str(number(found, "metadata", "generation"))
    state = generation if counted else fingerprint(_text_of(_without_reports(found)))
    return f"{text(found, 'metadata', 'uid')}/{state}"


def _without_reports(found: Json) -> Json:
    metadata = mapping(found, "metadata")
    notes = mapping(metadata, "annotations")
    kept = {name: value for name, value in metadata.items() if name not in _VERSIONS}
    kept["annotations"] = {name: notes[name] for name in notes if name not in _REPORTS}
    return {**{name: found[name] for name in found if name != "status"}, "metadata": kept}


async def _send(asking: Asking, path: str, body: Json, *, dry: bool) -> Json:
    params = {"fieldManager": MANAGER, "force": "false", "fieldValidation": "Strict"}
    return await asking.connections.ask(
        asking.cluster,
        Request(
            method="PATCH",
            path=path,
            params={**params, **({"dryRun": "All"} if dry else {})},
            body=body,
            content_type=APPLY,
            writing=not dry,
        ),
    )


def _marked(manifest: Manifest, found: Json | None, key: str) -> Json:
    metadata = mapping(dict(manifest.content), "metadata")
    notes = {**mapping(metadata, "annotations"), EDIT: key}
    version = {"resourceVersion": text(found, "metadata", "resourceVersion")} if found else {}
    return {**manifest.content, "metadata": {**metadata, "annotations": notes, **version}}


def _ref(asking: Asking, manifest: Manifest) -> ObjectRef:
    return ObjectRef(asking.cluster, manifest.namespace, manifest.kind, manifest.name)


def _text_of(content: object) -> str:
    return json.dumps(content, sort_keys=True, ensure_ascii=False)
