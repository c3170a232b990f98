"""What each operation needs, so that strangers are told nothing.

Services decide who may do what. But a request is read before a service sees it, and what is wrong
with a request is told only to those who may make it. `tests/faces/api/test_access.py` holds this
table against the one by which every route is tried.
"""

from domain.people.access import Permission

_OPERATIONS: dict[Permission, tuple[str, ...]] = {
    Permission.CHANGE_WEIGHTS: (
        "set_weights",
        "revert_weights",
        "propose_weights",
        "approve_weights",
        "refuse_weights",
    ),
    Permission.READ_EVENTS: (
        "list_events",
        "list_events_of_type",
        "stream_events",
    ),
    Permission.GIVE_FEEDBACK: ("process_background_feedback",),
    Permission.MANAGE_PEOPLE: (
        "list_people",
        "set_roles",
        "set_disabled",
    ),
    Permission.MANAGE_SELF: (
        "get_me",
        "update_me",
        "change_password",
        "get_person",
        "update_person",
        "list_tokens",
        "issue_token",
        "revoke_token",
    ),
    Permission.GREET: (
        "greet",
        "get_briefing_progress",
    ),
    Permission.READ_BRIEFING: (
        "list_briefings",
        "get_briefing_today",
        "get_briefing_settings",
        "get_briefing",
        "get_evidence",
    ),
    Permission.CONFIGURE_BRIEFING: (
        "configure_briefing",
        "pause_briefing",
        "resume_briefing",
        "prepare_briefing",
    ),
    Permission.SHARE_BRIEFING: (
        "create_share",
        "list_shares",
        "revoke_share",
    ),
    Permission.MANAGE_TASKS: (
        "create_background_task",
        "try_background_task",
        "update_background_task",
        "delete_background_task",
        "pause_background_task",
        "resume_background_task",
        "trigger_background_task",
    ),
    Permission.READ_TASKS: (
        "get_task_schema",
        "list_background_tasks",
        "get_event_sourcing_status",
        "get_background_task",
        "list_task_looks",
        "get_latest_digest",
        "get_digest",
        "list_screenshots",
        "get_screenshot",
        "list_snapshots",
        "compare_snapshots",
    ),
    Permission.KEEP_MEMORIES: (
        "remember",
        "forget",
    ),
    Permission.READ_MEMORIES: ("search_memories",),
    Permission.READ_PLUGINS: (
        "list_plugins",
        "get_plugin",
        "list_plugin_tools",
        "get_plugin_metrics",
    ),
    Permission.MANAGE_PLUGINS: (
        "register_plugin",
        "change_plugin",
        "remove_plugin",
        "test_plugin",
    ),
    Permission.USE_ASSISTANT: (
        "ask_assistant",
        "list_conversations",
        "get_conversation",
        "follow_conversation",
        "answer_question",
        "stop_turn",
        "delete_conversation",
    ),
    Permission.READ_WEATHER: ("get_weather",),
    Permission.SEND_SMS: ("send_sms",),
    Permission.FETCH_PAGES: ("scrape_webpage",),
    Permission.READ_LOGS: (
        "list_log_topics",
        "search_logs",
        "get_log_histogram",
        "list_alarm_records",
    ),
    Permission.READ_DELIVERIES: ("list_deliveries", "get_delivery"),
    Permission.SEND_DELIVERIES: ("resend_delivery", "send_test_message"),
    Permission.ACT_FOR_OTHERS: (
        "repair_store",
        "list_webhooks",
        "pause_webhook",
        "resume_webhook",
    ),
    Permission.READ_INCIDENTS: (
        "list_incidents",
        "get_incident",
        "explain_incident",
        "get_incident_timeline",
        "list_approvals",
        "get_approval",
        "list_controls",
        "end_control",
        "get_cluster_edit",
        "list_waiting_edits",
        "get_incident_metrics",
        "get_kill_switch",
    ),
    Permission.STEER_INCIDENTS: (
        "abort_incident",
        "pause_incident",
        "resume_incident",
        "skip_rung",
        "acknowledge_incident",
        "close_incident",
        "merge_incident",
        "split_incident",
        "engage_kill_switch",
    ),
    Permission.ENABLE_WRITES: (
        "enable_writes",
        "release_kill_switch",
    ),
    Permission.APPROVE_REPAIRS: (
        "approve_action",
        "deny_action",
        "approve_cluster_edit",
        "deny_cluster_edit",
    ),
    Permission.REQUEST_REPAIRS: (
        "rollback_workload",
        "restart_workload",
        "scale_workload",
    ),
    Permission.SILENCE_ALERTS: (
        "silence_alerts",
        "create_maintenance_window",
    ),
    Permission.FREEZE_CHANGES: ("freeze_changes",),
    Permission.READ_POLICIES: (
        "show_policy",
        "back_test_policy",
        "get_policy_schema",
        "validate_policy",
        "show_score_weights",
        "list_weight_versions",
        "list_weight_proposals",
    ),
    Permission.READ_AUDIT: (
        "list_audit_rows",
        "verify_audit",
        "export_audit",
    ),
    Permission.READ_CLUSTERS: (
        "list_clusters",
        "list_nodes",
        "list_node_pools",
        "list_workloads",
        "get_workload",
        "list_pods",
        "list_cluster_events",
        "get_pod_log",
    ),
    Permission.READ_DISCUSSIONS: (
        "list_discussions",
        "search_messages",
        "get_stats",
        "list_projects",
        "check_store",
        "read_discussion",
        "read_message",
        "detect_anomalies",
    ),
    Permission.SEND_DISCUSSIONS: (
        "send_message",
        "init_store",
        "reply_message",
        "close_discussion",
    ),
    Permission.ANNOTATE_DISCUSSIONS: ("annotate_discussion",),
    Permission.EDIT_CLUSTERS: (
        "apply_manifest",
        "set_config_keys",
        "resize_node_pool",
        "unisolate_pod",
        "put_config_back",
    ),
}

NEEDS: dict[str, Permission] = {
    name: permission for permission, names in _OPERATIONS.items() for name in names
}
"""Permission by the name of an operation; those that any proof will do for are left out."""
