"""Pod templates: when two are the same, what they run and what they refer to."""

import json
from collections.abc import Iterator
from hashlib import sha256
from typing import Any, Final

from integrations.kubernetes.client.objects import MARK, Json, each, inside, mapping, text

RESTARTED_AT: Final = "kubectl.kubernetes.io/restartedAt"
HASH: Final = "pod-template-hash"

_DEFAULTS: Final[Json] = {
    "terminationMessagePath": "/dev/termination-log",
    "terminationMessagePolicy": "File",
    "restartPolicy": "Always",
    "terminationGracePeriodSeconds": 30,
    "dnsPolicy": "ClusterFirst",
    "schedulerName": "default-scheduler",
    "securityContext": {},
    "resources": {},
    "protocol": "TCP",
    "timeoutSeconds": 1,
    "periodSeconds": 10,
    "successThreshold": 1,
    "failureThreshold": 3,
    "scheme": "HTTP",
    "defaultMode": 0o644,
    "enableServiceLinks": True,
}
"""What the API server writes into templates that do not say it (Kubernetes API reference)."""

_PEOPLES: Final = {"labels", "annotations", "nodeSelector", "matchLabels", "limits", "requests"}
"""Maps whose keys people choose: nothing in them is a default."""

_CONFIG_MAP, _SECRET = "ConfigMap", "Secret"


def template_digest(template: Json) -> str:
    """Return SHA-256 of a pod template, hexadecimal.

    Leaves out what the controller adds (its hash), `restartedAt`, our own marks, and what the API
    server fills in, so that the template of an object and of its revision have the same digest.
    """
    metadata = mapping(template, "metadata")
    kept = {
        "labels": _without(mapping(metadata, "labels"), HASH),
        "annotations": _without(mapping(metadata, "annotations"), RESTARTED_AT),
        "spec": _told(mapping(template, "spec")),
    }
    written = json.dumps(kept, sort_keys=True, separators=(",", ":"))
    return sha256(written.encode()).hexdigest()


def images(template: Json) -> tuple[str, ...]:
    """Return the images that a template runs, those of init containers last."""
    spec = mapping(template, "spec")
    both = (*each(spec, "containers"), *each(spec, "initContainers"))
    return tuple(text(container, "image") for container in both)


def config_names(template: Json) -> tuple[tuple[str, str], ...]:
    """Return (kind, name) of every ConfigMap and Secret that a template names, sorted."""
    spec = mapping(template, "spec")
    found = {*_of_containers(spec), *_of_volumes(spec)}
    return tuple(sorted((kind, name) for kind, name in found if name))


def _of_containers(spec: Json) -> Iterator[tuple[str, str]]:
    for container in (*each(spec, "containers"), *each(spec, "initContainers")):
        for variable in each(container, "env"):
            yield _CONFIG_MAP, text(variable, "valueFrom", "configMapKeyRef", "name")
            yield _SECRET, text(variable, "valueFrom", "secretKeyRef", "name")
        for source in each(container, "envFrom"):
            yield _CONFIG_MAP, text(source, "configMapRef", "name")
            yield _SECRET, text(source, "secretRef", "name")


def _of_volumes(spec: Json) -> Iterator[tuple[str, str]]:
    for volume in each(spec, "volumes"):
        yield _CONFIG_MAP, text(volume, "configMap", "name")
        yield _SECRET, text(volume, "secret", "secretName")
        for source in each(volume, "projected", "sources"):
            yield _CONFIG_MAP, text(source, "configMap", "name")
            yield _SECRET, text(source, "secret", "name")


def _without(marks: Json, name: str) -> Json:
    return {key: value for key, value in marks.items() if key != name and not key.startswith(MARK)}


def _told(value: Any) -> Any:  # noqa: ANN401 - JSON of any form
    """Return what somebody said: no nulls, no defaults."""
    if isinstance(value, list):
        return [_told(one) for one in value]
    if not isinstance(value, dict):
        return value
    return {
        key: inner if key in _PEOPLES else _told(inner)
        for key, inner in value.items()
        if inner is not None and not _is_default(key, inner, value)
    }


def _is_default(key: str, value: object, around: Json) -> bool:
    if key == "imagePullPolicy":
        return value == _pull_policy(text(around, "image"))
    if key == "serviceAccount":
        # The old name of serviceAccountName, which the server keeps equal to it.
        return bool(inside(around, "serviceAccountName") == value)
    if key == "apiVersion":
        return value == "v1"
    return bool(key in _DEFAULTS and _DEFAULTS[key] == value)


def _pull_policy(image: str) -> str:
    """Return what the server assumes: `Always` for an image without a tag, or with `latest`."""
    if "@" in image:
        return "IfNotPresent"
    _, _, tag = image.rpartition("/")[2].partition(":")
    return "Always" if tag in ("", "latest") else "IfNotPresent"
