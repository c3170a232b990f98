"""The tools of the set `devops`: logs, incidents, repairs, what holds them back, and clusters."""

from collections.abc import Callable
from typing import Any

from mcp.server.mcpserver.tools import Tool

from application.services import Services
from mcp_server.analytics.tools import EffectTools
from mcp_server.clusters.edit_answers import ClusterEditAnswerTools
from mcp_server.clusters.edits import ClusterEditTools
from mcp_server.clusters.tools import ClusterTools
from mcp_server.hints import changes, reads
from mcp_server.identity import Identity
from mcp_server.incidents.controls import ControlTools
from mcp_server.incidents.policies import PolicyTools
from mcp_server.incidents.repairs import RepairTools
from mcp_server.incidents.story import StoryTools
from mcp_server.incidents.tools import IncidentTools
from mcp_server.incidents.trials import TrialTools
from mcp_server.incidents.weights import WeightTools
from mcp_server.logs.tools import LogTools


def devops_tools(services: Services, identity: Identity) -> list[Tool]:
    """Return the tools of the set `devops`, in the order in which they are listed."""
    tools = LogTools(services, identity)
    return [
        reads(tools.list_log_topics, "List log topics", open_world=True),
        reads(tools.search_logs, "Search log lines", open_world=True),
        reads(tools.get_log_histogram, "Count log lines over time", open_world=True),
        reads(tools.write_log_query, "Write a query from words", open_world=True),
        reads(tools.get_log_context, "Show lines around a line", open_world=True),
        reads(tools.list_alarm_records, "List alarms that fired", open_world=True),
        *_incidents(services, identity),
        *_repairs(services, identity),
        *_controls(services, identity),
        *_weights(services, identity),
        *_clusters(services, identity),
        *_edits(services, identity),
    ]


def _incidents(services: Services, identity: Identity) -> list[Tool]:
    tools, story = IncidentTools(services, identity), StoryTools(services, identity)
    return [
        reads(tools.list_incidents, "List incidents", open_world=False),
        reads(tools.get_incident, "Show an incident", open_world=False),
        reads(tools.explain_incident, "Explain an incident", open_world=False),
        reads(tools.get_incident_timeline, "Tell an incident's story", open_world=False),
        reads(story.list_incident_alerts, "List raw alerts of an incident", open_world=False),
        reads(story.draft_postmortem, "Draft a post-mortem", open_world=False),
        changes(story.discuss_incident, "Open the discussion of an incident"),
        # Without a key of the caller's, the same words are another note.
        changes(story.add_incident_note, "Write a note about an incident", idempotent=False),
        # What was stopped is not begun again by itself, and what is closed stays so.
        changes(tools.abort_incident, "Stop a repair for good", destructive=True),
        changes(tools.pause_incident, "Hold a repair"),
        changes(tools.resume_incident, "Let a repair go on"),
        changes(tools.skip_rung, "Pass over the next rung", idempotent=False),
        changes(tools.acknowledge_incident, "Take an incident over"),
        changes(tools.examine_incident, "Look at an incident again"),
        changes(tools.close_incident, "Close an incident", destructive=True),
        changes(tools.merge_incident, "Merge into another's group"),
        changes(tools.split_incident, "Take out of its group"),
    ]


def _repairs(services: Services, identity: Identity) -> list[Tool]:
    tools = RepairTools(services, identity)
    return [
        reads(tools.list_approvals, "List repairs that wait for a yes", open_world=False),
        _writes(tools.approve_action, "Approve a repair"),
        changes(tools.deny_action, "Deny a repair"),
        # Without a key of the caller's, a confirmed call that is repeated is another request.
        _writes(tools.rollback_workload, "Roll a workload back", idempotent=False),
        _writes(tools.restart_workload, "Restart a workload", idempotent=False),
        _writes(tools.scale_workload, "Scale a workload", idempotent=False),
    ]


def _controls(services: Services, identity: Identity) -> list[Tool]:
    tools, policies = ControlTools(services, identity), PolicyTools(services, identity)
    effect = EffectTools(services, identity)
    return [
        # Who is not told of an alert cannot act on it: worth a question by the host.
        changes(tools.silence_alerts, "Silence alerts", destructive=True, idempotent=False),
        changes(tools.create_maintenance_window, "Plan maintenance", idempotent=False),
        changes(tools.freeze_changes, "Freeze changes", idempotent=False),
        changes(tools.end_control, "End a silence, window or freeze", destructive=True),
        reads(tools.list_controls, "List silences, windows, freezes", open_world=False),
        reads(tools.get_kill_switch, "Say whether writing is on", open_world=False),
        changes(tools.set_kill_switch, "Stop or enable writing", destructive=True),
        reads(policies.show_policy, "Show the policy", open_world=False),
        reads(policies.validate_policy, "Check a policy file", open_world=False),
        reads(policies.back_test_policy, "Try a policy on what was", open_world=False),
        reads(effect.get_incident_metrics, "Count how repairs went", open_world=False),
        reads(policies.list_audit_rows, "Browse the audit", open_world=False),
        reads(policies.verify_audit, "Check the audit", open_world=False),
        changes(
            TrialTools(services, identity).send_test_alerts,
            "Send test alerts",
            idempotent=False,
            open_world=True,
        ),
    ]


def _weights(services: Services, identity: Identity) -> list[Tool]:
    tools = WeightTools(services, identity)
    return [
        reads(tools.show_score_weights, "Show the weights of scores", open_world=False),
        reads(tools.list_weight_proposals, "List proposed weights", open_world=False),
        # An open proposal stands: asking again makes no second one.
        changes(tools.propose_weights, "Let weights learn"),
        changes(tools.answer_weight_proposal, "Answer proposed weights", destructive=True),
        # Each time makes a version of its own, though its shares are the same.
        changes(tools.revert_weights, "Take weights back", destructive=True, idempotent=False),
    ]


def _clusters(services: Services, identity: Identity) -> list[Tool]:
    tools = ClusterTools(services, identity)
    return [
        reads(tools.list_clusters, "List clusters", open_world=True),
        reads(tools.list_nodes, "List nodes", open_world=True),
        reads(tools.list_node_pools, "List node pools", open_world=True),
        reads(tools.list_workloads, "List workloads", open_world=True),
        reads(tools.get_workload, "Show a workload", open_world=True),
        reads(tools.list_pods, "List pods", open_world=True),
        reads(tools.list_cluster_events, "List cluster events", open_world=True),
        reads(tools.get_pod_log, "Read a pod's log", open_world=True),
    ]


def _edits(services: Services, identity: Identity) -> list[Tool]:
    tools, answers = (
        ClusterEditTools(services, identity),
        ClusterEditAnswerTools(services, identity),
    )
    return [
        # What was confirmed is done once, however often it is called.
        _writes(tools.apply_manifest, "Apply Kubernetes YAML"),
        _writes(tools.set_config_keys, "Change keys of a ConfigMap"),
        _writes(tools.put_config_back, "Put a ConfigMap's keys back"),
        _writes(tools.resize_node_pool, "Resize a node pool"),
        _writes(tools.create_node_pool, "Create a node pool"),
        _writes(tools.unisolate_pod, "Let an isolated pod back in"),
        reads(answers.list_waiting_edits, "List edits that wait for a yes", open_world=False),
        reads(answers.get_cluster_edit, "Show an edit of a cluster", open_world=False),
        changes(answers.approve_cluster_edit, "Approve an edit of a cluster", destructive=True),
        changes(answers.deny_cluster_edit, "Deny an edit of a cluster"),
    ]


def _writes(method: Callable[..., Any], title: str, *, idempotent: bool = True) -> Tool:
    """Make a tool that writes to a cluster: outside, and what was there before is lost."""
    return changes(method, title, destructive=True, idempotent=idempotent, open_world=True)
