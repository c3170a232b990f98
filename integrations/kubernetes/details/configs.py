"""ConfigMaps and Secrets by name and keys, from their metadata alone: no value leaves the server.

The keys are those of `metadata.managedFields`, where a server notes who set which field
(Kubernetes 1.18 and later note it of every object).
"""

from collections.abc import Iterator

from domain.clusters.details import ConfigEntry, ConfigKind
from integrations.kubernetes.client.objects import LONG_AGO, Json, each, mapping, moment, text

_HOLDING = ("f:data", "f:binaryData")


def config_of(kind: ConfigKind, found: Json) -> ConfigEntry:
    """Return a ConfigMap or Secret, from the metadata of one."""
    managed = [one for one in each(found, "metadata", "managedFields") if "fieldsV1" in one]
    holding = [one for one in managed if any(mapping(one, "fieldsV1", at) for at in _HOLDING)]
    times = [when for one in holding if (when := moment(one, "time")) is not None]
    return ConfigEntry(
        kind=kind,
        namespace=text(found, "metadata", "namespace"),
        name=text(found, "metadata", "name"),
        keys=tuple(sorted({key for one in managed for key in _keys(one)})),
        keys_known=bool(managed),
        created_at=moment(found, "metadata", "creationTimestamp") or LONG_AGO,
        changed_at=max(times, default=None),
    )


def _keys(entry: Json) -> Iterator[str]:
    for at in _HOLDING:
        for key in mapping(entry, "fieldsV1", at):
            if key.startswith("f:"):  # `.` stands for the map itself
                yield key.removeprefix("f:")
