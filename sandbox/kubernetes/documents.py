"""Documents as they are sent: read, patched, compared."""

from collections.abc import Mapping
from typing import Any, TypeAlias

from sandbox.kubernetes import kinds
from sandbox.kubernetes.calls import Call
from sandbox.kubernetes.failures import Refusal
from sandbox.kubernetes.kinds import Kind
from sandbox.kubernetes.numbers import check_numbers
from sandbox.kubernetes.patches import json_patch, merge_patch, strategic_patch, without_nulls
from sandbox.kubernetes.schema import known_part
from sandbox.kubernetes.store import Item
from sandbox.kubernetes.versions import kept_as

Document: TypeAlias = dict[str, Any]

JSON_PATCH = "application/json-patch+json"
MERGE_PATCH = "application/merge-patch+json"
STRATEGIC_PATCH = "application/strategic-merge-patch+json"
APPLY_PATCH = "application/apply-patch+yaml"
PATCHES = (JSON_PATCH, MERGE_PATCH, STRATEGIC_PATCH, APPLY_PATCH)


def read_document(call: Call, document: Document) -> Document:
    """Return what was sent in the form in which it is kept.

    Raises:
        Refusal: 400, it is no object of its kind.
    """
    kind = call.target.kind
    said = document.get("kind", kind.name)
    if said != kind.name:
        why = f"{said} in version {document.get('apiVersion')!r} cannot be handled as a"
        raise Refusal(400, f"{why} {kind.name}")
    if not isinstance(document.get("metadata") or {}, dict):
        raise Refusal(400, "metadata must be an object")
    item = kept_as(kind, without_nulls(document))
    item["metadata"] = dict(item.get("metadata") or {})
    check_numbers(call, item.get("spec"))
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


def is_same(document: Mapping[str, Any], current: Item) -> bool:
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


def is_new_generation(kind: Kind, document: Document, current: Item) -> bool:
    """Say whether a change is a new generation.

    For a Deployment annotations count too: its controller copies them to its ReplicaSets.
    """
    if not kind.counts_generations:
        return False
    notes = [one["metadata"].get("annotations") or {} for one in (document, current)]
    annotated = kind is kinds.DEPLOYMENT and notes[0] != notes[1]
    return annotated or document.get("spec") != current.get("spec")


def check_preconditions(kind: Kind, item: Item, wanted: Mapping[str, Any]) -> None:
    """Let a deletion pass that is meant for this very object.

    Raises:
        Refusal: 409, it is another one, or another version.
    """
    words = {
        "uid": ("UID", "deleted and then recreated"),
        "resourceVersion": ("ResourceVersion", "modified"),
    }
    for key, (name, happened) in words.items():
        has = item["metadata"][key]
        if wanted.get(key, has) != has:
            why = f"the {name} in the precondition ({wanted[key]}) does not match the {name} in "
            raise _precondition(
                kind,
                item["metadata"]["name"],
                f"{why}record ({has}). The object might have been {happened}",
            )


def _precondition(kind: Kind, name: str, why: str) -> Refusal:
    """Return the answer to a deletion of another object; it names the kind, not the resource."""
    message = f'Operation cannot be fulfilled on {kind.full_kind} "{name}": {why}'
    details = {"name": name, "kind": kind.name} | ({"group": kind.group} if kind.group else {})
    return Refusal(409, message, details=details)


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
