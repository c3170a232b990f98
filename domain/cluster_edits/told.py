"""What people are told of an edit: what becomes of it, what stands in its way, who may answer."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from domain.cluster_edits.bounds import Bound
from domain.clusters.edits import EDIT_LASTS, EditKind, EditOutcome, EditRecord
from domain.common.messages import Called, Command, Foreign, Message, message
from domain.common.notifications import Excerpt, Notification, notification_of
from domain.events.events import Event, EventType

MOST_TOLD = 20
"""Changes in a notification; all that are kept are in the edit's record."""

_PLAIN = {
    EditOutcome.AT_ONCE: message("edit.at_once"),
    EditOutcome.NOTHING: message("edit.nothing"),
    EditOutcome.NOT_PERMITTED: message("edit.not_permitted"),
    EditOutcome.DONE: message("edit.done"),
}


def where_of(kind: EditKind, cluster: str) -> Message:
    """Return where an edit is made: in a cluster, or in a region of the cloud."""
    if kind.is_of_cloud:
        return message("edit.in_cloud", region=Called(cluster))
    return message("edit.in_cluster", cluster=Called(cluster))


def outcome_of(
    outcome: EditOutcome, *, edit: str = "", by: str = "", why: Message | None = None
) -> Message:
    """Return what becomes, or became, of an edit.

    Args:
        outcome: which.
        edit: its id.
        by: who denied it, or switched writing off; empty: nobody ever switched it on.
        why: what stands in its way.
    """
    told = _PLAIN.get(outcome)
    if outcome is EditOutcome.AFTER_APPROVAL:
        told = message("edit.after_approval", id=Called(edit))
    elif outcome is EditOutcome.DENIED:
        told = message("edit.denied", by=Called(by))
    elif outcome is EditOutcome.SWITCHED_OFF:
        told = message("edit.switched_off", by=Called(by) if by else None)
    elif outcome is EditOutcome.REFUSED:
        told = message("edit.refused", why=why)
    elif outcome is EditOutcome.CONFLICT:
        told = message("edit.conflict", why=why)
    return told or message("edit.blocked", why=why)


def bound_of(bound: Bound) -> Message:
    """Return which bound of scaling an edit breaks."""
    return message(
        "edit.bound",
        kind=Called(bound.ref.kind),
        name=Called(bound.ref.name),
        wanted=Called(bound.wanted),
        why=bound.why.reason,
        detail=bound.why.detail,
    )


def waiting_event(record: EditRecord, *, at: datetime) -> Event:
    """Return the event that tells of an edit that waits; asked for twice it is the same one."""
    data = {
        "edit": record.id,
        "kind": record.kind,
        "cluster": record.cluster,
        "by": record.by,
        "reason": record.reason,
        "targets": list(record.targets),
        "notification": _told(record).recorded,
    }
    return Event(
        id=f"cluster-edit/{record.id}/waiting",
        type=EventType.CLUSTER_EDIT_WAITING,
        source=f"/cluster-edits/{record.id}",
        subject=record.id,
        time=at,
        data=data,
    )


def with_changes(event: Event, changes: Sequence[str]) -> Event:
    """Return the event of an edit that waits with other lines of what it changes."""
    told = notification_of(event.data.get("notification"))
    if told is None:
        return event
    lines = Excerpt(tuple(changes[:MOST_TOLD]))
    body = tuple(lines if isinstance(each, Excerpt) else each for each in told.body)
    said = replace(told, body=body).recorded
    return replace(event, data={**event.data, "notification": said})


def settled_event(record: EditRecord, became: Message, *, at: datetime) -> Event:
    """Return the event that tells who asked for an edit what became of it."""
    cluster = where_of(record.kind, record.cluster)
    title = message("edit.settled", cluster=cluster, kind=record.kind, state=record.state)
    data = {
        "edit": record.id,
        "kind": record.kind,
        "cluster": record.cluster,
        "by": record.by,
        "state": record.state,
        "notification": Notification(title, (became, Excerpt(record.targets))).recorded,
    }
    return Event(
        id=f"cluster-edit/{record.id}/settled/{record.state}",
        type=EventType.CLUSTER_EDIT_SETTLED,
        source=f"/cluster-edits/{record.id}",
        subject=record.id,
        time=at,
        data=data,
    )


def _told(record: EditRecord) -> Notification:
    by, cluster = Called(record.by), where_of(record.kind, record.cluster)
    left = max(len(record.changes) - MOST_TOLD, 0) + record.more
    return Notification(
        message("edit.waits", by=by, cluster=cluster, kind=record.kind),
        (
            message("edit.wants", by=by, cluster=cluster, reason=Foreign(record.reason)),
            Excerpt(record.changes[:MOST_TOLD]),
            *((message("edit.more_changes", count=left),) if left else ()),
            message(
                "edit.how_to_answer",
                tool=Called(f"get_cluster_edit {record.id}"),
                command=Command(f"zhiban cluster approve-edit {record.id}"),
                lasts=EDIT_LASTS,
            ),
        ),
    )
