"""`zhiban`: every command, in one tree."""

from collections.abc import Callable, Mapping
from typing import Annotated, Any, NoReturn

import typer

from cli.briefings import BriefingCommands
from cli.cluster_edits import ClusterEditCommands
from cli.clusters import ClusterCommands
from cli.controls import ControlCommands
from cli.conversations import ConversationCommands
from cli.demo import DemoCommands
from cli.discussion_store import DiscussionStoreCommands
from cli.discussions import DiscussionCommands
from cli.events import EventCommands
from cli.exit import ExitCode, leave_after
from cli.house import House
from cli.incidents import IncidentCommands
from cli.logs import LogCommands
from cli.memories import MemoryCommands
from cli.output import say
from cli.people import PeopleCommands
from cli.plugins import PluginCommands
from cli.policies import AuditCommands, PolicyCommands
from cli.repairs import RepairCommands
from cli.serving import ServingCommands
from cli.small_tools import SmallCommands
from cli.task_shortcuts import TaskShortcuts
from cli.tasks import TaskCommands
from cli.terminal import Terminal
from cli.typed import typed
from cli.upkeep import UpkeepCommands
from cli.weights import WeightCommands

Commands = Mapping[str, Callable[..., Any]]

HELP = """Zhiban, the operations colleague that is always on duty.

Exit codes: 0 done, 1 a fault of Zhiban's, 2 wrong usage, 3 refused for good, 4 try again later.

Example: zhiban up
"""


def build_cli(house: House) -> typer.Typer:
    """Return the command line over what the composition root lends."""
    terminal = Terminal(house)
    root = _group(
        HELP,
        {
            **_serving(terminal),
            **_upkeep(terminal),
            **_small(terminal),
            "chat": ConversationCommands(terminal).chat,
            **_holding_back(terminal),
        },
    )
    people, tokens = _people(terminal)
    people.add_typer(_group("API tokens.", tokens), name="token")
    root.add_typer(_group("The daily briefing.", _briefings(terminal)), name="briefing")
    root.add_typer(people, name="people")
    root.add_typer(_group("Background tasks.", _tasks(terminal)), name="task")
    root.add_typer(_group("What was remembered.", _memories(terminal)), name="memory")
    root.add_typer(_group("Logs and alarms of the cloud.", _logs(terminal)), name="logs")
    for name, words, commands in _repairing(terminal):
        root.add_typer(_group(words, commands), name=name)
    root.add_typer(_kill_switch(terminal), name="kill-switch")
    root.add_typer(_group("The bus of agents and people.", _bus(terminal)), name="discussions")
    root.add_typer(
        _group("Servers with tools for the assistant.", _plugins(terminal)), name="plugins"
    )
    root.add_typer(_group("What was said to the assistant.", _said(terminal)), name="assistant")

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


def _group(words: str, commands: Commands) -> typer.Typer:
    """Make a group that shows its help when no command is named; plain text, so that it pipes."""
    group = typer.Typer(
        help=words,
        no_args_is_help=True,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        add_completion=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    for name, command in commands.items():
        group.command(name)(typed(command))
    return group


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


def _people(terminal: Terminal) -> tuple[typer.Typer, Commands]:
    people = PeopleCommands(terminal)
    group = _group(
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
    return group, tokens


def _logs(terminal: Terminal) -> Commands:
    logs = LogCommands(terminal)
    return {
        "topics": logs.topics,
        "search": logs.search,
        "histogram": logs.histogram,
        "alarms": logs.alarms,
    }


def _holding_back(terminal: Terminal) -> Commands:
    controls = ControlCommands(terminal)
    return {
        "rollback": RepairCommands(terminal).rollback,
        "silence": controls.silence,
        "maintenance": controls.maintenance,
        "freeze": controls.freeze,
    }


def _repairing(terminal: Terminal) -> list[tuple[str, str, Commands]]:
    """Return the groups about incidents: (name, words, commands)."""
    incidents, repairs = IncidentCommands(terminal), RepairCommands(terminal)
    controls, policies = ControlCommands(terminal), PolicyCommands(terminal)
    clusters, audit = ClusterCommands(terminal), AuditCommands(terminal)
    reads: Commands = {
        "list": clusters.list_all,
        "nodes": clusters.nodes,
        "pools": clusters.pools,
        "workloads": clusters.workloads,
        "workload": clusters.workload,
        "pods": clusters.pods,
        "events": clusters.events,
        "log": clusters.log,
    }
    return [
        ("incident", "Incidents, and a say in their repair.", _incidents(incidents, repairs)),
        (
            "controls",
            "Silences, maintenance windows, freezes.",
            {"list": controls.list_all, "end": controls.end},
        ),
        (
            "policies",
            "What Zhiban may do where.",
            {
                "show": policies.show,
                "validate": policies.validate,
                "schema": policies.schema,
                "back-test": policies.back_test,
            },
        ),
        ("weights", "What the parts of a score count.", _weights(terminal)),
        (
            "audit",
            "The record of every write.",
            {"verify": audit.verify, "export": audit.export},
        ),
        (
            "cluster",
            "Kubernetes clusters and what runs in them.",
            {**reads, "restart": repairs.restart, "scale": repairs.scale, **_edits(terminal)},
        ),
    ]


def _edits(terminal: Terminal) -> Commands:
    edits = ClusterEditCommands(terminal)
    return {
        "apply": edits.apply,
        "set-config": edits.set_config,
        "put-back": edits.put_back,
        "resize-pool": edits.resize_pool,
        "unisolate": edits.unisolate,
        "edits": edits.edits,
        "edit": edits.edit,
        "approve-edit": edits.approve_edit,
        "deny-edit": edits.deny_edit,
    }


def _weights(terminal: Terminal) -> Commands:
    weights = WeightCommands(terminal)
    return {
        "show": weights.show,
        "history": weights.history,
        "proposals": weights.proposals,
        "learn": weights.learn,
        "approve": weights.approve,
        "refuse": weights.refuse,
        "set": weights.write,
        "revert": weights.revert,
    }


def _kill_switch(terminal: Terminal) -> typer.Typer:
    """Make the group that, named alone, says how the switch stands."""
    controls = ControlCommands(terminal)
    words = "Whether anything may be written at all."
    commands: Commands = {
        "show": controls.kill_switch,
        "engage": controls.engage,
        "release": controls.release,
    }
    group = _group(words, commands)

    @group.callback(invoke_without_command=True, help=words, no_args_is_help=False)
    def alone(ctx: typer.Context) -> None:
        if ctx.invoked_subcommand is None:
            controls.kill_switch()

    return group


def _incidents(incidents: IncidentCommands, repairs: RepairCommands) -> Commands:
    return {
        "list": incidents.list_all,
        "show": incidents.show,
        "explain": incidents.explain,
        "timeline": incidents.timeline,
        "watch": incidents.watch,
        "approvals": repairs.approvals,
        "approve": repairs.approve,
        "deny": repairs.deny,
        "abort": incidents.abort,
        "pause": incidents.pause,
        "resume": incidents.resume,
        "skip": incidents.skip,
        "acknowledge": incidents.acknowledge,
        "close": incidents.close,
        "enable-writes": incidents.enable_writes,
        "metrics": incidents.metrics,
    }
