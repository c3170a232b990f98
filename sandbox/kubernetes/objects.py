"""What the API does with objects: get, list, create, update, patch, delete."""

from typing import Any, TypeAlias

from sandbox.kubernetes import kinds
from sandbox.kubernetes.calls import Call
from sandbox.kubernetes.cluster import Cluster
from sandbox.kubernetes.controllers.garbage import Garbage
from sandbox.kubernetes.defaults import fill_in
from sandbox.kubernetes.documents import (
    APPLY_PATCH,
    PATCHES,
    check_preconditions,
    is_new_generation,
    is_same,
    patch_document,
    read_document,
)
from sandbox.kubernetes.failures import Flaw, Refusal, conflict, invalid
from sandbox.kubernetes.listing import read_continue, selection, write_continue
from sandbox.kubernetes.ownership import Manager, apply, record_update
from sandbox.kubernetes.patches import without_nulls
from sandbox.kubernetes.store import Item, key_of
from sandbox.kubernetes.validation import validate
from sandbox.kubernetes.versions import shown_as

Document: TypeAlias = dict[str, Any]
Answer: TypeAlias = tuple[int, Document]

_FIXED = ("uid", "creationTimestamp", "generation", "deletionTimestamp", "namespace", "name")
"""Of `metadata`: what a write does not change."""


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
        after = read_continue(call.query.get("continue", ""))
        items = [one for one in items if key_of(one) > after]
        limit = int(call.number("limit"))
        if 0 < limit < len(items):
            metadata["continue"] = write_continue(key_of(items[limit - 1]))
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
        item = read_document(call, call.document())
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
        return 200, self.replace(call, current, read_document(call, call.document()))

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
        return 200, self.replace(call, current, read_document(call, patched))

    def delete(self, call: Call) -> Answer:
        """Delete an object."""
        kind, item = call.target.kind, self.find(call)
        options = call.document() if call.raw else {}
        check_preconditions(kind, item, options.get("preconditions") or {})
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
        if is_same(document, current):
            return shown_as(kind, current, call.target.version)
        if call.target.subresource != "status":
            record_update(document, current, Manager(call.manager), self._cluster.stamp)
        return self._keep(call, current, document)

    def _keep(self, call: Call, current: Item, document: Document) -> Document:
        kind = call.target.kind
        if call.target.subresource != "status" and is_new_generation(kind, document, current):
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
        config = read_document(call, call.document())
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
        if is_same(document, current) and had == has:
            return 200, shown_as(kind, current, target.version)
        return 200, self._keep(call, current, document)


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
