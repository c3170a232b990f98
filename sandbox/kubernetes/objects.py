"""What the API does with objects: get, list, create, update, patch, delete."""

import base64
import binascii
import json
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from sandbox.kubernetes import kinds
from sandbox.kubernetes.calls import Call
from sandbox.kubernetes.cluster import Cluster
from sandbox.kubernetes.controllers.garbage import Garbage
from sandbox.kubernetes.defaults import fill_in
from sandbox.kubernetes.failures import Flaw, Refusal, conflict, invalid
from sandbox.kubernetes.kinds import Kind
from sandbox.kubernetes.ownership import Manager, apply, record_update
from sandbox.kubernetes.patches import json_patch, merge_patch, strategic_patch, without_nulls
from sandbox.kubernetes.schema import known_part
from sandbox.kubernetes.selectors import field_matcher, label_matcher
from sandbox.kubernetes.store import Item, key_of
from sandbox.kubernetes.validation import validate
from sandbox.kubernetes.versions import kept_as, shown_as

Document: TypeAlias = dict[str, Any]
Answer: TypeAlias = tuple[int, Document]

JSON_PATCH = "application/json-patch+json"
MERGE_PATCH = "application/merge-patch+json"
STRATEGIC_PATCH = "application/strategic-merge-patch+json"
APPLY_PATCH = "application/apply-patch+yaml"
PATCHES = (JSON_PATCH, MERGE_PATCH, STRATEGIC_PATCH, APPLY_PATCH)

_FIXED = ("uid", "creationTimestamp", "generation", "deletionTimestamp", "namespace", "name")
"""Of `metadata`: what a write does not change."""
_FIELDS = {
    kinds.POD: frozenset(("status.phase", "spec.nodeName", "status.podIP")),
    kinds.NODE: frozenset(("spec.unschedulable",)),
    kinds.EVENT: frozenset(
        (
            *(f"involvedObject.{one}" for one in ("kind", "name", "namespace", "uid")),
            "reason",
            "type",
        )
    ),
}
_ALWAYS = frozenset(("metadata.name", "metadata.namespace"))


class Objects:
    """The verbs that every resource has.

    Args:
        cluster: what they act upon.
        garbage: carries deletions out.
    """

    def __init__(self, cluster: Cluster, garbage: Garbage) -> None:
        self._cluster = cluster
        self._garbage = garbage

    def get(self, call: Call) -> Answer:
        """Return one object."""
        target = call.target
        return 200, shown_as(target.kind, self.find(call), target.version)

    def list(self, call: Call) -> Answer:
        """Return the objects of a kind that fit the selectors, a page at a time."""
        target = call.target
        fits = selection(call)
        items = [one for one in self._cluster.store.all(target.kind, target.namespace) if fits(one)]
        metadata: Document = {"resourceVersion": str(self._cluster.store.version)}
        after = _read_continue(call.query.get("continue", ""))
        items = [one for one in items if key_of(one) > after]
        limit = int(call.number("limit"))
        if 0 < limit < len(items):
            metadata["continue"] = _write_continue(key_of(items[limit - 1]))
            metadata["remainingItemCount"] = len(items) - limit
            items = items[:limit]
        return 200, {
            "kind": f"{target.kind.name}List",
            "apiVersion": target.kind.api_version(target.version),
            "metadata": metadata,
            "items": [_bare(shown_as(target.kind, one, target.version)) for one in items],
        }

    def create(self, call: Call) -> Answer:
        """Keep a new object."""
        target, kind = call.target, call.target.kind
        item = self._read(call, call.document())
        metadata = dict(item["metadata"])
        if not metadata.get("name") and not metadata.get("generateName"):
            text = "Required value: name or generateName is required"
            raise invalid(kind, "", [Flaw("metadata.name", "Required", text)])
        if kind.namespaced:
            given = metadata.setdefault("namespace", target.namespace)
            if given != target.namespace:
                why = "the namespace of the provided object does not match the namespace sent on"
                raise Refusal(400, f"{why} the request")
        for key in (*_FIXED[:4], "managedFields", "resourceVersion"):
            metadata.pop(key, None)
        item["metadata"] = metadata
        if "status" in kind.subresources:
            item.pop("status", None)
        if kind is kinds.NAMESPACE:
            item["status"] = {"phase": "Active"}
        document = self._cluster.prepare(kind, item)
        record_update(document, None, Manager(call.manager), self._cluster.stamp)
        return 201, shown_as(kind, self._keep_new(call, document), target.version)

    def update(self, call: Call) -> Answer:
        """Replace an object."""
        current = self.find(call)
        return 200, self.replace(call, current, self._read(call, call.document()))

    def patch(self, call: Call) -> Answer:
        """Change an object."""
        if call.content_type not in PATCHES:
            listed = ", ".join(PATCHES)
            why = "the body of the request was in an unknown format - accepted media types include:"
            raise Refusal(415, f"{why} {listed}")
        if call.content_type == APPLY_PATCH:
            return self._apply(call)
        current = self.find(call)
        shown = shown_as(call.target.kind, current, call.target.version)
        patched = patch_document(call, shown)
        return 200, self.replace(call, current, self._read(call, patched))

    def delete(self, call: Call) -> Answer:
        """Delete an object."""
        kind, item = call.target.kind, self.find(call)
        options = call.document() if call.raw else {}
        _check_preconditions(kind, item, options.get("preconditions") or {})
        said = options.get("propagationPolicy") or call.query.get("propagationPolicy")
        if not call.dry_run and options.get("dryRun") != ["All"]:
            grace = options.get("gracePeriodSeconds", call.query.get("gracePeriodSeconds"))
            if kind is kinds.POD and str(grace) == "0":
                self._cluster.store.remove(kind, *key_of(item))
            else:
                self._garbage.delete(kind, item, propagation=str(said or "Background"))
        left = self._cluster.store.get(kind, *key_of(item))
        if kind is kinds.POD or left is not None:
            return 200, shown_as(kind, left or item, call.target.version)
        details = {"name": item["metadata"]["name"], "kind": kind.plural}
        details |= {"uid": item["metadata"]["uid"]} | ({"group": kind.group} if kind.group else {})
        return 200, success(details)

    def delete_all(self, call: Call) -> Answer:
        """Delete the objects of a kind that fit the selectors."""
        code, listed = self.list(call)
        for item in listed["items"]:
            namespace, name = key_of(item)
            found = self._cluster.store.get(call.target.kind, namespace, name)
            if found is not None and not call.dry_run:
                self._garbage.delete(call.target.kind, found)
        return code, listed

    def find(self, call: Call) -> Item:
        """Return the object of a call.

        Raises:
            Refusal: 404.
        """
        target = call.target
        return self._cluster.current(target.kind, target.namespace, target.name)

    def replace(self, call: Call, current: Item, wanted: Document) -> Document:
        """Write an object as it is wanted, and return it as it is shown.

        Nothing is written when nothing but what the server keeps itself would change.

        Raises:
            Refusal: 409, it is not the version that is there; 422, it is invalid.
        """
        kind = call.target.kind
        document = self._merged(call, current, wanted)
        validate(kind, document, current)
        if _same(document, current):
            return shown_as(kind, current, call.target.version)
        if call.target.subresource != "status":
            record_update(document, current, Manager(call.manager), self._cluster.stamp)
        return self._keep(call, current, document)

    def _keep(self, call: Call, current: Item, document: Document) -> Document:
        kind = call.target.kind
        if call.target.subresource != "status" and _counts(kind, document, current):
            generation = current["metadata"].get("generation", 0) + 1
            document["metadata"] = {**document["metadata"], "generation": generation}
        shown: Item = document
        if not call.dry_run:
            shown = self._cluster.store.put(kind, document)
            if document["metadata"].get("deletionTimestamp"):
                self._garbage.finish(kind, shown)
        return shown_as(kind, shown, call.target.version)

    def _keep_new(self, call: Call, document: Document) -> Item:
        if call.dry_run:
            return document
        kept = self._cluster.store.put(call.target.kind, document)
        if call.target.kind is kinds.NAMESPACE:
            home = {"name": "default", "namespace": kept["metadata"]["name"]}
            self._cluster.create(kinds.SERVICE_ACCOUNT, {"metadata": home})
        return kept

    def _merged(self, call: Call, current: Item, wanted: Document) -> Document:
        kind, metadata = call.target.kind, dict(wanted["metadata"])
        name = current["metadata"]["name"]
        said = metadata.get("resourceVersion")
        if said and said != current["metadata"]["resourceVersion"]:
            raise conflict(kind, name)
        if metadata.get("uid", current["metadata"]["uid"]) != current["metadata"]["uid"]:
            raise conflict(kind, name, "Precondition failed: UID in precondition: other UID")
        if metadata.get("name", name) != name:
            given = metadata["name"]
            why = f"the name of the object ({given}) does not match the name on the URL ({name})"
            raise Refusal(400, why)
        kept = current["metadata"]
        metadata |= {key: kept[key] for key in (*_FIXED, "resourceVersion") if key in kept}
        metadata["managedFields"] = kept.get("managedFields", [])
        if call.target.subresource == "status":
            return {**current, "status": wanted.get("status") or {}}
        document = fill_in(kind, {**wanted, "metadata": metadata})
        if "status" in kind.subresources or kind is kinds.NAMESPACE:
            document.pop("status", None)
            if "status" in current:
                document["status"] = current["status"]
        return document

    def _apply(self, call: Call) -> Answer:
        kind, target = call.target.kind, call.target
        if not call.query.get("fieldManager"):
            text = "Required value: is required for apply patch"
            message = f'PatchOptions.meta.k8s.io "" is invalid: fieldManager: {text}'
            cause = {"reason": "FieldValueRequired", "message": text, "field": "fieldManager"}
            about = {"group": "meta.k8s.io", "kind": "PatchOptions", "causes": [cause]}
            raise Refusal(422, message, details=about)
        config = self._read(call, call.document())
        current = self._cluster.store.get(kind, target.namespace, target.name)
        manager = Manager(call.manager, "Apply")
        if current is None:
            home = {"namespace": target.namespace} if kind.namespaced else {}
            metadata = {**config["metadata"], "name": target.name, **home}
            document = self._cluster.prepare(kind, {**config, "metadata": metadata})
            applied = apply(document, config, manager, force=True, when=self._cluster.stamp)
            return 201, shown_as(kind, self._keep_new(call, applied), target.version)
        force = call.query.get("force") in {"true", "1"}
        now = self._cluster.stamp
        applied = apply(dict(current), config, manager, force=force, when=now)
        fields = applied["metadata"]["managedFields"]
        document = self._merged(call, current, without_nulls(applied))
        document["metadata"]["managedFields"] = fields
        validate(kind, document, current)
        had = {(one["manager"], one["operation"]): one["fieldsV1"] for one in _fields(current)}
        has = {(one["manager"], one["operation"]): one["fieldsV1"] for one in fields}
        if _same(document, current) and had == has:
            return 200, shown_as(kind, current, target.version)
        return 200, self._keep(call, current, document)

    def _read(self, call: Call, document: Document) -> Document:
        """Return what was sent in the form in which it is kept."""
        kind = call.target.kind
        said = document.get("kind", kind.name)
        if said != kind.name:
            why = f"{said} in version {document.get('apiVersion')!r} cannot be handled as a"
            raise Refusal(400, f"{why} {kind.name}")
        if not isinstance(document.get("metadata") or {}, dict):
            raise Refusal(400, "metadata must be an object")
        item = kept_as(kind, without_nulls(document))
        item["metadata"] = dict(item.get("metadata") or {})
        _check_texts(kind, item)
        known, unknown = known_part(kind, item)
        if unknown and call.query.get("fieldValidation") == "Strict":
            listed = ", ".join(f'unknown field "{path}"' for path in unknown)
            raise Refusal(400, f"strict decoding error: {listed}")
        return known


def patch_document(call: Call, document: Document) -> Document:
    """Return a document after the patch of a call.

    Raises:
        Refusal: 400, 415 or 422.
    """
    patch = call.body()
    if call.content_type == JSON_PATCH:
        return json_patch(document, patch)
    if not isinstance(patch, dict):
        raise Refusal(400, "error decoding patch: a JSON object is needed")
    if call.content_type == MERGE_PATCH:
        merged: Document = merge_patch(document, patch)
        return merged
    return strategic_patch(document, patch)


def selection(call: Call) -> Callable[[Item], bool]:
    """Return what tells whether an object fits the selectors of a call.

    Raises:
        Refusal: 400, one is no selector.
    """
    labelled = label_matcher(call.query.get("labelSelector", ""))
    known = _ALWAYS | _FIELDS.get(call.target.kind, frozenset())
    fielded = field_matcher(call.query.get("fieldSelector", ""), known=known)
    name = call.target.name
    return lambda item: (
        (not name or item["metadata"]["name"] == name)
        and labelled(item["metadata"].get("labels") or {})
        and fielded(item)
    )


def success(details: Document) -> Document:
    """Return the `Status` of something done."""
    return {
        "kind": "Status",
        "apiVersion": "v1",
        "metadata": {},
        "status": "Success",
        "details": details,
    }


def _fields(item: Item) -> list[Document]:
    return item["metadata"].get("managedFields") or []


def _bare(item: Document) -> Document:
    return {key: value for key, value in item.items() if key not in {"apiVersion", "kind"}}


def _same(document: Mapping[str, Any], current: Item) -> bool:
    """Say whether two objects differ at most in who set what."""

    def compared(item: Mapping[str, Any]) -> Document:
        free = ("managedFields", "resourceVersion")
        metadata = {
            key: value
            for key, value in item["metadata"].items()
            if key not in free and value not in ({}, [])
        }
        return {**item, "metadata": metadata}

    return compared(document) == compared(current)


def _counts(kind: Kind, document: Document, current: Item) -> bool:
    """Say whether a change is a new generation.

    For a Deployment annotations count too: its controller copies them to its ReplicaSets.
    """
    if not kind.counts_generations:
        return False
    notes = [one["metadata"].get("annotations") or {} for one in (document, current)]
    annotated = kind is kinds.DEPLOYMENT and notes[0] != notes[1]
    return annotated or document.get("spec") != current.get("spec")


def _check_texts(kind: Kind, item: Document) -> None:
    """Refuse what would not be decoded: maps of texts that hold something else."""
    texts = {key: item["metadata"].get(key) or {} for key in ("labels", "annotations")}
    if kind in {kinds.CONFIG_MAP, kinds.SECRET}:
        texts["data"] = item.get("data") or {}
    for key, value in texts.items():
        is_map = isinstance(value, Mapping)
        if not is_map or not all(isinstance(one, str) for one in value.values()):
            where = f"{kind.name}.{key}"
            raise Refusal(400, f"json: cannot unmarshal: {where} is a map of texts to texts")


def _check_preconditions(kind: Kind, item: Item, wanted: Mapping[str, Any]) -> None:
    for key in ("uid", "resourceVersion"):
        has = item["metadata"][key]
        if wanted.get(key, has) != has:
            why = f"Precondition failed: {key} in precondition: {wanted[key]}, in object: {has}"
            raise conflict(kind, item["metadata"]["name"], why)


def _write_continue(after: tuple[str, str]) -> str:
    return base64.urlsafe_b64encode(json.dumps(after).encode()).decode()


def _read_continue(token: str) -> tuple[str, str]:
    if not token:
        return "", ""
    try:
        namespace, name = json.loads(base64.urlsafe_b64decode(token))
    except (ValueError, binascii.Error):
        raise Refusal(400, "continue key is not valid") from None
    return namespace, name
