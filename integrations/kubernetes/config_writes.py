"""Putting the content of a ConfigMap back."""

from domain.clusters.changes import Performed, Performing, Step
from domain.common.errors import InvalidRequest
from integrations.kubernetes.connections import MERGE
from integrations.kubernetes.failures import Refused
from integrations.kubernetes.gathering import content_digest
from integrations.kubernetes.hiding import shown
from integrations.kubernetes.objects import ACTION, Json, action_key, mapping, text
from integrations.kubernetes.paths import CORE, single
from integrations.kubernetes.sending import MOVED, Sending, as_found, done, refused


async def restore_config(
    sending: Sending, step: Step, key: str, content: dict[str, str] | None
) -> Performed:
    """Put kept content back into the ConfigMap of a step, if nobody wrote to it since.

    A dry run without content asks whether we may write to the ConfigMap at this version.

    Raises:
        InvalidRequest: there is no content, or not the content that the step names.
    """
    if content is None and not sending.dry:
        raise InvalidRequest("content", "must be given to restore a ConfigMap")
    path = single(CORE, "configmaps", step.target.namespace, step.config)
    found = await sending.asking.get(path)
    stop = _standing(found, step, key)
    if stop is not None or found is None:
        return stop or Performed(Performing.GONE)
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
        return Performed(Performing.GONE, f"ConfigMap {step.config} does not exist.")
    if action_key(found) == key:
        return as_found(Performing.ALREADY, found)
    if text(found, "metadata", "resourceVersion") != step.config_version:
        words = f"Somebody wrote to ConfigMap {step.config} since."
        return as_found(Performing.CONFLICT, found, words)
    return None


def _patch(found: Json, step: Step, key: str, content: dict[str, str] | None) -> Json:
    metadata = {"resourceVersion": step.config_version, "annotations": {ACTION: key}}
    if content is None:
        return {"metadata": metadata}
    whole = {"data": content, "binaryData": mapping(found, "binaryData")}
    if content_digest(whole) != step.config_digest:
        raise InvalidRequest("content", "must be what the digest of the step names")
    gone = {name: None for name in mapping(found, "data") if name not in content}
    return {"metadata": metadata, "data": {**content, **gone}}
