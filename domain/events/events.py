"""What happened, as CloudEvents 1.0 (EVT-1). Kept for ever, in one global order."""

import json
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from typing import Any


class EventType(StrEnum):
    """Every type we raise; reverse-DNS-like, past tense, never renamed once released."""

    BRIEFING_PREPARED = "zhiban.briefing.prepared"
    BRIEFING_GIVEN = "zhiban.briefing.given"
    BRIEFING_PUSHED = "zhiban.briefing.pushed"
    BRIEFING_MISSED = "zhiban.briefing.missed"
    BRIEFING_PAUSED = "zhiban.briefing.paused"
    BRIEFING_RESUMED = "zhiban.briefing.resumed"
    BRIEFING_CONFIGURED = "zhiban.briefing.configured"
    DELIVERY_SETTLED = "zhiban.delivery.settled"
    DELIVERY_TESTED = "zhiban.delivery.tested"
    ANNOUNCEMENT_SENT = "zhiban.announcement.sent"
    PERSON_REGISTERED = "zhiban.person.registered"
    PERSON_SIGNED_IN = "zhiban.person.signed_in"
    PERSON_CHANGED = "zhiban.person.changed"
    PERSON_ASKED = "zhiban.person.asked"
    PERSON_REFUSED = "zhiban.person.refused"
    TOKEN_ISSUED = "zhiban.token.issued"  # noqa: S105 - an event type, not a secret
    TOKEN_REVOKED = "zhiban.token.revoked"  # noqa: S105 - an event type, not a secret
    SHARE_CREATED = "zhiban.share.created"
    SHARE_REVOKED = "zhiban.share.revoked"
    FEEDBACK_GIVEN = "zhiban.feedback.given"
    TASK_CREATED = "zhiban.task.created"
    TASK_CONFIGURED = "zhiban.task.configured"
    TASK_PAUSED = "zhiban.task.paused"
    TASK_RESUMED = "zhiban.task.resumed"
    TASK_TRIGGERED = "zhiban.task.triggered"
    TASK_STOPPED = "zhiban.task.stopped"
    TASK_DELETED = "zhiban.task.deleted"
    TASK_FAILING = "zhiban.task.failing"
    TASK_RECOVERED = "zhiban.task.recovered"
    TASK_SILENT = "zhiban.task.silent"
    WEB_SEEN = "zhiban.web.seen"
    WEB_CHANGED = "zhiban.web.changed"
    WEB_KEYWORD_APPEARED = "zhiban.web.keyword_appeared"
    WEB_KEYWORD_DISAPPEARED = "zhiban.web.keyword_disappeared"
    WEB_NUMBER_CROSSED = "zhiban.web.number_crossed"
    WEB_UNCHANGED = "zhiban.web.unchanged"
    THRESHOLD_BREACHED = "zhiban.threshold.breached"
    THRESHOLD_REMINDED = "zhiban.threshold.reminded"
    THRESHOLD_CLEARED = "zhiban.threshold.cleared"
    THRESHOLD_NO_DATA = "zhiban.threshold.no_data"
    THRESHOLD_FLAPPING = "zhiban.threshold.flapping"
    THRESHOLD_SETTLED = "zhiban.threshold.settled"
    SCHEDULE_RAN = "zhiban.schedule.ran"
    SCHEDULE_FAILED = "zhiban.schedule.failed"
    DIGEST_PUBLISHED = "zhiban.digest.published"
    MEMORY_KEPT = "zhiban.memory.kept"
    MEMORY_FORGOTTEN = "zhiban.memory.forgotten"
    SMS_SENT = "zhiban.sms.sent"
    PLUGIN_REGISTERED = "zhiban.plugin.registered"
    PLUGIN_CHANGED = "zhiban.plugin.changed"
    PLUGIN_REMOVED = "zhiban.plugin.removed"
    PLUGIN_STATE_CHANGED = "zhiban.plugin.state_changed"
    ROBOT_REGISTERED = "zhiban.robot.registered"
    ROBOT_REMOVED = "zhiban.robot.removed"
    ROBOT_ASKED = "zhiban.robot.asked"
    ROBOT_ANSWERED = "zhiban.robot.answered"
    VOICE_COMPARED = "zhiban.voice.compared"
    CONVERSATION_SAID = "zhiban.conversation.said"
    CONVERSATION_ASKED = "zhiban.conversation.asked"
    CONVERSATION_CALLED = "zhiban.conversation.called"
    CONVERSATION_SETTLED = "zhiban.conversation.settled"
    CONVERSATION_DELETED = "zhiban.conversation.deleted"
    ALERT_UNCONFIRMED = "zhiban.alert.unconfirmed"
    INCIDENT_OPENED = "zhiban.incident.opened"
    INCIDENT_COUNTED = "zhiban.incident.counted"
    INCIDENT_MOVED = "zhiban.incident.moved"
    INCIDENT_DECIDED = "zhiban.incident.decided"
    INCIDENT_SUPPRESSED = "zhiban.incident.suppressed"
    INCIDENT_WAITING = "zhiban.incident.waiting"
    INCIDENT_ATTEMPTED = "zhiban.incident.attempted"
    INCIDENT_VERIFIED = "zhiban.incident.verified"
    INCIDENT_FLAPPING = "zhiban.incident.flapping"
    INCIDENT_SETTLED = "zhiban.incident.settled"
    INCIDENT_STEERED = "zhiban.incident.steered"
    INCIDENT_ACKNOWLEDGED = "zhiban.incident.acknowledged"
    INCIDENT_CALLED = "zhiban.incident.called"
    INCIDENT_REACHED = "zhiban.incident.reached"
    INCIDENT_UNREACHED = "zhiban.incident.unreached"
    INCIDENT_GROUPED = "zhiban.incident.grouped"
    INCIDENT_UNGROUPED = "zhiban.incident.ungrouped"
    INCIDENT_NOTED = "zhiban.incident.noted"
    INCIDENT_DISCUSSED = "zhiban.incident.discussed"
    INCIDENT_REFUSED = "zhiban.incident.refused"
    INCIDENT_RELAPSED = "zhiban.incident.relapsed"
    INCIDENT_CLOSED = "zhiban.incident.closed"
    APPROVAL_ASKED = "zhiban.approval.asked"
    APPROVAL_ANSWERED = "zhiban.approval.answered"
    ROLLBACK_DONE = "zhiban.rollback.done"
    BROADCAST_QUEUED = "zhiban.broadcast.queued"
    CONTROL_SET = "zhiban.control.set"
    CONTROL_ENDED = "zhiban.control.ended"
    CLUSTER_EDIT_WAITING = "zhiban.cluster.edit.waiting"
    CLUSTER_EDIT_SETTLED = "zhiban.cluster.edit.settled"
    AUDIT_ANCHORED = "zhiban.audit.anchored"
    DISCUSSION_SENT = "zhiban.discussion.sent"
    DISCUSSION_REPLIED = "zhiban.discussion.replied"
    DISCUSSION_CLOSED = "zhiban.discussion.closed"
    SWEEP_DONE = "zhiban.sweep.done"
    ONCALL_CREATED = "zhiban.oncall.created"
    ONCALL_CHANGED = "zhiban.oncall.changed"
    ONCALL_OVERRIDDEN = "zhiban.oncall.overridden"
    ONCALL_IMPORTED = "zhiban.oncall.imported"
    ONCALL_OVERRIDE_ENDED = "zhiban.oncall.override_ended"
    ONCALL_SWAP_ASKED = "zhiban.oncall.swap_asked"
    ONCALL_SWAP_SETTLED = "zhiban.oncall.swap_settled"
    ONCALL_FEED_MADE = "zhiban.oncall.feed_made"
    ONCALL_FEED_REVOKED = "zhiban.oncall.feed_revoked"
    ONCALL_HANDED_OVER = "zhiban.oncall.handed_over"
    ONCALL_GAP_AHEAD = "zhiban.oncall.gap_ahead"
    OBSERVED_TOLD = "zhiban.oncall.observed"
    QUIET_HOURS_OVER = "zhiban.oncall.quiet_hours_over"
    WEIGHTS_PROPOSED = "zhiban.weights.proposed"
    WEIGHTS_CHANGED = "zhiban.weights.changed"


@dataclass(frozen=True, kw_only=True)
class Event:
    """One happening.

    Attributes:
        id: idempotency key; appending the same id twice keeps the first.
        type: an `EventType` value, or a foreign type that came as feedback.
        source: URI-reference of who says so, e.g. `/briefings/u_mei`.
        subject: what it is about, e.g. `u_mei/2026-11-21`.
        time: when it happened, in UTC.
        owner: the person it concerns; None when it concerns everybody.
        data: JSON object, at most 64 KiB when written out; never a secret.
        sequence: global position, given by the store when it is appended.
    """

    id: str
    type: str
    source: str
    subject: str
    time: datetime
    owner: str | None = None
    data: dict[str, Any] = field(default_factory=dict)
    sequence: int | None = None


def mark_of(*parts: object) -> str:
    """Return a few characters for what happened: the end of an id that is otherwise a number.

    Numbers begin again when one of two databases is restored from a backup. An id that says what
    happened as well never stands for something else then.
    """
    written = json.dumps(parts, ensure_ascii=True, sort_keys=True, default=str)
    return sha256(written.encode()).hexdigest()[:12]
