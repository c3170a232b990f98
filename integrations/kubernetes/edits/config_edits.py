"""Keys of ConfigMaps and Secrets that people set and remove; values of Secrets go in, never out."""

import json
from base64 import b64decode, b64encode

from application.common.wording import message_for
from domain.clusters.changes import Performed, Performing
from domain.clusters.clusters import ObjectRef
from domain.clusters.edits import ConfigPatch, Looked
from domain.common.errors import EffectUnknown, Unavailable
from domain.common.messages import Called, Message, message
from integrations.kubernetes.client.asking import Asking
from integrations.kubernetes.client.connections import MERGE
from integrations.kubernetes.client.failures import Refused
from integrations.kubernetes.client.objects import ACTION, Json, action_key, inside, mapping, text
from integrations.kubernetes.client.paths import CORE, single
from integrations.kubernetes.client.sending import MOVED, Sending, as_found, done, refused
from integrations.kubernetes.edits.shades import Print, shades_of
from integrations.kubernetes.workloads.ownership import managed_by

_PLURALS = {"ConfigMap": "configmaps", "Secret": "secrets"}
_REFUSED = message("edit.secret_refused")
_FAULT = message("edit.secret_fault")
_UNKNOWN = message("edit.secret_unknown")
_TOKEN = "kubernetes.io/service-account-token"  # noqa: S105 - the name of a kind of Secrets


async def look_at_config(asking: Asking, patch: ConfigPatch, fingerprint: Print) -> Looked:
    """Return what a change of keys would change, as the server says it."""
    ref = ObjectRef(asking.cluster, patch.namespace, patch.kind, patch.name)
    found = await asking.get(_path(patch))
    content = fingerprint(json.dumps([dict(patch.values), patch.remove], sort_keys=True))
    stop = _stop(found, patch)
    if stop is not None or found is None:
        ended, why = stop or (Performing.GONE, None)
        return Looked(ref=ref, outcome=ended, said=why, content=content)
    seen = _seen(found)
    try:
        after = await Sending(asking, dry=True).send(
            "PATCH", _path(patch), _body(found, patch), content_type=MERGE
        )
    except Unavailable as error:
        said = _without(patch, message_for(error), _FAULT)
        raise Unavailable(said or _FAULT, delay=error.delay) from None
    except Refused as refusal:
        outcome = refused(refusal)
        return Looked(
            ref=ref,
            outcome=outcome.outcome,
            said=_without(patch, outcome.words),
            seen=seen,
            content=content,
        )
    return Looked(
        ref=ref,
        outcome=Performing.DONE,
        seen=seen,
        content=content,
        before=shades_of(found, kind=patch.kind, fingerprint=fingerprint),
        after=shades_of(after, kind=patch.kind, fingerprint=fingerprint),
        managed_by=managed_by(found),
        carries=action_key(found),
    )


async def set_config(asking: Asking, patch: ConfigPatch, *, key: str, seen: str) -> Performed:
    """Set and remove the keys, if nobody wrote to the object since it was seen; once."""
    found = await asking.get(_path(patch))
    if found is not None and action_key(found) == key:
        return as_found(Performing.ALREADY, found)
    stop = _stop(found, patch)
    if stop is not None or found is None:
        stopped, said = stop or (Performing.GONE, None)
        return Performed(outcome=stopped, said=said)
    if _seen(found) != seen:
        return as_found(Performing.CONFLICT, found, message("edit.changed_since"))
    body = _body(found, patch)
    body["metadata"]["annotations"] = {ACTION: key}
    try:
        after = await Sending(asking).send("PATCH", _path(patch), body, content_type=MERGE)
    except EffectUnknown as error:
        said = _without(patch, message_for(error), _UNKNOWN)
        raise EffectUnknown(said or _UNKNOWN, delay=error.delay) from None
    except Refused as refusal:
        now = await asking.get(_path(patch)) if refusal.code in MOVED else None
        if now is not None and action_key(now) == key:
            return as_found(Performing.ALREADY, now)
        outcome = refused(refusal)
        return Performed(outcome=outcome.outcome, said=_without(patch, outcome.words))
    return done(found, after, patch="")


async def capture_config(asking: Asking, patch: ConfigPatch) -> str:
    """Return the keys of a change as they are now, base64, null for those that are not there."""
    found = await asking.get(_path(patch))
    data = mapping(found, "data")
    values = {key: _encoded(patch, data[key]) if key in data else None for key in _keys(patch)}
    named = {"kind": patch.kind, "namespace": patch.namespace, "name": patch.name}
    return json.dumps({**named, "values": values})


def _stop(found: Json | None, patch: ConfigPatch) -> tuple[Performing, Message | None] | None:
    """Return why an object must be left alone, None when it may be written."""
    if found is None:
        kind, name = Called(patch.kind), Called(patch.name)
        return Performing.GONE, message("cluster.gone", kind=kind, name=name)
    if inside(found, "immutable") is True:
        return Performing.REFUSED, message("edit.immutable")
    if text(found, "type") == _TOKEN:
        return Performing.REFUSED, message("edit.account_token")
    binary = mapping(found, "binaryData")
    if any(key in binary for key in _keys(patch)):
        return Performing.REFUSED, message("edit.binary")
    return None


def _body(found: Json, patch: ConfigPatch) -> Json:
    version = text(found, "metadata", "resourceVersion")
    values = {key: _decoded(patch, value) for key, value in patch.values.items()}
    gone = {key: None for key in patch.remove if key in mapping(found, "data")}
    return {"metadata": {"resourceVersion": version}, "data": {**values, **gone}}


def _seen(found: Json) -> str:
    return f"{text(found, 'metadata', 'uid')}/{text(found, 'metadata', 'resourceVersion')}"


def _keys(patch: ConfigPatch) -> tuple[str, ...]:
    return (*patch.values, *patch.remove)


def _decoded(patch: ConfigPatch, value: str) -> str:
    """Return a value as the object has it: text in a ConfigMap, base64 in a Secret."""
    return b64decode(value).decode() if patch.kind == "ConfigMap" else value


def _encoded(patch: ConfigPatch, value: str) -> str:
    return b64encode(value.encode()).decode() if patch.kind == "ConfigMap" else value


def _without(
    patch: ConfigPatch, words: Message | None, instead: Message = _REFUSED
) -> Message | None:
    """Return the server's words; about a Secret only ours, for they may repeat values."""
    return words if patch.kind == "ConfigMap" else instead


def _path(patch: ConfigPatch) -> str:
    return single(CORE, _PLURALS[patch.kind], patch.namespace, patch.name)
