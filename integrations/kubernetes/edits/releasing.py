"""The way back from isolation: a pod gets its labels back, and the last one opens the door.

Its controller takes it in again, and ends a pod if it then has one too many.
"""

import json
from typing import Any

from domain.clusters.changes import Performed, Performing
from domain.clusters.clusters import ObjectRef
from domain.clusters.edits import Looked, PodRelease
from domain.common.errors import Forbidden
from domain.common.messages import message
from integrations.kubernetes.client.asking import Asking
from integrations.kubernetes.client.failures import Refused
from integrations.kubernetes.client.objects import ACTION, Json, action_key, text, texts
from integrations.kubernetes.client.paths import CORE, NETWORKING, listing, single
from integrations.kubernetes.client.sending import MOVED, Sending, as_found, done, refused
from integrations.kubernetes.edits.shades import Print, shades_of
from integrations.kubernetes.repairs.isolating import POLICY, QUARANTINE, WAS, cut_off, is_ours
from integrations.kubernetes.repairs.patches import annotated, escaped, tests
from integrations.kubernetes.workloads.ownership import managed_by


async def look_at_release(asking: Asking, release: PodRelease, fingerprint: Print) -> Looked:
    """Return which labels a pod would get back, as the server says it."""
    ref = ObjectRef(asking.cluster, release.namespace, "Pod", release.pod)
    content = fingerprint(f"release {release.namespace}/{release.pod}")
    found = await asking.get(_path(release))
    if found is None:
        return Looked(ref=ref, outcome=Performing.GONE, said=message("edit.gone"), content=content)
    carries = action_key(found)
    if not _mark(found):
        said = message("edit.not_isolated")
        return Looked(
            ref=ref,
            outcome=Performing.REFUSED,
            said=said,
            seen=_seen(found),
            content=content,
            carries=carries,
        )
    try:
        after = await Sending(asking, dry=True).patch(_path(release), _patch(found, ""))
    except Refused as refusal:
        outcome = refused(refusal)
        return Looked(
            ref=ref, outcome=outcome.outcome, said=outcome.words, seen=_seen(found), content=content
        )
    before = shades_of(found, kind="Pod", fingerprint=fingerprint)
    shades = shades_of(after, kind="Pod", fingerprint=fingerprint)
    return Looked(
        ref=ref,
        outcome=Performing.DONE,
        seen=_seen(found),
        content=content,
        before={path: shade for path, shade in before.items() if _is_label(path)},
        after={path: shade for path, shade in shades.items() if _is_label(path)},
        managed_by=managed_by(found),
        carries=carries,
    )


async def release_pod(asking: Asking, release: PodRelease, *, key: str, seen: str) -> Performed:
    """Give a pod its labels back, once, and take the NetworkPolicy away behind the last one."""
    found = await asking.get(_path(release))
    if found is None:
        return Performed(outcome=Performing.GONE, said=message("edit.gone"))
    if action_key(found) == key and not _mark(found):
        await _open(asking, release.namespace)
        return as_found(Performing.ALREADY, found)
    if _seen(found) != seen:
        return as_found(Performing.CONFLICT, found, message("edit.changed_since"))
    try:
        after = await Sending(asking).patch(_path(release), _patch(found, key))
        await _open(asking, release.namespace)
    except Refused as refusal:
        now = await asking.get(_path(release)) if refusal.code in MOVED else None
        again = now is not None and action_key(now) == key
        return Performed(outcome=Performing.ALREADY) if again else refused(refusal)
    return done(found, after, patch="")


async def capture_release(asking: Asking, release: PodRelease) -> str:
    """Return the marks of an isolated pod as JSON text."""
    found = await asking.get(_path(release))
    labels, was = texts(found, "metadata", "labels"), text(found, "metadata", "annotations", WAS)
    return json.dumps(
        {"namespace": release.namespace, "pod": release.pod, "labels": labels, "was": was}
    )


async def _open(asking: Asking, namespace: str) -> None:
    """Take the NetworkPolicy away when nobody is isolated any more, and it is still ours."""
    path = single(NETWORKING, "networkpolicies", namespace, POLICY)
    found = await asking.get(path)
    if found is None or not is_ours(found) or await _isolated(asking, namespace):
        return
    sending = Sending(asking)
    versions = {"uid": text(found, "metadata", "uid")}
    try:
        await sending.send("DELETE", path, {"preconditions": versions})
    except (Refused, Forbidden):
        # It holds for isolated pods only, of which there are none: it may stay.
        return
    if await _isolated(asking, namespace):
        # Somebody was isolated just then, behind the door that we took away.
        await cut_off(sending, namespace, [])


async def _isolated(asking: Asking, namespace: str) -> bool:
    pods = await asking.list(listing(CORE, "pods", namespace), most=1, labelSelector=QUARANTINE)
    return bool(pods.objects)


def _patch(found: Json, key: str) -> list[Json]:
    mark = escaped(QUARANTINE)
    labels = [
        {"op": "add", "path": f"/metadata/labels/{escaped(name)}", "value": value}
        for name, value in _former(found).items()
    ]
    noted = text(found, "metadata", "annotations", WAS)
    gone: list[Json] = [
        {"op": "test", "path": f"/metadata/labels/{mark}", "value": _mark(found)},
        {"op": "remove", "path": f"/metadata/labels/{mark}"},
        {"op": "test", "path": f"/metadata/annotations/{escaped(WAS)}", "value": noted},
        {"op": "remove", "path": f"/metadata/annotations/{escaped(WAS)}"},
    ]
    note = annotated(found, {ACTION: key}) if key else []
    return [*tests(found), *note, *labels, *(gone if noted else gone[:2])]


def _former(found: Json) -> dict[str, str]:
    """Return the labels that an isolation took."""
    try:
        was: Any = json.loads(text(found, "metadata", "annotations", WAS))
    except ValueError:
        return {}
    return texts(was)


def _is_label(path: str) -> bool:
    return path.startswith("metadata.labels.")


def _mark(found: Json) -> str:
    return text(found, "metadata", "labels", QUARANTINE)


def _seen(found: Json) -> str:
    labels = json.dumps(texts(found, "metadata", "labels"), sort_keys=True)
    return f"{text(found, 'metadata', 'uid')}/{labels}"


def _path(release: PodRelease) -> str:
    return single(CORE, "pods", release.namespace, release.pod)
