"""What a pod template says that may break a workload, part by part, so that two can be compared.

Values of variables and commands may be secret: only digests of them leave this place.
"""

from collections.abc import Iterator
from hashlib import sha256
from typing import Final

from integrations.kubernetes.client.objects import MARK, Json, each, inside, mapping, text, texts
from integrations.kubernetes.workloads.templates import RESTARTED_AT

MOST_PARTS: Final = 200

_PROBES: Final = ("readinessProbe", "livenessProbe", "startupProbe")
_DIGESTED: Final = (*_PROBES, "command", "args", "ports", "envFrom", "volumeMounts")
_OF_PODS: Final = ("volumes", "nodeSelector", "affinity", "tolerations", "serviceAccountName")


def parts_of(template: Json) -> dict[str, str]:
    """Return the parts of a template by what they are called: `checkout image`, `env LEVEL`."""
    spec = mapping(template, "spec")
    containers = (*each(spec, "initContainers"), *each(spec, "containers"))
    found = [
        *_marks(texts(template, "metadata", "annotations")),
        *(part for one in containers for part in _of_container(one)),
        *((name, _digest(inside(spec, name))) for name in _OF_PODS if inside(spec, name)),
    ]
    return dict(found[:MOST_PARTS])


def _marks(notes: dict[str, str]) -> Iterator[tuple[str, str]]:
    for name, value in notes.items():
        if name != RESTARTED_AT and not name.startswith(MARK):
            yield f"annotation {name}", _digest(value)


def _of_container(container: Json) -> Iterator[tuple[str, str]]:
    label = text(container, "name")
    yield f"{label} image", text(container, "image")
    for kind in ("limits", "requests"):
        for resource, value in texts(container, "resources", kind).items():
            yield f"{label} {resource} {kind[:-1]}", value
    for name in _DIGESTED:
        if inside(container, name):
            yield f"{label} {name}", _digest(inside(container, name))
    for variable in each(container, "env"):
        yield f"env {text(variable, 'name')}", _digest(variable)


def _digest(value: object) -> str:
    return f"#{sha256(repr(value).encode()).hexdigest()[:8]}"
