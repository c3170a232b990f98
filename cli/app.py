"""`zhiban`: every command, in one tree, each loaded when it is asked for.

All of them together take a second of the processor, which nobody who asks for one shall wait for.
"""
# ruff: noqa: PLC0415 - see above

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Annotated, NoReturn

import typer

from cli.devops_commands import devops_groups, holding_back
from cli.exit import ExitCode, leave_after
from cli.groups import Commands, alone, group, on_demand
from cli.languages import AnsweredIn
from cli.runtime import Runtime
from cli.terminal import Terminal

HELP = "Example: zhiban up"


def build_cli(runtime: Runtime) -> typer.Typer:
    """Return the command line over what the composition root lends."""
    terminal = Terminal(runtime)
    commands = {
        name: partial(_one_of, make, name, terminal)
        for make, names in _SINGLE.items()
        for name in names
    }
    groups = {
        "briefing": lambda: group(_briefings(terminal)),
        "people": lambda: _people(terminal),
        "task": lambda: group(_tasks(terminal)),
        "delivery": lambda: group(_deliveries(terminal)),
        "memory": lambda: group(_memories(terminal)),
        **devops_groups(terminal),
        "namespace": lambda: group(_namespace(terminal)),
        "discussions": lambda: group(_bus(terminal)),
        "plugins": lambda: group(_plugins(terminal)),
        "robot": lambda: group(_robots(terminal)),
        "voice": lambda: group(_speech(terminal)),
        "oncall": lambda: group(_oncall(terminal)),
        "assistant": lambda: group(_said(terminal)),
        "eval": lambda: group(_evaluations(terminal)),
    }
    root = group({}, cls=on_demand(commands | groups, terminal.text, lambda: terminal.language))

    @root.callback(invoke_without_command=True, help=HELP)
    def main(
        ctx: typer.Context,
        *,
        version: Annotated[bool, typer.Option("--version", help="option.show_version")] = False,
        _language: AnsweredIn = "",
    ) -> None:
        if version:
            typer.echo(f"zhiban {runtime.version}")
        elif ctx.invoked_subcommand is None:
            typer.echo(ctx.get_help())
            raise typer.Exit(ExitCode.USAGE)

    return root


def _one_of(make: Callable[[Terminal], Commands], name: str, terminal: Terminal) -> typer.Typer:
    """Return a command of the root alone."""
    return alone(name, make(terminal)[name])


def run_cli(runtime: Runtime) -> NoReturn:
    """Run the command that the process was started with, and end the process with its code."""
    leave_after(lambda: build_cli(runtime)(prog_name="zhiban"))


def _serving(terminal: Terminal) -> Commands:
    from cli.serving import ServingCommands

    serving = ServingCommands(terminal)
    return {
        "up": serving.up,
        "worker": serving.worker,
        "api": serving.api,
        "mcp": serving.mcp,
        "bridge": serving.bridge,
    }


def _upkeep(terminal: Terminal) -> Commands:
    from cli.demo import DemoCommands
    from cli.events.commands import EventCommands
    from cli.upkeep import UpkeepCommands

    upkeep = UpkeepCommands(terminal)
    return {
        "status": upkeep.status,
        "events": EventCommands(terminal).events,
        "doctor": upkeep.doctor,
        "demo": DemoCommands(terminal).demo,
        "migrate": upkeep.migrate,
        "rebuild": upkeep.rebuild,
        "reseal": upkeep.reseal,
        "replay": upkeep.replay,
        "record": upkeep.record,
    }


def _briefings(terminal: Terminal) -> Commands:
    from cli.briefings.commands import BriefingCommands

    briefings = BriefingCommands(terminal)
    return {
        "greet": briefings.greet,
        "today": briefings.today,
        "show": briefings.show,
        "record": briefings.record,
        "list": briefings.list_written,
        "configure": briefings.configure,
        "pause": briefings.pause,
        "resume": briefings.resume,
        "prepare": briefings.prepare,
        "share": briefings.share,
    }


def _tasks(terminal: Terminal) -> Commands:
    from cli.tasks.commands import TaskCommands
    from cli.tasks.shortcuts import TaskShortcuts

    tasks, shortcuts = TaskCommands(terminal), TaskShortcuts(terminal)
    return {
        "create": tasks.create,
        "watch": shortcuts.watch,
        "threshold": shortcuts.threshold,
        "schedule": shortcuts.schedule,
        "digest": shortcuts.digest,
        "list": tasks.list_all,
        "show": tasks.show,
        "looks": tasks.looks,
        "snapshots": tasks.snapshots,
        "update": tasks.update,
        "pause": tasks.pause,
        "resume": tasks.resume,
        "trigger": tasks.trigger,
        "normal": tasks.normal,
        "delete": tasks.delete,
        "status": tasks.status,
    }


def _deliveries(terminal: Terminal) -> Commands:
    from cli.deliveries.commands import DeliveryCommands

    deliveries = DeliveryCommands(terminal)
    return {
        "list": deliveries.list_all,
        "show": deliveries.show,
        "resend": deliveries.resend,
        "test": deliveries.test,
        "send": deliveries.send,
        "feedback": deliveries.feedback,
        "rates": deliveries.rates,
    }


def _memories(terminal: Terminal) -> Commands:
    from cli.people.memories import MemoryCommands

    memories = MemoryCommands(terminal)
    return {"add": memories.add, "search": memories.search, "forget": memories.forget}


def _namespace(terminal: Terminal) -> Commands:
    from cli.namespaces import NamespaceCommands

    namespaces = NamespaceCommands(terminal)
    return {"show": namespaces.show, "take-over": namespaces.take_over}


def _bus(terminal: Terminal) -> Commands:
    from cli.discussions.commands import DiscussionCommands
    from cli.discussions.store import DiscussionStoreCommands

    talk, store = DiscussionCommands(terminal), DiscussionStoreCommands(terminal)
    return {
        "list": talk.list_all,
        "read": talk.read,
        "send": talk.send,
        "reply": talk.reply,
        "close": talk.close,
        "search": talk.search,
        "anomalies": talk.anomalies,
        "annotate": talk.annotate,
        "stats": store.stats,
        "projects": store.projects,
        "init": store.init,
        "import": store.import_store,
        "check": store.check,
    }


def _plugins(terminal: Terminal) -> Commands:
    from cli.plugins.commands import PluginCommands

    plugins = PluginCommands(terminal)
    return {
        "list": plugins.list_all,
        "add": plugins.add,
        "show": plugins.show,
        "change": plugins.change,
        "enable": plugins.enable,
        "disable": plugins.disable,
        "remove": plugins.remove,
        "test": plugins.test,
        "tools": plugins.tools,
        "metrics": plugins.metrics,
    }


def _robots(terminal: Terminal) -> Commands:
    from cli.voice.commands import RobotCommands

    robots = RobotCommands(terminal)
    return {
        "list": robots.list_all,
        "status": robots.status,
        "add": robots.add,
        "remove": robots.remove,
    }


def _speech(terminal: Terminal) -> Commands:
    from cli.voice.hearing import VoiceCommands

    voice = VoiceCommands(terminal)
    return {
        "hear": voice.hear,
        "enrol": voice.enrol,
        "verify": voice.verify,
        "who": voice.who,
        "forget": voice.forget,
    }


def _oncall(terminal: Terminal) -> Commands:
    from cli.oncall.commands import OnCallCommands
    from cli.oncall.feeds import FeedCommands

    oncall, feeds = OnCallCommands(terminal), FeedCommands(terminal)
    return {
        "list": oncall.list_all,
        "show": oncall.show,
        "who": oncall.who,
        "shifts": oncall.shifts,
        "create": oncall.create,
        "change": oncall.change,
        "override": oncall.override,
        "end-override": oncall.end_override,
        "swap": oncall.swap,
        "swaps": oncall.swaps,
        "answer": oncall.answer,
        "export": oncall.export,
        "import": oncall.import_calendar,
        "subscribe": feeds.subscribe,
        "subscriptions": feeds.subscriptions,
        "unsubscribe": feeds.unsubscribe,
    }


def _said(terminal: Terminal) -> Commands:
    from cli.assistant.commands import ConversationCommands

    said = ConversationCommands(terminal)
    return {
        "list": said.list_all,
        "show": said.show,
        "answer": said.answer,
        "stop": said.stop,
        "delete": said.delete,
    }


def _evaluations(terminal: Terminal) -> Commands:
    from cli.evaluations.commands import EvaluationCommands

    evaluations = EvaluationCommands(terminal)
    return {"tools": evaluations.tools, "compare": evaluations.compare}


def _small(terminal: Terminal) -> Commands:
    from cli.small_tools import SmallCommands

    small = SmallCommands(terminal)
    return {"weather": small.weather, "sms": small.sms, "page": small.page}


def _forecasts(terminal: Terminal) -> Commands:
    from cli.analytics.usage import UsageCommands
    from cli.forecasts.commands import ForecastCommands
    from cli.forecasts.series import MetricSeriesCommands

    return {
        "forecast": ForecastCommands(terminal).forecast,
        "usage": UsageCommands(terminal).usage,
        "metrics": MetricSeriesCommands(terminal).list_all,
        "metric": MetricSeriesCommands(terminal).show,
    }


def _people(terminal: Terminal) -> typer.Typer:
    from cli.people.commands import PeopleCommands
    from cli.people.registrations import RegistrationCommands
    from cli.people.second_factor import SecondFactorCommands

    people, asked = PeopleCommands(terminal), RegistrationCommands(terminal)
    commands = group(
        {
            "add": people.add,
            "list": people.list_all,
            "show": people.show,
            "names": people.names,
            "roles": people.roles,
            "disable": people.disable,
            "enable": people.enable,
            "password": people.password,
            "invite": people.invite,
            "link": people.link,
            "registrations": asked.list_all,
            "approve": asked.approve,
            "refuse": asked.refuse,
        },
    )
    tokens: Commands = {
        "issue": people.issue_token,
        "list": people.list_tokens,
        "revoke": people.revoke_token,
    }
    commands.add_typer(group(tokens), name="token")
    second = SecondFactorCommands(terminal)
    steps: Commands = {
        "show": second.show,
        "enrol": second.enrol,
        "codes": second.codes,
        "off": second.off,
        "remove": second.remove,
    }
    commands.add_typer(group(steps), name="second-factor")
    return commands


def _chat(terminal: Terminal) -> Commands:
    from cli.assistant.commands import ConversationCommands

    return {"chat": ConversationCommands(terminal).chat}


_SINGLE: Mapping[Callable[[Terminal], Commands], Sequence[str]] = {
    _serving: ("up", "worker", "api", "mcp", "bridge"),
    _upkeep: (
        "status", "events", "doctor", "demo", "migrate", "rebuild", "reseal", "replay", "record",
    ),
    _small: ("weather", "sms", "page"),
    _forecasts: ("forecast", "usage", "metrics", "metric"),
    _chat: ("chat",),
    holding_back: ("rollback", "silence", "maintenance", "freeze"),
}  # fmt: skip
"""Commands that are in no group, by what makes them, in the order in which they are listed."""
