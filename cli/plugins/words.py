"""How plugins look at the terminal."""

from application.ports.assistant.plugins import KeptPlugin, PluginTool, Trial
from cli.output import one_line, say_table
from domain.common.time_words import in_zone
from domain.plugins.plugins import PluginState

SHOWN = 200
"""Characters of a tool's description in a list."""


def data_of(kept: KeptPlugin) -> dict[str, object]:
    """Return a plugin by the names that it has over HTTP."""
    plugin, standing = kept.plugin, kept.standing
    names = ("name", "transport", "address", "header_names", "trusted", "enabled")
    return {
        **{name: getattr(plugin, name) for name in names},
        "timeout_seconds": plugin.timeout,
        "registered_at": plugin.registered_at,
        "changed_at": plugin.changed_at,
        **{name: getattr(standing, name) for name in ("state", "since", "said", "tools")},
    }


def row_of(kept: KeptPlugin, zone: str) -> tuple[object, ...]:
    """Return a plugin as a row of a list."""
    plugin, standing = kept.plugin, kept.standing
    since = in_zone(standing.since, zone) if standing.since else ""
    about = (plugin.name, plugin.address, plugin.enabled, plugin.trusted)
    return *about, standing.state, since, standing.tools, standing.said


def outcome_of(trial: Trial) -> str:
    """Return what came of connecting, on one line."""
    if trial.state is PluginState.READY:
        return f"ready, {len(trial.tools)} tools in {trial.seconds:.1f} s."
    return one_line(f"{trial.state}. {trial.said}")


def say_tools(tools: tuple[PluginTool, ...]) -> None:
    """Write tools as a table; their words are the plugin's own."""
    rows = [(each.name, each.care, each.description[:SHOWN]) for each in tools]
    say_table(("name", "care", "description"), rows)


def yes_or_no(value: bool) -> str:  # noqa: FBT001 - the one thing it is about
    """Return it in a word."""
    return "yes" if value else "no"
