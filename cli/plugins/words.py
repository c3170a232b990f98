"""How plugins look at the terminal."""

from application.plugins.views import PluginView
from application.ports.assistant.plugins import PluginTool, Trial
from cli.output import one_line, say_table
from domain.common.time_words import in_zone
from domain.plugins.plugins import PluginState

SHOWN = 200
"""Characters of a tool's description in a list."""


def row_of(plugin: PluginView, zone: str) -> tuple[object, ...]:
    """Return a plugin as a row of a list."""
    since = in_zone(plugin.since, zone) if plugin.since else ""
    about = (plugin.name, plugin.address, plugin.enabled, plugin.trusted)
    return *about, plugin.state, since, plugin.tools, plugin.said


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
