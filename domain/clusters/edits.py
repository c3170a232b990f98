"""Edits that people make of clusters themselves: what is asked, what it would change, what came.

An edit is bound to a digest of what was asked, of what is there and of the policy: what a person
(or an approver) has seen is what is done, or nothing is (CLD-2, RBK-8).
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from hashlib import sha256
from typing import Any, TypeAlias

from domain.clusters.changes import Performing
from domain.clusters.clusters import ObjectRef, WorkloadKind, WorkloadRef
from domain.clusters.repairs import ActionKind
from domain.common.messages import Message
from domain.monitoring.log_resources import NewLogset, NewScheduledSql, NewTopic
from domain.monitoring.policies import AlarmSwitch, LogAlarm, MetricAlarm

EDITED_AS = ActionKind.CALL_PERSON
"""What policies and guards take an edit for: a person acts. So a rule about restarts says nothing
about edits, and one that names no action speaks of them too."""


EDIT_LASTS = timedelta(hours=24)
"""From its first row on an edit can be answered and gone on with; then it has to be asked anew."""


class EditKind(StrEnum):
    """Kinds of edits; the values are wire names."""

    APPLY = "apply"
    SET_CONFIG = "set_config"
    PUT_CONFIG_BACK = "put_config_back"
    RESIZE_POOL = "resize_pool"
    CREATE_POOL = "create_pool"
    CREATE_ALARM = "create_alarm"
    SWITCH_ALARM = "switch_alarm"
    CREATE_LOGSET = "create_logset"
    CREATE_TOPIC = "create_topic"
    CREATE_SCHEDULED_SQL = "create_scheduled_sql"
    UNISOLATE = "unisolate"

    @property
    def is_of_cloud(self) -> bool:
        """Whether it changes the cloud itself: its place is a region, and no cluster."""
        return self in (
            *(EditKind.CREATE_ALARM, EditKind.SWITCH_ALARM, EditKind.CREATE_LOGSET),
            *(EditKind.CREATE_TOPIC, EditKind.CREATE_SCHEDULED_SQL),
        )


@dataclass(frozen=True)
class Manifest:
    """One object as somebody wrote it.

    Attributes:
        content: the whole of it, as JSON.
    """

    api_version: str
    kind: str
    namespace: str
    name: str
    content: Mapping[str, Any] = field(repr=False)


@dataclass(frozen=True)
class ConfigPatch:
    """Keys of a ConfigMap or a Secret to set and to remove.

    Attributes:
        values: by key, base64; they may be secret.
        remove: keys; one that is not there is no mistake.
    """

    kind: str
    namespace: str
    name: str
    values: Mapping[str, str] = field(default_factory=dict, repr=False)
    remove: tuple[str, ...] = ()


@dataclass(frozen=True)
class PoolSize:
    """How many nodes a node pool is to have."""

    pool: str
    nodes: int


@dataclass(frozen=True, kw_only=True)
class NewPool:
    """A node pool to be made: machines of one kind, billed by the hour, added and removed by load.

    Attributes:
        instance_type: what kind of machine each node is, as the cloud names it.
        subnets: of the cluster's own network, the first one preferred.
        security_groups: none: the cloud takes the network's default.
        nodes: how many it begins with.
        disk_gib: of each machine's system disk.
        labels: that its nodes get.
    """

    name: str
    instance_type: str
    subnets: tuple[str, ...]
    nodes: int
    minimum: int
    maximum: int
    security_groups: tuple[str, ...] = ()
    disk_gib: int = 50
    labels: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class PodRelease:
    """A pod that an isolation took out, to be let back in."""

    namespace: str
    pod: str


ClusterPart: TypeAlias = Manifest | ConfigPatch | PoolSize | NewPool | PodRelease
AlarmPart: TypeAlias = MetricAlarm | LogAlarm | AlarmSwitch
LogPart: TypeAlias = NewLogset | NewTopic | NewScheduledSql
CloudPart: TypeAlias = AlarmPart | LogPart
ObjectEdit: TypeAlias = ClusterPart | CloudPart


@dataclass(frozen=True)
class Shade:
    """A value as far as it may be seen.

    Attributes:
        shown: what the person who asks is shown: the value, or its keyed fingerprint.
        kept: what the audit keeps and the digest is made of; contents are fingerprints here.
    """

    shown: str
    kept: str


@dataclass(frozen=True)
class Difference:
    """One field that an edit would change; None on a side: it is not there."""

    path: str
    before: Shade | None
    after: Shade | None

    @property
    def is_of_pods(self) -> bool:
        """Whether it makes the pods of a workload be replaced."""
        return self.path.startswith("spec.template.")


@dataclass(frozen=True, kw_only=True)
class Looked:
    """What the server said to a dry run of one part of an edit.

    Attributes:
        outcome: `DONE` when it would be done.
        said: why it would not be; the server's words, or ours.
        seen: stands for the state that this is about; another one when it is done is a conflict.
        content: keyed fingerprint of what is asked.
        unknown: fields that were asked for and that the server does not know.
        managed_by: who would revert it; empty when nobody would.
        exists: whether the object is there already.
        carries: key of the newest edit on it.
    """

    ref: ObjectRef
    outcome: Performing
    said: Message | None = None
    seen: str = ""
    content: str = ""
    before: Mapping[str, Shade] = field(default_factory=dict)
    after: Mapping[str, Shade] = field(default_factory=dict)
    unknown: tuple[str, ...] = ()
    managed_by: str = ""
    exists: bool = True
    carries: str = ""

    @property
    def differences(self) -> tuple[Difference, ...]:
        """What would change, by path."""
        return differences(self.before, self.after)

    @property
    def workload(self) -> WorkloadRef | None:
        """The workload that it is, if it is one."""
        return workload_of(self.ref)


def workload_of(ref: ObjectRef) -> WorkloadRef | None:
    """Return the object as a workload, None when it is none."""
    if ref.kind not in {each.value for each in WorkloadKind}:
        return None
    return WorkloadRef(ref.cluster, ref.namespace, WorkloadKind(ref.kind), ref.name)


def differences(before: Mapping[str, Shade], after: Mapping[str, Shade]) -> tuple[Difference, ...]:
    """Return what differs, by path."""
    return tuple(
        Difference(path, before.get(path), after.get(path))
        for path in sorted({*before, *after})
        if before.get(path) != after.get(path)
    )


class EditState(StrEnum):
    """Where an edit stands that somebody asked for in earnest."""

    ASKED = "asked"
    APPROVED = "approved"
    DENIED = "denied"
    INTENDED = "intended"
    PERFORMED = "performed"
    DONE = "done"
    BLOCKED = "blocked"
    REFUSED = "refused"
    CONFLICT = "conflict"
    LAPSED = "lapsed"
    OVERTAKEN = "overtaken"


class EditOutcome(StrEnum):
    """What becomes of an edit; before it is done, and after."""

    AT_ONCE = "at_once"
    AFTER_APPROVAL = "after_approval"
    DENIED = "denied"
    NOTHING = "nothing"
    SWITCHED_OFF = "switched_off"
    NOT_PERMITTED = "not_permitted"
    REFUSED = "refused"
    CONFLICT = "conflict"
    BLOCKED = "blocked"
    DONE = "done"

    @property
    def goes_on(self) -> bool:
        """Whether the same, confirmed, is or may come to be done."""
        return self in (EditOutcome.AT_ONCE, EditOutcome.AFTER_APPROVAL)


@dataclass(frozen=True)
class EditedObject:
    """One object of an edit, and what became of it.

    Attributes:
        performed: None when it was not tried.
        said: why it was not done.
        guards: those that stood in its way, and why.
    """

    ref: ObjectRef
    differences: tuple[Difference, ...]
    performed: Performing | None = None
    said: Message | None = None
    guards: tuple[Message, ...] = ()
    exists: bool = True

    @property
    def is_done(self) -> bool:
        """Whether the cluster has it as it was asked for."""
        return self.performed in (Performing.DONE, Performing.ALREADY)


@dataclass(frozen=True, kw_only=True)
class Edit:
    """The answer to whoever asks for an edit.

    Attributes:
        id: `e_` and 16 hexadecimal characters; empty when there is nothing that could be done.
        will: what happens, or happened.
        confirm: giving it back does exactly this, or nothing.
    """

    id: str
    kind: EditKind
    cluster: str
    dry_run: bool
    outcome: EditOutcome
    will: Message
    confirm: str = ""
    objects: tuple[EditedObject, ...] = ()


@dataclass(frozen=True, kw_only=True)
class EditRecord:
    """An edit as the audit tells it; for approvers, and for whoever looks at it later.

    Attributes:
        changes: `object path: before → after`, contents as fingerprints.
        more: how many changes more there are than were kept.
        digest: what an approval is bound to.
    """

    id: str
    kind: EditKind
    cluster: str
    state: EditState
    by: str
    reason: str
    digest: str
    targets: tuple[str, ...] = ()
    changes: tuple[str, ...] = ()
    more: int = 0
    approved_by: str = ""


def digest_of_edit(
    by: str, kind: EditKind, looked: Sequence[Looked], policy: str, *, ended: int = 0
) -> str:
    """Return what a confirmation and an approval stand for, SHA-256 in hexadecimal.

    Contents go in by their keyed fingerprints, so that nobody can guess a secret from it.

    Args:
        by: who asks.
        kind: what kind of edit it is.
        looked: what the server said of each object.
        policy: digest of the policy.
        ended: how many edits that are the same in all this ended before. A node pool can be made
            larger, smaller and larger again: each time is an edit of its own, not done before.
    """
    parts = list(map(_seen_of, looked))
    written = json.dumps([by, kind, parts, policy, ended], ensure_ascii=False)
    return sha256(written.encode()).hexdigest()


def print_of(looked: Looked) -> str:
    """Return what stands for what was shown of one object, SHA-256 in hexadecimal."""
    return sha256(json.dumps(_seen_of(looked), ensure_ascii=False).encode()).hexdigest()


def _seen_of(looked: Looked) -> list[Any]:
    differences = [[one.path, _kept(one.before), _kept(one.after)] for one in looked.differences]
    return [str(looked.ref), looked.seen, looked.content, differences]


def edit_id(digest: str) -> str:
    """Return the id of an edit: its confirmation is a part of it."""
    return f"e_{digest[:CONFIRM_LENGTH]}"


CONFIRM_LENGTH = 16
"""Hexadecimal characters of a confirmation: 64 bits, as those of repairs have."""


def key_of_edit(identifier: str, index: int) -> str:
    """Return the idempotency key of one object of an edit; it is kept on the object."""
    return f"{identifier.replace('_', '-')}-{index}"


def _kept(shade: Shade | None) -> str | None:
    return shade.kept if shade is not None else None
