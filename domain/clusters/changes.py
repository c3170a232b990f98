"""Changes to a cluster: planned once, bound by a digest, performed exactly so (RBK-8, RBK-9)."""

import json
from dataclasses import asdict, dataclass
from enum import StrEnum
from hashlib import sha256

from domain.clusters.clusters import WorkloadRef
from domain.common.messages import Foreign, Message, message


class Verb(StrEnum):
    """What can be done to one object."""

    RESTART = "restart"
    SCALE = "scale"
    UNDO = "undo"
    EVICT = "evict"
    ISOLATE = "isolate"
    RESTORE_CONFIG = "restore_config"


@dataclass(frozen=True, kw_only=True)
class Step:
    """One change of one object, with every parameter resolved when it was planned.

    Attributes:
        target: the workload that it is about, also for pods and ConfigMaps of it.
        generation: of the target when it was planned; another one now means a conflict. Steps on
            ConfigMaps use `config_version` in its place.
        at: RFC 3339 time that a restart writes; taken in the workflow.
        replicas: for scale.
        revision_uid, revision: for undo: the ReplicaSet or ControllerRevision to go back to; the
            number is for people.
        pods: for evict and isolate: names of pods, at most 20.
        config, config_version, config_digest: for restore_config: the ConfigMap, what is there
            now, and the digest of the kept content to put back.
    """

    verb: Verb
    target: WorkloadRef
    generation: int
    at: str = ""
    replicas: int = 0
    revision_uid: str = ""
    revision: int = 0
    pods: tuple[str, ...] = ()
    config: str = ""
    config_version: str = ""
    config_digest: str = ""


class Performing(StrEnum):
    """What became of one step."""

    DONE = "done"
    ALREADY = "already"  # the object carries the key of this very action
    CONFLICT = "conflict"  # somebody changed the object since it was planned
    REFUSED = "refused"  # the cluster said no for good: rights, quota, admission
    GONE = "gone"  # the target is not there any more


@dataclass(frozen=True, kw_only=True)
class Performed:
    """The answer to one step.

    Attributes:
        detail: the cluster's own words, at most 300 characters, without secrets.
        before, after: resource versions of the object; `generation` is the one after.
        patch: what was sent, as JSON text for people, at most 4,000 characters, secrets hidden.
        said: our own words, where the cluster has none.
    """

    outcome: Performing
    detail: str = ""
    before: str = ""
    after: str = ""
    generation: int = 0
    patch: str = ""
    said: Message | None = None

    @property
    def words(self) -> Message | None:
        """Return ours, else the cluster's; None when there are none."""
        if self.said is not None or not self.detail:
            return self.said
        return message("error.foreign", text=Foreign(self.detail))


def digest_of(steps: tuple[Step, ...]) -> str:
    """Return what an approval is bound to: SHA-256 over the steps, in order, hexadecimal."""
    written = json.dumps([asdict(step) for step in steps], sort_keys=True, ensure_ascii=False)
    return sha256(written.encode()).hexdigest()
