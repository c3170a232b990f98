"""`zhiban`: every command, in one tree."""

from typing import Annotated, NoReturn

import typer

from cli.briefings import BriefingCommands
from cli.conversations import ConversationCommands
from cli.demo import DemoCommands
from cli.devops_commands import devops_groups, holding_back
from cli.discussion_store import DiscussionStoreCommands
from cli.discussions import DiscussionCommands
from cli.events import EventCommands
from cli.exit import ExitCode, leave_after
from cli.groups import Commands, group
from cli.house import House
from cli.memories import MemoryCommands
from cli.output import say
from cli.people import PeopleCommands
from cli.plugins import PluginCommands
from cli.serving import ServingCommands
from cli.small_tools import SmallCommands
from cli.task_shortcuts import TaskShortcuts
from cli.tasks import TaskCommands
from cli.terminal import Terminal
from cli.upkeep import UpkeepCommands

HELP = """Zhiban, the operations colleague that is always on duty.

Exit codes: 0 done, 1 a fault of Zhiban's, 2 wrong usage, 3 refused for good, 4 try again later.

Example: zhiban up
"""


def build_cli(house: House) -> typer.Typer:
    """Return the command line over what the composition root lends."""
    terminal = Terminal(house)
    root = group(
        HELP,
        {
            **_serving(terminal),
            **_upkeep(terminal),
            **_small(terminal),
            "chat": ConversationCommands(terminal).chat,
            **holding_back(terminal),
        },
    )
    groups = {
        "briefing": group("The daily briefing.", _briefings(terminal)),
        "people": _people(terminal),
        "task": group("Background tasks.", _tasks(terminal)),
        "memory": group("What was remembered.", _memories(terminal)),
        **devops_groups(terminal),
        "discussions": group("The bus of agents and people.", _bus(terminal)),
        "plugins": group("Servers with tools for the assistant.", _plugins(terminal)),
        "assistant": group("What was said to the assistant.", _said(terminal)),
    }
    for name, commands in groups.items():
        root.add_typer(commands, name=name)

    @root.callback(invoke_without_command=True, help=HELP)
    def main(
        ctx: typer.Context,
        *,
        version: Annotated[bool, typer.Option("--version", help="Show the version.")] = False,
    ) -> None:
        if version:
            say(f"zhiban {house.version}")
        elif ctx.invoked_subcommand is None:
            say(ctx.get_help())
            raise typer.Exit(ExitCode.USAGE)

    return root


def run_cli(house: House) -> NoReturn:
    """Run the command that the process was started with, and end the process with its code."""
    leave_after(lambda: build_cli(house)(prog_name="zhiban"))


def _serving(terminal: Terminal) -> Commands:
    serving = ServingCommands(terminal)
    return {"up": serving.up, "worker": serving.worker, "api": serving.api, "mcp": serving.mcp}


def _upkeep(terminal: Terminal) -> Commands:
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
    briefings = BriefingCommands(terminal)
    return {
        "greet": briefings.greet,
        "today": briefings.today,
        "show": briefings.show,
        "list": briefings.list_written,
        "configure": briefings.configure,
        "pause": briefings.pause,
        "resume": briefings.resume,
        "prepare": briefings.prepare,
        "share": briefings.share,
    }


def _tasks(terminal: Terminal) -> Commands:
    tasks, shortcuts = TaskCommands(terminal), TaskShortcuts(terminal)
    return {
        "create": tasks.create,
        "watch": shortcuts.watch,
        "threshold": shortcuts.threshold,
        "schedule": shortcuts.schedule,
        "digest": shortcuts.digest,
        "list": tasks.list_all,
        "show": tasks.show,
        "update": tasks.update,
        "pause": tasks.pause,
        "resume": tasks.resume,
        "trigger": tasks.trigger,
        "delete": tasks.delete,
        "status": tasks.status,
    }


def _memories(terminal: Terminal) -> Commands:
    memories = MemoryCommands(terminal)
    return {"add": memories.add, "search": memories.search, "forget": memories.forget}


def _bus(terminal: Terminal) -> Commands:
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


def _said(terminal: Terminal) -> Commands:
    said = ConversationCommands(terminal)
    return {
        "list": said.list_all,
        "show": said.show,
        "answer": said.answer,
        "stop": said.stop,
        "delete": said.delete,
    }


def _small(terminal: Terminal) -> Commands:
    small = SmallCommands(terminal)
    return {"weather": small.weather, "sms": small.sms, "page": small.page}


def _people(terminal: Terminal) -> typer.Typer:
    people = PeopleCommands(terminal)
    commands = group(
        "People, what they may do, and their tokens.",
        {
            "add": people.add,
            "list": people.list_all,
            "show": people.show,
            "roles": people.roles,
            "disable": people.disable,
            "enable": people.enable,
            "password": people.password,
        },
    )
    tokens: Commands = {
        "issue": people.issue_token,
        "list": people.list_tokens,
        "revoke": people.revoke_token,
    }
    commands.add_typer(group("API tokens.", tokens), name="token")
    return commands
