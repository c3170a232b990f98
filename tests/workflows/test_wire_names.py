"""Names that live in histories, tables and other people's programs: renaming one is a decision."""

from temporalio import activity, workflow

from activities.approvals import ApprovalActivities
from activities.conversations import ConversationActivities
from activities.digests import DigestActivities
from activities.incidents import IncidentActivities as Incidents
from activities.schedules import ScheduleActivities
from activities.tasks import TaskActivities
from bootstrap.running.worker import WORKFLOWS, activities_of, conversation_activities_of
from bootstrap.temporal.client import SEARCH_ATTRIBUTES
from domain.assistant.conversations import EndReason, StepKind, TurnState
from domain.assistant.conversations import Outcome as CallOutcome
from domain.assistant.turn_rules import Word
from domain.briefings.briefings import GreetingKind, Phase
from domain.deliveries.deliveries import ChannelKind, DeliveryState, Outcome
from domain.events.events import EventType
from domain.people.access import Permission, Role, Scope
from domain.people.memories import MemoryKind
from domain.schedules.actions import ScheduledActionKind
from domain.schedules.schedules import Rhythm
from orchestration.schedules import schedule_id
from orchestration.watch_client import RESTING, WATCH_ACTIVITY
from tests.fakes.briefing_making import Household
from tests.fakes.incidents import activities_of as activities_in
from workflows.reasons import NOT_PREPARED, NOT_READY, OTHER_DAY, REFUSED
from workflows.schedules.calendar_runs import SCHEDULED_AT

MESSAGES = {
    "DailyBriefing": {
        "signals": set(),
        "queries": {"today"},
        "updates": {"greet", "wait_until_ready", "configure", "pause", "resume", "prepare_now"},
    },
    "Delivery": {"signals": set(), "queries": set(), "updates": set()},
    "ScheduledAction": {"signals": set(), "queries": set(), "updates": set()},
    "NewsDigest": {"signals": set(), "queries": set(), "updates": set()},
    "EventForwarding": {"signals": set(), "queries": {"status"}, "updates": {"pause", "resume"}},
    "Incident": {
        "signals": {
            *("alert", "request", "granted", "look_again", "resolved", "human_edit", "settled"),
            *("question_moved", "invited", "taken_in", "freed"),
        },
        "queries": {"explain", "serving", "timeline"},
        "updates": {
            *("abort", "pause", "resume", "skip_rung", "acknowledge", "examine", "close"),
            "enable_writes",
        },
    },
    "Approval": {
        "signals": {"withdraw"},
        "queries": {"question"},
        "updates": {"begun", "approve", "deny"},
    },
    "IncidentGroup": {
        "signals": set(),
        "queries": {"standing"},
        "updates": {"join", "leave", "split", "page"},
    },
    "TargetLock": {"signals": {"request", "release"}, "queries": {"status"}, "updates": set()},
    "ClusterBudget": {"signals": {"request", "release"}, "queries": {"status"}, "updates": set()},
    "AlertSweep": {"signals": set(), "queries": set(), "updates": set()},
    "Installation": {"signals": set(), "queries": set(), "updates": set()},
    "BackgroundJob": {"signals": set(), "queries": set(), "updates": set()},
    "ConversationTurn": {"signals": set(), "queries": {"turn"}, "updates": {"answer", "stop"}},
    "WebMonitor": {
        "signals": set(),
        "queries": {"status"},
        "updates": {"configure", "pause", "resume", "check_now", "delete"},
    },
    "ThresholdWatch": {
        "signals": set(),
        "queries": {"status"},
        "updates": {"configure", "pause", "resume", "check_now", "delete"},
    },
}


def test_workflows_and_their_messages_keep_their_names():
    """REL-3."""
    definitions = [workflow._Definition.must_from_class(each) for each in WORKFLOWS]

    assert {
        each.name: {
            "signals": set(each.signals),
            "queries": set(each.queries),
            "updates": set(each.updates),
        }
        for each in definitions
    } == MESSAGES


def test_activities_keep_their_names():
    """REL-3."""
    household = Household()
    activities = activities_of(household.briefing_activities(), household.delivery_activities())

    assert {activity._Definition.must_from_callable(each).name for each in activities} == {
        "briefings.gather",
        "briefings.summarise",
        "briefings.write",
        "briefings.keep_settings",
        "briefings.record",
        "deliveries.send",
        "deliveries.another_way",
        "deliveries.settle",
    }


def test_activities_of_watches_keep_their_names():
    """REL-3."""
    watches = (TaskActivities.watch, TaskActivities.record)

    names = [activity._Definition.must_from_callable(each).name for each in watches]
    assert names == ["tasks.watch", "tasks.record"]
    assert (WATCH_ACTIVITY, RESTING) == ("tasks.watch", "Resting")


def test_activities_of_incidents_keep_their_names():
    """REL-3."""
    names = {
        activity._Definition.must_from_callable(each).name
        for each in activities_in(object.__new__(Incidents))
    }

    assert names == {
        f"incidents.{name}"
        for name in (
            *("begin", "confirm", "resolve", "forward", "look", "score", "plan", "attempt"),
            *("sample", "restore", "record", "hold"),
            *("release", "who_to_call", "gather"),
        )
    }


def test_activities_of_questions_keep_their_names():
    """REL-3."""
    names = {
        activity._Definition.must_from_callable(each).name
        for each in activities_in(object.__new__(ApprovalActivities))
    }

    assert names == {
        f"approvals.{name}" for name in ("ask", "recheck", "settle", "carry_out", "tell")
    }


def test_activities_of_conversations_keep_their_names():
    """REL-3."""
    activities = conversation_activities_of(object.__new__(ConversationActivities))

    assert [activity._Definition.must_from_callable(each).name for each in activities] == [
        f"conversations.{name}" for name in ("think", "call_tool", "ask", "hear", "close")
    ]


def test_activities_and_schedules_of_calendar_tasks_keep_their_names():
    """REL-3."""
    methods = (
        *(ScheduleActivities.act, ScheduleActivities.fail),
        *(DigestActivities.gather, DigestActivities.summarise, DigestActivities.publish),
    )

    names = [activity._Definition.must_from_callable(each).name for each in methods]
    assert names == [
        *("schedules.act", "schedules.fail"),
        *("digests.gather", "digests.summarise", "digests.publish"),
    ]
    assert SCHEDULED_AT.name == "TemporalScheduledStartTime"
    assert schedule_id("t_1") == "task/t_1"
    assert set(ScheduledActionKind) == {
        *("reminder", "news_digest", "log_report", "alert_sweep", "weather", "tool")
    }
    assert set(Rhythm) == {"daily", "weekly", "monthly", "interval", "cron", "once"}


def test_words_that_are_kept_or_sent_keep_their_spelling():
    """EVT-1, SEC-3."""
    assert (REFUSED, NOT_PREPARED) == ("BriefingRefused", "BriefingNotPrepared")
    assert (NOT_READY, OTHER_DAY) == ("BriefingNotReady", "BriefingOfAnotherDay")
    assert [key.name for key in SEARCH_ATTRIBUTES] == [
        "ZhibanOwner",
        "ZhibanKind",
        "ZhibanState",
        "ZhibanScore",
    ]
    assert set(Phase) == {"waiting", "prepared", "given", "pushed", "missed"}
    assert set(GreetingKind) == {"briefing", "already_given", "outside_window", "paused"}
    assert set(ChannelKind) == {"mail", "wecom", "dingtalk", "feishu", "sms", "webhook", "apprise"}
    assert set(Outcome) == {"accepted", "retry", "permanent", "configuration", "uncertain"}
    assert set(DeliveryState) == {
        *(
            "queued",
            "retrying",
            "sending",
            "accepted",
            "delivered",
            "spoken",
            "read",
            "failed",
            "uncertain",
        )
    }
    assert set(MemoryKind) == {"fact", "preference", "incident"}
    assert set(Role) == {"viewer", "operator", "approver", "admin"}
    assert set(Scope) == {"read", "operate", "approve", "admin"}


def test_words_of_conversations_keep_their_spelling():
    """MCC-4: they stand in rows, in histories, and in streams that programs read."""
    assert set(TurnState) == {
        *("thinking", "calling", "asking", "done", "stopped", "limited", "failed")
    }
    assert set(StepKind) == {*("person", "assistant", "call", "question", "word", "result", "end")}
    assert set(CallOutcome) == {
        *("done", "failed", "refused", "declined", "unavailable", "uncertain", "asks")
    }
    assert set(Word) == {"agreed", "declined", "silent", "changing", "lost"}
    assert set(EndReason) == {
        *("answered", "stopped_by_person", "too_many_steps", "too_many_calls", "too_many_tokens"),
        *("day_budget_spent", "too_long", "model_unavailable", "model_refused"),
        *("model_unreadable", "not_allowed", "broken_off"),
    }


def test_permissions_keep_their_spelling():
    """SEC-3."""
    assert set(Permission) == {
        "briefing.greet",
        "briefing.read",
        "briefing.configure",
        "briefing.share",
        "logs.read",
        "events.read",
        "events.feedback",
        "deliveries.read",
        "deliveries.send",
        "deliveries.reach_others",
        "tasks.read",
        "tasks.manage",
        "memories.read",
        "memories.keep",
        "weather.read",
        "pages.fetch",
        "sms.send",
        "plugins.read",
        "plugins.manage",
        "oncall.read",
        "oncall.swap",
        "oncall.change",
        "robots.read",
        "robots.manage",
        "assistant.use",
        "people.self",
        "people.manage",
        "people.act_for_others",
        "payloads.decode",
        "clusters.read",
        "clusters.edit",
        "incidents.read",
        "incidents.note",
        "incidents.steer",
        "repairs.request",
        "repairs.approve",
        "alerts.silence",
        "alerts.send",
        "changes.freeze",
        "writes.enable",
        "discussions.read",
        "discussions.send",
        "discussions.annotate",
        "policies.read",
        "weights.change",
        "audit.read",
    }


def test_event_types_keep_their_spelling():
    """EVT-1."""
    assert {each.removeprefix("zhiban.") for each in EventType} == {
        "briefing.prepared",
        "briefing.given",
        "briefing.pushed",
        "briefing.missed",
        "briefing.paused",
        "briefing.resumed",
        "briefing.configured",
        "delivery.settled",
        "delivery.tested",
        "announcement.sent",
        "person.registered",
        "person.signed_in",
        "person.changed",
        "person.asked",
        "person.refused",
        "token.issued",
        "token.revoked",
        "share.created",
        "share.revoked",
        "feedback.given",
        "task.created",
        "task.configured",
        "task.paused",
        "task.resumed",
        "task.triggered",
        "task.stopped",
        "task.deleted",
        "task.failing",
        "task.recovered",
        "task.silent",
        "web.seen",
        "web.changed",
        "web.keyword_appeared",
        "web.keyword_disappeared",
        "web.number_crossed",
        "web.unchanged",
        "threshold.breached",
        "threshold.reminded",
        "threshold.cleared",
        "threshold.no_data",
        "threshold.flapping",
        "threshold.settled",
        "schedule.ran",
        "schedule.failed",
        "digest.published",
        "memory.kept",
        "memory.forgotten",
        "sms.sent",
        "plugin.registered",
        "plugin.changed",
        "plugin.removed",
        "plugin.state_changed",
        "robot.registered",
        "robot.removed",
        "robot.asked",
        "robot.answered",
        "voice.compared",
        "conversation.said",
        "conversation.asked",
        "conversation.called",
        "conversation.settled",
        "conversation.deleted",
        "alert.unconfirmed",
        "audit.anchored",
        "incident.opened",
        "incident.counted",
        "incident.moved",
        "incident.decided",
        "incident.suppressed",
        "incident.waiting",
        "incident.attempted",
        "incident.verified",
        "incident.flapping",
        "incident.settled",
        "incident.steered",
        "incident.acknowledged",
        "incident.called",
        "incident.reached",
        "incident.unreached",
        "incident.grouped",
        "incident.ungrouped",
        "incident.noted",
        "incident.discussed",
        "incident.refused",
        "incident.relapsed",
        "incident.closed",
        "approval.asked",
        "approval.answered",
        "rollback.done",
        "broadcast.queued",
        "cluster.edit.waiting",
        "cluster.edit.settled",
        "control.set",
        "control.ended",
        "discussion.sent",
        "discussion.replied",
        "discussion.closed",
        "sweep.done",
        "oncall.created",
        "oncall.changed",
        "oncall.overridden",
        "oncall.imported",
        "oncall.override_ended",
        "oncall.swap_asked",
        "oncall.swap_settled",
        "oncall.feed_made",
        "oncall.feed_revoked",
        "oncall.handed_over",
        "oncall.gap_ahead",
        "oncall.observed",
        "oncall.quiet_hours_over",
        "weights.proposed",
        "weights.changed",
    }
