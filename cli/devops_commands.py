"""Commands about logs, incidents, repairs, what holds them back, and clusters, by their names.

Each group loads what it needs when it is asked for: most commands need a few of these modules.
"""
# ruff: noqa: PLC0415 - see above

from collections.abc import Callable

import typer

from cli.groups import Commands, group
from cli.languages import AnsweredIn
from cli.terminal import Terminal


def holding_back(terminal: Terminal) -> Commands:
    """Return the commands that hold repairs and alerts back, and the oldest of repairs."""
    from cli.incidents.controls import ControlCommands
    from cli.incidents.repairs import RepairCommands

    controls = ControlCommands(terminal)
    return {
        "rollback": RepairCommands(terminal).rollback,
        "silence": controls.silence,
        "maintenance": controls.maintenance,
        "freeze": controls.freeze,
    }


def devops_groups(terminal: Terminal) -> dict[str, Callable[[], typer.Typer]]:
    """Return what makes each group, in the order in which they are listed."""
    return {
        "logs": lambda: group(_logs(terminal)),
        "incident": lambda: group(_incidents(terminal)),
        "alert": lambda: group(_alerts(terminal)),
        "alarm": lambda: group(_alarms(terminal)),
        "controls": lambda: group(_controls(terminal)),
        "policies": lambda: group(_policies(terminal)),
        "weights": lambda: group(_weights(terminal)),
        "audit": lambda: group(_audit(terminal)),
        "cluster": lambda: group(_clusters(terminal)),
        "kill-switch": lambda: _kill_switch(terminal),
    }


def _logs(terminal: Terminal) -> Commands:
    from cli.analytics.dashboards import DashboardCommands
    from cli.clusters.log_resources import LogResourceCommands
    from cli.logs.commands import LogCommands

    logs, resources = LogCommands(terminal), LogResourceCommands(terminal)
    return {
        "topics": logs.topics,
        "search": logs.search,
        "ask": logs.ask,
        "histogram": logs.histogram,
        "context": logs.context,
        "alarms": logs.alarms,
        "changes": logs.changes,
        "dashboards": DashboardCommands(terminal).dashboards,
        "logsets": resources.logsets,
        "create-logset": resources.create_logset,
        "create-topic": resources.create_topic,
        "scheduled-sql": resources.scheduled_sql,
        "create-scheduled-sql": resources.create_scheduled_sql,
    }


def _incidents(terminal: Terminal) -> Commands:
    from cli.analytics.commands import EffectCommands
    from cli.incidents.commands import IncidentCommands
    from cli.incidents.repairs import RepairCommands
    from cli.incidents.story import StoryCommands

    incidents, repairs = IncidentCommands(terminal), RepairCommands(terminal)
    story = StoryCommands(terminal)
    return {
        "list": incidents.list_all,
        "show": incidents.show,
        "explain": incidents.explain,
        "timeline": incidents.timeline,
        "alerts": story.alerts,
        "notes": story.notes,
        "note": story.note,
        "discuss": story.discuss,
        "postmortem": story.postmortem,
        "watch": incidents.watch,
        "approvals": repairs.approvals,
        "approve": repairs.approve,
        "deny": repairs.deny,
        "abort": incidents.abort,
        "pause": incidents.pause,
        "resume": incidents.resume,
        "skip": incidents.skip,
        "ack": incidents.ack,
        "acknowledge": incidents.acknowledge,
        "examine": incidents.examine,
        "close": incidents.close,
        "merge": incidents.merge,
        "split": incidents.split,
        "enable-writes": incidents.enable_writes,
        "metrics": EffectCommands(terminal).metrics,
    }


def _alerts(terminal: Terminal) -> Commands:
    from cli.incidents.trials import TrialCommands

    return {"test": TrialCommands(terminal).test}


def _alarms(terminal: Terminal) -> Commands:
    from cli.clusters.alarm_policies import AlarmPolicyCommands

    alarms = AlarmPolicyCommands(terminal)
    return {
        "policies": alarms.policies,
        "create-metric": alarms.create_metric,
        "create-log": alarms.create_log,
        "switch": alarms.switch,
    }


def _controls(terminal: Terminal) -> Commands:
    from cli.incidents.controls import ControlCommands

    controls = ControlCommands(terminal)
    return {"list": controls.list_all, "end": controls.end}


def _policies(terminal: Terminal) -> Commands:
    from cli.incidents.policies import PolicyCommands

    policies = PolicyCommands(terminal)
    return {
        "show": policies.show,
        "validate": policies.validate,
        "schema": policies.schema,
        "back-test": policies.back_test,
    }


def _audit(terminal: Terminal) -> Commands:
    from cli.incidents.audit import AuditCommands

    audit = AuditCommands(terminal)
    return {"list": audit.list_all, "verify": audit.verify, "export": audit.export}


def _weights(terminal: Terminal) -> Commands:
    from cli.incidents.weights import WeightCommands

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


def _clusters(terminal: Terminal) -> Commands:
    from cli.clusters.commands import ClusterCommands
    from cli.clusters.details import ClusterDetailCommands
    from cli.clusters.edit_answers import ClusterEditAnswerCommands
    from cli.clusters.edits import ClusterEditCommands
    from cli.incidents.repairs import RepairCommands

    clusters, repairs = ClusterCommands(terminal), RepairCommands(terminal)
    details = ClusterDetailCommands(terminal)
    edits, answers = ClusterEditCommands(terminal), ClusterEditAnswerCommands(terminal)
    return {
        "list": clusters.list_all,
        "nodes": clusters.nodes,
        "pools": clusters.pools,
        "workloads": clusters.workloads,
        "workload": clusters.workload,
        "pods": clusters.pods,
        "events": clusters.events,
        "log": clusters.log,
        "find": details.find,
        "describe": details.describe,
        "use": details.use,
        "services": details.services,
        "ingresses": details.ingresses,
        "configs": details.configs,
        "restart": repairs.restart,
        "scale": repairs.scale,
        "apply": edits.apply,
        "set-config": edits.set_config,
        "put-back": edits.put_back,
        "resize-pool": edits.resize_pool,
        "create-pool": edits.create_pool,
        "unisolate": edits.unisolate,
        "edits": answers.edits,
        "edit": answers.edit,
        "approve-edit": answers.approve_edit,
        "deny-edit": answers.deny_edit,
    }


def _kill_switch(terminal: Terminal) -> typer.Typer:
    """Make the group that, named alone, says how the switch stands."""
    from cli.incidents.controls import ControlCommands

    controls = ControlCommands(terminal)
    commands: Commands = {
        "show": controls.kill_switch,
        "engage": controls.engage,
        "release": controls.release,
    }
    made = group(commands)

    @made.callback(invoke_without_command=True, no_args_is_help=False)
    def alone(ctx: typer.Context, *, _language: AnsweredIn = "") -> None:
        if ctx.invoked_subcommand is None:
            controls.kill_switch()

    return made
