"""JSON patches of workloads: each one a single effect that the server makes or refuses as a whole.

Every patch tests uid and generation, so it applies to exactly the state that was planned for, and
writes the key of the action along with the change, so it can be found out whether it was made.
Generation, unlike resourceVersion, does not move with every report about a pod.
"""

import json
from dataclasses import dataclass, field
from typing import Any

from domain.clusters.clusters import WorkloadKind
from integrations.kubernetes.client.objects import ACTION, MARK, Json, inside, mapping, number, text
from integrations.kubernetes.workloads.templates import HASH, RESTARTED_AT
from integrations.kubernetes.workloads.workloads import revision_template

Operations = list[dict[str, Any]]

_ANNOTATIONS = "/metadata/annotations"
_TEMPLATE_ANNOTATIONS = "/spec/template/metadata/annotations"

KEPT_IN_UNDO = (
    "kubectl.kubernetes.io/last-applied-configuration",
    "deployment.kubernetes.io/revision",
    "deployment.kubernetes.io/revision-history",
    "deployment.kubernetes.io/desired-replicas",
    "deployment.kubernetes.io/max-replicas",
    "deprecated.deployment.rollback.to",
)
"""Annotations that stay the Deployment's own when it goes back, as kubectl keeps them."""


@dataclass(frozen=True)
class Change:
    """What to change.

    Attributes:
        operations: on the spec.
        notes: all annotations that the object is to have; None leaves them as they are.
        added: annotations to write beside the key.
    """

    operations: Operations = field(default_factory=list)
    notes: Json | None = None
    added: dict[str, str] = field(default_factory=dict)


def guarded(found: Json, key: str, change: Change) -> Operations:
    """Return a patch that fits the object as it was read only, and leaves the key on it."""
    if change.notes is None:
        notes = annotated(found, {ACTION: key, **change.added})
        if not change.operations:
            # Annotations move no generation, so nothing else would stop a second one.
            notes = [_as_read(found), *notes]
    else:
        added = {**change.notes, ACTION: key, **change.added}
        notes = [_as_read(found), {"op": "add", "path": _ANNOTATIONS, "value": added}]
    return [*tests(found), *change.operations, *notes]


def tests(found: Json) -> Operations:
    """Return the tests that another object, or another generation of it, fails."""
    return [
        _test("/metadata/uid", text(found, "metadata", "uid")),
        *(
            [_test("/metadata/generation", number(found, "metadata", "generation"))]
            if inside(found, "metadata", "generation") is not None
            else []
        ),
    ]


def annotated(found: Json, notes: dict[str, str]) -> Operations:
    """Return operations that set annotations and leave all others as they are."""
    if mapping(found, "metadata", "annotations"):
        return [
            {"op": "add", "path": f"{_ANNOTATIONS}/{escaped(name)}", "value": value}
            for name, value in notes.items()
        ]
    return [_as_read(found), {"op": "add", "path": _ANNOTATIONS, "value": notes}]


def restarted(found: Json, at: str) -> Change:
    """Return what `kubectl rollout restart` changes."""
    if mapping(found, "spec", "template", "metadata", "annotations"):
        path = f"{_TEMPLATE_ANNOTATIONS}/{escaped(RESTARTED_AT)}"
        return Change([{"op": "add", "path": path, "value": at}])
    return Change([{"op": "add", "path": _TEMPLATE_ANNOTATIONS, "value": {RESTARTED_AT: at}}])


def scaled(replicas: int) -> Change:
    """Return what changes the count."""
    return Change([{"op": "add", "path": "/spec/replicas", "value": replicas}])


def undone(kind: WorkloadKind, found: Json, revision: Json) -> Change:
    """Return what `kubectl rollout undo` changes: the template, and a Deployment's annotations."""
    back = [{"op": "replace", "path": "/spec/template", "value": template_of(revision)}]
    if kind is not WorkloadKind.DEPLOYMENT:
        return Change(back)
    current, past = (mapping(one, "metadata", "annotations") for one in (found, revision))
    return Change(
        back,
        {
            **{name: value for name, value in past.items() if not _stays(name)},
            **{name: value for name, value in current.items() if _stays(name)},
        },
    )


def put_back(found: Json, kept: Json) -> Change:
    """Return what brings template, count and annotations of a checkpoint back.

    Annotations that somebody added since stay.
    """
    current, past = mapping(found, "metadata", "annotations"), mapping(kept, "annotations")
    template = {"op": "replace", "path": "/spec/template", "value": mapping(kept, "template")}
    counted = inside(found, "spec", "replicas") is not None
    count = scaled(number(kept, "replicas")).operations if counted else []
    notes = {**current, **{name: value for name, value in past.items() if not _stays(name)}}
    return Change([template, *count], notes)


def template_of(revision: Json) -> Json:
    """Return a revision's template as the workload had it: without the controller's hash."""
    template = revision_template(revision)
    metadata = mapping(template, "metadata")
    labels = {key: value for key, value in mapping(metadata, "labels").items() if key != HASH}
    return {**template, "metadata": {**metadata, "labels": labels}}


def escaped(name: str) -> str:
    """Return a name as a step of a JSON pointer (RFC 6901)."""
    return name.replace("~", "~0").replace("/", "~1")


def _as_read(found: Json) -> dict[str, Any]:
    """Test that the annotations, which move no generation, are as they were read."""
    current = mapping(found, "metadata", "annotations")
    if current:
        return _test(_ANNOTATIONS, current)
    # Servers differ on tests of what is absent, so the version stands for it.
    return _test("/metadata/resourceVersion", text(found, "metadata", "resourceVersion"))


def _stays(name: str) -> bool:
    return name in KEPT_IN_UNDO or name.startswith(MARK)


def _test(path: str, value: object) -> dict[str, Any]:
    return {"op": "test", "path": path, "value": value}


MOST_SHOWN = 4_000
"""Length of `Performed.patch`."""

HIDDEN = "…"

_CONTENT = {"data", "binaryData", "stringData"}
_WORDS = {"args", "command"}
"""Command lines carry passwords more often than they should."""

_PLAIN = (MARK, RESTARTED_AT, "deployment.kubernetes.io/")
"""Annotations whose values say nothing that is secret; `last-applied-configuration` says all."""


def shown(sent: object) -> str:
    """Return a patch as JSON text, with the values of variables, contents and commands hidden."""
    parts = [_shown_part(part) for part in sent] if isinstance(sent, list) else _hidden(sent, "")
    return json.dumps(parts, ensure_ascii=False)[:MOST_SHOWN]


def _shown_part(part: Any) -> Any:  # noqa: ANN401 - JSON of any form
    """Return one part of a patch; an operation's path says what its value is."""
    if not isinstance(part, dict) or "path" not in part or "value" not in part:
        return _hidden(part, "")
    names = ["", *(step.replace("~1", "/").replace("~0", "~") for step in part["path"].split("/"))]
    around, last = names[-2:]
    return {**part, "value": _hidden({last: part["value"]}, around)[last]}


def _hidden(value: Any, name: str) -> Any:  # noqa: ANN401 - JSON of any form
    if isinstance(value, list):
        return [HIDDEN] if name in _WORDS else [_hidden(one, name) for one in value]
    if not isinstance(value, dict):
        return value
    if name in _CONTENT:
        return {key: None if inner is None else HIDDEN for key, inner in value.items()}
    if name == "annotations":
        return {key: inner if key.startswith(_PLAIN) else HIDDEN for key, inner in value.items()}
    variable = "name" in value and "value" in value
    return {
        key: HIDDEN if variable and key == "value" else _hidden(inner, key)
        for key, inner in value.items()
    }
