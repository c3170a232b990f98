"""The sets of tools: their names, and which tools each holds (MCP-1)."""

from collections.abc import Callable, Collection, Sequence

from mcp.server.mcpserver.tools import Tool

from application.common.languages import with_languages
from application.services import Services
from domain.common.errors import Misconfigured
from domain.common.messages import Alternatives, Called, Names, message
from mcp_server.analytics.dashboards import DashboardTools
from mcp_server.analytics.tools import EffectTools
from mcp_server.analytics.usage import UsageTools
from mcp_server.briefings.tools import BriefingTools
from mcp_server.cloud_tools import cloud_tools
from mcp_server.deliveries.announcing import AnnouncingTools
from mcp_server.deliveries.tools import DeliveryTools
from mcp_server.desk import DESK
from mcp_server.devops_tools import devops_tools
from mcp_server.discussions.annotate import AnnotateTools
from mcp_server.discussions.lingbus import LingbusTools
from mcp_server.discussions.signing import SigningTools
from mcp_server.finding import FindingTools
from mcp_server.forecasts.series import MetricSeriesTools
from mcp_server.forecasts.tools import ForecastTools
from mcp_server.hints import changes, reads
from mcp_server.identity import Identity
from mcp_server.logs.changes import LogChangeTools
from mcp_server.oncall.tools import OnCallTools
from mcp_server.people.memories import MemoryTools
from mcp_server.plugins.tools import PluginTools
from mcp_server.small_tools import SmallTools
from mcp_server.tasks.parameters import OneConfig, OneName
from mcp_server.tasks.tools import TaskTools
from mcp_server.voice.tools import RobotTools

TOGETHER = ("basic", "devops", "push", "tasks", "tools", "oncall", "cloud", "analytics")
"""The sets that are served when none is named."""

DISCUSSIONS = ("signing", "annotate", "lingbus")
"""Writing, marking and reading the bus of agents and people: apart, so that each agent gets only
what it is to do (BUS-1)."""

VOICE = "voice"
"""The person's desk robots: apart, because few agents are to know of them."""

PLUGINS = "plugins"
"""What else the assistant is connected to: apart, because few agents are to change that."""

SETS = (*TOGETHER, *DISCUSSIONS, PLUGINS, VOICE)
"""Names of the sets of tools; each can be served alone (MCP-1)."""

ALL = "all"
"""Name under which the sets that belong together are served as they are."""

SERVED = (DESK, ALL, *SETS)
"""What can be served, by name; the first when nothing is named."""


def everything(_: Tool) -> bool:
    """Keep every tool."""
    return True


def only_reading(tool: Tool) -> bool:
    """Keep the tools that change nothing."""
    return tool.annotations is not None and bool(tool.annotations.read_only_hint)


def tools_of(
    services: Services,
    identity: Identity,
    sets: Sequence[str],
    *,
    keeps: Callable[[Tool], bool] = everything,
) -> list[Tool]:
    """Return the tools of these sets, each once, in the order in which they are listed.

    The desk reaches all that belong together, and has one that finds them.

    Args:
        services: what the tools ask.
        identity: who each call is from.
        sets: names from `SERVED`, or of single tools; those of the bus come in sets only.
        keeps: which of them are wanted.

    Raises:
        Misconfigured: a name is neither, or there is none.
    """
    makers = {
        "basic": _basic,
        "devops": devops_tools,
        "push": _push,
        "tasks": _tasks,
        "tools": _small,
        "signing": _signing,
        "annotate": _annotate,
        "lingbus": _lingbus,
        "oncall": _oncall,
        "cloud": cloud_tools,
        "analytics": _analytics,
        PLUGINS: _plugins,
        VOICE: _voice,
    }
    reached = [each for name in sets for each in (TOGETHER if name in (DESK, ALL) else (name,))]
    single = [each for each in reached if each not in makers]
    alone = {
        tool.name: tool
        for name in ((*TOGETHER, PLUGINS, VOICE) if single else ())
        for tool in makers[name](services, identity)
    }
    _check_known(set(single) - set(alone), sets)
    found = {
        tool.name: tool
        for name in dict.fromkeys(reached)
        for tool in (makers[name](services, identity) if name in makers else [alone[name]])
    }
    tools = list(filter(keeps, found.values()))
    if DESK in sets:
        known = tuple(tools)
        finding = FindingTools(services, identity, lambda: known)
        tools.append(reads(finding.find_tools, "Find tools", open_world=False))
    for tool in tools:
        tool.parameters = with_languages(tool.parameters, services.words)
    return tools


def _check_known(unknown: Collection[str], sets: Sequence[str]) -> None:
    if unknown or not sets:
        raise Misconfigured(
            message(
                "tool.no_server",
                unknown=Names(tuple(map(Called, sorted(unknown)))) if unknown else None,
                servers=Alternatives(tuple(map(Called, SERVED))),
            )
        )


def _basic(services: Services, identity: Identity) -> list[Tool]:
    tools = BriefingTools(services, identity)
    return [
        # It marks the day's briefing as given, which nothing undoes, and only the first time.
        changes(tools.greet, "Greet and get the daily briefing"),
        reads(tools.get_briefing, "Read a daily briefing", open_world=False),
        # It replaces what was set before, addresses among it: worth a question by the host.
        changes(tools.configure_briefing, "Change the daily briefing", destructive=True),
        # It decides who reads the briefing: the person confirms what was heard.
        changes(tools.change_preferences, "Change settings by a sentence", destructive=True),
        changes(tools.pause_briefing, "Pause the daily briefing"),
        changes(tools.resume_briefing, "Resume the daily briefing"),
    ]


def _push(services: Services, identity: Identity) -> list[Tool]:
    tools, announcing = DeliveryTools(services, identity), AnnouncingTools(services, identity)
    briefings = BriefingTools(services, identity)
    return [
        # Only a key of the caller's makes it one message when it is called twice.
        changes(announcing.send_message_to, "Send a message", idempotent=False, open_world=True),
        changes(announcing.send_messages_to_list, "Send a message to a list", open_world=True),
        reads(tools.list_deliveries, "List messages to people", open_world=False),
        reads(tools.get_delivery, "Show a message to a person", open_world=False),
        # Whoever gets it hears of it a second time.
        changes(tools.resend_delivery, "Send a message again", idempotent=False, open_world=True),
        changes(tools.send_test_message, "Send a test message", idempotent=False, open_world=True),
        changes(tools.judge_message, "Say whether a message was useful"),
        reads(tools.get_reach_rates, "Tell how many messages arrive", open_world=False),
        # Where and when they are reached; it replaces what was set before.
        changes(briefings.configure_briefing, "Change the daily briefing", destructive=True),
    ]


def _tasks(services: Services, identity: Identity) -> list[Tool]:
    tools = TaskTools(services, identity)
    return [
        # Only a key of the caller's makes it the same task twice.
        changes(
            tools.create_background_task,
            "Make a background task",
            idempotent=False,
            rules=OneConfig,
        ),
        reads(tools.try_background_task, "Try a configuration", open_world=True),
        reads(tools.list_background_tasks, "List background tasks", open_world=False),
        reads(tools.get_background_task, "Show a background task", open_world=False),
        # It replaces what was set before, addresses among it.
        changes(
            tools.update_background_task,
            "Change a background task",
            destructive=True,
            rules=OneName,
        ),
        changes(tools.pause_background_task, "Pause a background task"),
        changes(tools.resume_background_task, "Resume a background task"),
        changes(tools.delete_background_task, "Delete a background task", destructive=True),
        changes(tools.trigger_background_task, "Run a background task now", idempotent=False),
        changes(tools.call_alert_normal, "Call an alert normal"),
        reads(tools.compare_page_snapshots, "Compare snapshots of a page", open_world=False),
        reads(tools.get_event_sourcing_status, "See how tasks stand", open_world=False),
    ]


def _small(services: Services, identity: Identity) -> list[Tool]:
    memories, tools = MemoryTools(services, identity), SmallTools(services, identity)
    return [
        changes(memories.remember, "Remember something", idempotent=False),
        changes(memories.forget, "Forget something", destructive=True),
        reads(memories.search_memories, "Search what was remembered", open_world=False),
        reads(tools.get_weather, "Tell the weather", open_world=True),
        # Only a key of the caller's makes it one text when it is called twice.
        changes(tools.send_sms, "Send a text message", idempotent=False, open_world=True),
        reads(tools.scrape_webpage, "Read a web page", open_world=True),
    ]


def _signing(services: Services, identity: Identity) -> list[Tool]:
    tools = SigningTools(services, identity)
    return [
        # Only a key of the caller's makes it one message when it is called twice.
        changes(tools.send_message, "Say something on the bus", idempotent=False),
        changes(tools.reply_message, "Reply in a discussion", idempotent=False),
        # Nothing opens it again.
        changes(tools.close_discussion, "Close a discussion", destructive=True),
    ]


def _annotate(services: Services, identity: Identity) -> list[Tool]:
    tools = AnnotateTools(services, identity)
    return [
        reads(tools.search_messages, "Search messages", open_world=False),
        reads(tools.detect_anomalies, "Look for anomalies", open_world=False),
        changes(tools.annotate_discussion, "Mark what is not real"),
    ]


def _lingbus(services: Services, identity: Identity) -> list[Tool]:
    tools = LingbusTools(services, identity)
    return [
        reads(tools.list_discussions, "List discussions", open_world=False),
        reads(tools.read_discussion, "Read a discussion", open_world=False),
        changes(tools.init_store, "Make the store of discussions"),
        reads(tools.list_projects, "List who takes part", open_world=False),
        reads(tools.get_stats, "Count what was said", open_world=False),
    ]


def _oncall(services: Services, identity: Identity) -> list[Tool]:
    tools = OnCallTools(services, identity)
    return [
        reads(tools.who_is_on_call, "Say who is on call", open_world=False),
        # Somebody else is called at night because of it: worth a question by the host.
        changes(tools.change_on_call, "Change who is on call", destructive=True, idempotent=False),
    ]


def _analytics(services: Services, identity: Identity) -> list[Tool]:
    metrics = MetricSeriesTools(services, identity)
    forecasts, changes_ = ForecastTools(services, identity), LogChangeTools(services, identity)
    return [
        reads(changes_.compare_logs, "Say what changed in the logs", open_world=True),
        reads(
            EffectTools(services, identity).get_incident_metrics,
            "Count how repairs went",
            open_world=False,
        ),
        reads(
            DashboardTools(services, identity).show_dashboard,
            "Show a dashboard",
            open_world=True,
        ),
        reads(
            UsageTools(services, identity).find_usage_trends, "Find bottlenecks", open_world=True
        ),
        reads(metrics.list_metrics, "List metrics of the cloud", open_world=True),
        reads(metrics.get_metric_series, "Read the past of a metric", open_world=True),
        reads(forecasts.forecast_capacity, "Forecast when something is full", open_world=True),
    ]


def _plugins(services: Services, identity: Identity) -> list[Tool]:
    tools = PluginTools(services, identity)
    return [
        reads(tools.list_plugins, "List plugins", open_world=False),
        reads(tools.get_plugin_metrics, "Show a plugin's figures", open_world=False),
        # It begins a connection anew and notes what came of it.
        changes(tools.test_plugin, "Try a plugin", open_world=True),
        changes(tools.register_plugin, "Register a plugin", idempotent=False, open_world=True),
        changes(tools.unregister_plugin, "Remove a plugin", destructive=True),
    ]


def _voice(services: Services, identity: Identity) -> list[Tool]:
    tools = RobotTools(services, identity)
    return [
        reads(tools.list_robots, "List desk robots", open_world=False),
        reads(tools.preview_robot_names, "Try names for a robot", open_world=False),
        # It replaces the names that were set before.
        changes(tools.set_robot_names, "Name the person's robot", destructive=True),
    ]
