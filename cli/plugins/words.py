"""How plugins look at the terminal."""

from datetime import timedelta

from application.common.wording import Localizer, sentences
from application.plugins.views import PluginView
from application.ports.assistant.plugins import PluginTool, Trial
from cli.output import heads, one_line, say, say_table, shown
from domain.common.messages import Called, message, named
from domain.common.time_words import in_zone
from domain.plugins.plugins import PluginState

SHOWN = 200
"""Characters of a tool's description in a list."""


def row_of(plugin: PluginView, reader: Localizer) -> tuple[object, ...]:
    """Return a plugin as a row of a list."""
    since = in_zone(plugin.since, reader.zone) if plugin.since else ""
    flags = (shown(each, reader.text) for each in (plugin.enabled, plugin.trusted))
    state = reader.text(named(plugin.state))
    return plugin.name, plugin.address, *flags, state, since, plugin.tools, plugin.said


def say_outcome(name: str, trial: Trial, reader: Localizer) -> None:
    """Say what came of connecting, on one line."""
    said = message(
        "plugin_tool.outcome",
        plugin=Called(name),
        state=trial.state,
        tools=len(trial.tools),
        seconds=Called(f"{trial.seconds:.1f}"),
    )
    ready = trial.state is PluginState.READY
    say(one_line(sentences(reader.text(said), "" if ready else trial.said)))


def say_plugin(plugin: PluginView, reader: Localizer) -> None:
    """Say everything about one plugin."""
    none = reader.text(message("terminal.nothing"))
    since = in_zone(plugin.since, reader.zone) if plugin.since else ""
    limit = message("value.plain", value=timedelta(seconds=plugin.timeout_seconds))
    rows = [
        ("head.name", plugin.name),
        ("head.kind", plugin.transport),
        ("head.address", plugin.address),
        ("head.headers", ", ".join(plugin.header_names) or none),
        ("head.trusted", shown(plugin.trusted, reader.text)),
        ("head.enabled", shown(plugin.enabled, reader.text)),
        ("head.limit", reader.text(limit)),
        ("head.state", reader.text(named(plugin.state))),
        ("head.since", since),
        ("head.said", plugin.said),
    ]
    told = [(reader.text(message(head)), value) for head, value in rows if value]
    say_table(heads(reader.text, "head.field", "head.value"), told)


def say_tools(tools: tuple[PluginTool, ...], reader: Localizer) -> None:
    """Write tools as a table; their words are the plugin's own."""
    rows = [(each.name, each.care, each.description[:SHOWN]) for each in tools]
    say_table(heads(reader.text, "head.name", "head.care", "head.description"), rows)
