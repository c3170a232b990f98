"""Checkpoints: what a target was like, and putting it back (RBK-4)."""

import json
from dataclasses import asdict

from application.ports.clusters import Restoring
from domain.clusters.changes import Performed, Performing, Step
from domain.clusters.clusters import WorkloadKind, WorkloadRef
from domain.common.errors import InvalidRequest, NotFound, TooLarge
from domain.common.messages import Called, message
from integrations.kubernetes.client.asking import Asking
from integrations.kubernetes.client.connections import MERGE
from integrations.kubernetes.client.failures import Refused
from integrations.kubernetes.client.objects import ACTION, Json, action_key, mapping, text, texts
from integrations.kubernetes.client.paths import CORE, is_name, single
from integrations.kubernetes.client.sending import MOVED, Sending, as_found, done, refused
from integrations.kubernetes.repairs.patches import KEPT_IN_UNDO, Change, put_back, shown
from integrations.kubernetes.repairs.workload_writes import Aim, change_workload
from integrations.kubernetes.workloads.gathering import content_digest, gather
from integrations.kubernetes.workloads.templates import template_digest
from integrations.kubernetes.workloads.workloads import wanted_replicas, workload_of

MOST_BYTES = 256 * 1024
"""Longest checkpoint; templates have a few KiB, and etcd takes no object beyond 1.5 MiB."""

FORM = 1
"""Number of this form of checkpoints."""


async def capture(asking: Asking, ref: WorkloadRef) -> str:
    """Return a checkpoint as JSON text.

    Raises:
        NotFound: the target does not exist.
        TooLarge: it would be longer than 256 KiB.
    """
    known = is_name(ref.namespace) and is_name(ref.name)
    gathered = await gather(asking, ref) if known else None
    if gathered is None:
        raise NotFound(ref.kind.value, ref.name)
    found, seen = gathered.found, workload_of(ref, gathered)
    notes = texts(found, "metadata", "annotations")
    kept = {
        "form": FORM,
        "target": str(ref),
        "uid": seen.uid,
        "resource_version": seen.resource_version,
        "generation": seen.generation,
        "revision": seen.revision,
        "replicas": seen.replicas,
        "paused": seen.paused,
        "images": seen.images,
        "image_ids": sorted({one for pod in seen.pods for one in pod.image_ids if one}),
        "selector": mapping(found, "spec", "selector"),
        "labels": seen.labels,
        "annotations": {key: notes[key] for key in notes if key not in KEPT_IN_UNDO},
        "template": mapping(found, "spec", "template"),
        "template_digest": seen.template_digest,
        "autoscaler": asdict(seen.autoscaler) if seen.autoscaler else None,
        "configs": [asdict(config) for config in seen.configs],
    }
    written = json.dumps(kept, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    if len(written.encode()) > MOST_BYTES:
        raise TooLarge(message("checkpoint.too_large", target=Called(str(ref)), most=MOST_BYTES))
    return written


async def put_checkpoint_back(sending: Sending, restoring: Restoring, key: str) -> Performed:
    """Put template, count and annotations back, unless another writer was there since.

    Raises:
        InvalidRequest: the checkpoint is none, or of another target.
    """
    kept = _read(restoring)

    async def planned(found: Json) -> Change | Performed:
        return _another_writer(restoring, found, kept) or put_back(found, kept)

    # What may have changed is judged by content, not by generation.
    return await change_workload(sending, Aim(restoring.target, None, key), planned)


def _another_writer(restoring: Restoring, found: Json, kept: Json) -> Performed | None:
    """Return a conflict when the object is not as our own action left it."""
    if text(found, "metadata", "uid") != text(kept, "uid"):
        return as_found(Performing.CONFLICT, found, message("checkpoint.recreated"))
    if template_digest(mapping(found, "spec", "template")) != restoring.ours_template:
        return as_found(Performing.CONFLICT, found, message("checkpoint.template_changed"))
    counted = restoring.target.kind is not WorkloadKind.DAEMON_SET
    now = wanted_replicas(restoring.target.kind, found)
    if counted and now != restoring.ours_replicas:
        said = message("checkpoint.count_changed", now=now, ours=restoring.ours_replicas)
        return as_found(Performing.CONFLICT, found, said)
    return None


def _read(restoring: Restoring) -> Json:
    try:
        kept = json.loads(restoring.kept)
    except ValueError:
        kept = None
    if not isinstance(kept, dict) or kept.get("form") != FORM or not mapping(kept, "template"):
        raise InvalidRequest("kept", message("checkpoint.not_ours"))
    if text(kept, "target") != str(restoring.target):
        raise InvalidRequest("kept", message("checkpoint.other_target"))
    return kept


async def restore_config(
    sending: Sending, step: Step, key: str, content: dict[str, str] | None
) -> Performed:
    """Put kept content back into the ConfigMap of a step, if nobody wrote to it since.

    A dry run without content asks whether we may write to the ConfigMap at this version.

    Raises:
        InvalidRequest: there is no content, or not the content that the step names.
    """
    if content is None and not sending.dry:
        raise InvalidRequest("content", message("checkpoint.no_content"))
    path = single(CORE, "configmaps", step.target.namespace, step.config)
    found = await sending.asking.get(path)
    stop = _standing(found, step, key)
    if stop is not None or found is None:
        return stop or Performed(outcome=Performing.GONE)
    patch = _patch(found, step, key, content)
    try:
        after = await sending.send("PATCH", path, patch, content_type=MERGE)
    except Refused as refusal:
        if refusal.code not in MOVED:
            return refused(refusal)
        now = await sending.asking.get(path)
        return _standing(now, step, key) or refused(refusal)
    return done(found, after, patch=shown(patch))


def _standing(found: Json | None, step: Step, key: str) -> Performed | None:
    """Return why a ConfigMap must be left alone, None when it may be written."""
    if found is None:
        return Performed(
            outcome=Performing.GONE,
            said=message("cluster.gone", kind=Called("ConfigMap"), name=Called(step.config)),
        )
    if action_key(found) == key:
        return as_found(Performing.ALREADY, found)
    if text(found, "metadata", "resourceVersion") != step.config_version:
        said = message("cluster.config_changed", name=Called(step.config))
        return as_found(Performing.CONFLICT, found, said)
    return None


def _patch(found: Json, step: Step, key: str, content: dict[str, str] | None) -> Json:
    metadata = {"resourceVersion": step.config_version, "annotations": {ACTION: key}}
    if content is None:
        return {"metadata": metadata}
    whole = {"data": content, "binaryData": mapping(found, "binaryData")}
    if content_digest(whole) != step.config_digest:
        raise InvalidRequest("content", message("checkpoint.other_content"))
    gone = {name: None for name in mapping(found, "data") if name not in content}
    return {"metadata": metadata, "data": {**content, **gone}}
