"""Everything that a face can do, a person can do in the console (CON-2); what is left, by name."""

import re

from fastapi.routing import iter_route_contexts

from api.console.routes import ROOT
from api.rights import NEEDS

DONE = {
    "list_people", "get_me", "update_me", "get_person", "update_person", "preview_names",
    "invite_person", "make_password_link", "get_password_link", "withdraw_password_link",
    "get_second_factor", "begin_second_factor", "confirm_second_factor", "renew_recovery_codes",
    "disable_second_factor", "remove_second_factor",
    "list_registrations", "approve_registration", "refuse_registration",
    "set_roles", "set_disabled", "change_password", "list_tokens", "issue_token", "revoke_token",
    "configure_briefing", "get_briefing_settings",
    "list_audit_rows", "verify_audit", "export_audit",
    "list_incidents", "get_incident", "explain_incident", "get_incident_timeline",
    "abort_incident", "pause_incident", "resume_incident", "skip_rung", "acknowledge_incident",
    "close_incident", "merge_incident", "split_incident", "enable_writes", "silence_alerts",
    "list_approvals", "get_approval", "approve_action", "deny_action",
    "approve_cluster_edit", "deny_cluster_edit", "list_waiting_edits", "get_kill_switch",
    "list_background_tasks", "get_background_task", "list_task_looks", "list_snapshots",
    "compare_snapshots", "list_screenshots", "get_screenshot", "pause_background_task",
    "resume_background_task", "trigger_background_task", "call_alert_normal",
    "delete_background_task",
    "send_test_message", "create_background_task", "try_background_task",
    "update_background_task",
    "engage_kill_switch", "release_kill_switch", "list_controls", "end_control",
    "create_maintenance_window", "freeze_changes",
    "list_deliveries", "get_delivery", "resend_delivery", "send_announcement",
    "judge_message", "list_reach_rates",
    "list_events", "list_events_of_type", "stream_events",
    "list_clusters", "list_nodes", "list_node_pools", "list_workloads", "get_workload",
    "list_pods", "list_cluster_events", "get_pod_log",
    "find_workloads", "list_services", "list_ingresses", "list_configs", "get_resource_use",
    "describe_object",
    "apply_manifest", "set_config_keys", "resize_node_pool", "unisolate_pod", "create_node_pool",
    "list_alarm_policies", "create_metric_alarm", "create_log_alarm", "switch_alarm_policy",
    "list_logsets", "list_scheduled_sql", "create_logset", "create_log_topic",
    "create_scheduled_sql",
    "list_log_topics", "search_logs", "get_log_histogram", "get_log_context", "compare_logs",
    "list_dashboards", "show_dashboard", "draw_dashboard",
    "list_alarm_records",
    "back_test_policy", "list_weight_versions", "show_policy", "show_score_weights",
    "validate_policy",
    "greet", "get_briefing_today", "list_briefings", "get_briefing", "prepare_briefing",
    "pause_briefing", "resume_briefing", "get_evidence",
    "get_recording", "get_voiceprint", "forget_voiceprint",
    "list_voice_requests", "answer_voice_request",
    "ask_assistant", "list_conversations", "get_conversation", "follow_conversation",
    "answer_question", "stop_turn", "delete_conversation",
    "discuss_incident", "add_incident_note", "list_incident_notes", "list_incident_alerts",
    "examine_incident", "draft_postmortem", "get_incident_metrics",
    "list_oncall_schedules", "get_oncall_schedule", "list_oncall_shifts", "who_is_on_call",
    "override_oncall", "end_oncall_override", "ask_oncall_swap", "answer_oncall_swap",
    "list_oncall_swaps", "create_oncall_schedule", "change_oncall_schedule",
    "export_oncall_calendar", "import_oncall_calendar", "create_oncall_feed",
    "list_oncall_feeds", "revoke_oncall_feed", "create_oncall_schedule_of_calendar",
    "remember", "forget", "search_memories",
    "list_discussions", "read_discussion", "read_message", "reply_message", "search_messages",
    "send_message", "annotate_discussion", "close_discussion",
    "list_plugins", "register_plugin", "get_plugin", "change_plugin", "remove_plugin",
    "test_plugin", "list_plugin_tools", "get_plugin_metrics",
    "list_robots", "register_robot", "get_robot", "remove_robot",
    "list_webhooks", "pause_webhook", "resume_webhook",
    "create_share", "list_shares", "revoke_share",
    "set_weights", "revert_weights", "list_weight_proposals", "propose_weights",
    "approve_weights", "refuse_weights",
    "restart_workload", "rollback_workload", "scale_workload",
    "get_cluster_edit", "put_config_back",
    "get_stats", "list_projects", "init_store", "check_store", "repair_store", "detect_anomalies",
    "get_weather", "scrape_webpage", "send_sms", "forecast_capacity",
    "write_log_query", "find_usage_trends", "list_metrics", "get_metric_series",
    "send_test_alerts",
    "get_digest", "get_latest_digest", "get_event_sourcing_status",
}  # fmt: skip
"""Operations that a page offers."""

NOT_FOR_PEOPLE = {
    "recognize_speech": "a browser has no recording to send; robots and programs do",
    "recognize_speaker": "as above",
    "verify_voice": "as above",
    "enrol_voiceprint": "as above; the profile says which command does it",
    "process_background_feedback": "programs report with it",
    "get_task_schema": "describes configurations to programs; forms are made from it",
    "get_policy_schema": "describes policies to programs",
    "get_briefing_progress": "for the voice, while it waits",
}

TO_BE_DONE = 0
"""Operations without a page. It only ever shrinks: whoever adds pages moves names up and lowers
it; the rest is `set(NEEDS) - DONE - set(NOT_FOR_PEOPLE)`."""


def test_what_the_console_lacks_shrinks():
    """CON-2."""
    known = set(NEEDS)
    assert known >= DONE | set(NOT_FOR_PEOPLE)
    left = known - DONE - set(NOT_FOR_PEOPLE)
    assert len(left) == TO_BE_DONE, sorted(left)


def test_whatever_is_called_done_has_an_address(app):
    """CON-2: at least one page for each noun that is done."""
    paths = {context.path for context in iter_route_contexts(app.routes)}
    nouns = {re.sub(f"^{ROOT}/?", "", path).partition("/")[0] for path in paths if ROOT in path}
    assert {
        "",
        "people",
        "incidents",
        "approvals",
        "audit",
        "tasks",
        "theme",
        "components",
        "sign-out",
    } <= nouns
