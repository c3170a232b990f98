"""Pages about alarm policies of the cloud: listed; made and switched as clusters are edited."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Path, Request, Response

from api.clusters.alarm_policies import AlarmSwitchIn, LogAlarmIn, MetricAlarmIn
from api.clusters.edit_bodies import EditIn, shown
from api.console.forms import Form
from api.console.lists import Choice, Filter, read_list
from api.console.parts import part_of
from api.console.routes import ROOT, Pages
from api.console.visits import Here, Visit
from application.cluster_edits.alarm_policies import MOST_LISTED, AlarmPolicyService
from application.cluster_edits.views import EditViews
from domain.clusters.edits import Edit
from domain.common.errors import InvalidRequest
from domain.common.messages import Message, message, named
from domain.monitoring.alarms import Severity
from domain.monitoring.policies import AlarmSource, Comparison
from domain.people.access import Permission

pages = Pages("/logs/policies")

_LIST = f"{ROOT}/logs/policies"
_STATES = {"on": True, "off": False}
_NUMBERS = (
    *("period_seconds", "periods", "repeat_seconds", "window_minutes", "every_minutes", "times"),
    "repeat_minutes",
)
_SIGNS = dict(zip(Comparison, ">≥<≤=≠", strict=True))


@dataclass(frozen=True)
class _Change:
    """One kind of change.

    Attributes:
        model: by which HTTP reads the same.
        fields: what is asked for, in this order; those that must be filled in end in `*`.
        takes: attributes of what was sent that the service takes.
    """

    title: Message
    means: Message
    model: type[EditIn]
    fields: tuple[str, ...]
    does: Callable[[AlarmPolicyService], Callable[..., Awaitable[Edit]]]
    takes: tuple[str, ...]


_CHANGES = {
    "metric": _Change(
        message("alarm_page.metric"),
        message("alarm_page.metric_means"),
        MetricAlarmIn,
        (
            *("name*", "namespace*", "metric*", "comparison", "threshold*", "objects"),
            *("period_seconds", "periods", "repeat_seconds", "notices"),
        ),
        lambda policies: policies.create,
        ("alarm", "reason"),
    ),
    "log": _Change(
        message("alarm_page.log"),
        message("alarm_page.log_means"),
        LogAlarmIn,
        (
            *("name*", "topic_id*", "query*", "condition*", "severity", "window_minutes"),
            *("every_minutes", "times", "repeat_minutes", "notices"),
        ),
        lambda policies: policies.create,
        ("alarm", "reason"),
    ),
    "switch": _Change(
        message("alarm_page.switch"),
        message("alarm_page.switch_means"),
        AlarmSwitchIn,
        ("policy_id*", "enabled"),
        lambda policies: policies.switch,
        ("policy_id", "enabled", "reason"),
    ),
}

ChangeName = Annotated[str, Path(pattern="^(metric|log|switch)$")]


@pages.get(needs=Permission.READ_LOGS)
async def alarm_policies_page(visit: Here, request: Request) -> Response:
    """List alarm policies of the cloud, by name."""
    sources = tuple(Choice(each.value, named(each)) for each in AlarmSource)
    words = {"on": message("alarm_policy.on"), "off": message("alarm_policy.off")}
    states = tuple(Choice(each, said) for each, said in words.items())
    filters = [
        Filter("name", message("head.name")),
        Filter("source", message("head.source"), sources),
        Filter("state", message("head.state"), states),
    ]
    state = read_list(request, visit.told, filters)
    found = await part_of(
        visit,
        visit.services.alarm_policies.policies(
            by=visit.by,
            source=AlarmSource(state["source"]) if state["source"] else None,
            name=state["name"],
            enabled=_STATES.get(state["state"]),
            limit=MOST_LISTED,
        ),
    )
    return await visit.page(
        "clusters/alarm_policies.html", section="logs", state=state, found=found
    )


@pages.get("/{alarm_change}", needs=Permission.EDIT_CLUSTERS)
async def ask_for_alarm_change(visit: Here, request: Request, alarm_change: ChangeName) -> Response:
    """Ask what is to be, and why; a link may have filled in which policy."""
    known = {each.rstrip("*") for each in _CHANGES[alarm_change].fields}
    given = {name: text[:255] for name, text in request.query_params.items() if name in known}
    return await _asked(visit, alarm_change, Form(values=given))


@pages.post("/{alarm_change}", needs=Permission.EDIT_CLUSTERS)
async def change_alarm_by_page(visit: Here, alarm_change: ChangeName) -> Response:
    """Show what would be; then do exactly that, or ask for somebody's yes."""
    step = _CHANGES[alarm_change]

    async def ask(body: EditIn, confirm: str) -> Edit:
        given = {name: getattr(body, name) for name in step.takes}
        does = step.does(visit.services.alarm_policies)
        return await does(**given | {"by": visit.by, "confirm": confirm})

    async def act(body: EditIn) -> Message:
        if not body.confirm:
            raise InvalidRequest("confirm", message("rule.missing"))
        edit = await ask(body, body.confirm)
        shown(edit, _views(visit))
        return edit.will

    async def preview(body: EditIn, form: Form) -> Response:
        return await visit.page(
            "clusters/edit_preview.html",
            section="logs",
            form=form,
            edit=_views(visit).edit(await ask(body, "")),
            title=visit.text(step.title),
            reason=body.reason,
            action=visit.request.url.path,
            back=_LIST,
        )

    async def show(form: Form) -> Response:
        return await _asked(visit, alarm_change, form)

    return await visit.submit(step.model, act, show=show, to=_LIST, values=_values, preview=preview)


def _values(form: Form) -> dict[str, Any]:
    """Return what was typed as programs send it: objects are lines, `dimension=value, value`."""
    found = form.filled(numbers=_NUMBERS)
    if "objects" in found:
        lines = [line.strip() for line in found["objects"].split("\n") if line.strip()]
        if any("=" not in line for line in lines):
            raise InvalidRequest("objects", message("alarm_page.object_lines"))
        pairs = (line.partition("=") for line in lines)
        found["objects"] = {
            key.strip(): [each.strip() for each in values.split(",")] for key, _, values in pairs
        }
    if "notices" in found:
        found["notices"] = found["notices"].split()
    if "threshold" in found:
        try:
            found["threshold"] = float(found["threshold"])
        except ValueError:
            raise InvalidRequest("threshold", message("rule.number")) from None
    if "enabled" in found:
        found["enabled"] = found["enabled"] == "yes"
    return found


def _views(visit: Visit) -> EditViews:
    return EditViews(visit.services.words, visit.told.reader)


async def _asked(visit: Visit, change: str, form: Form) -> Response:
    step = _CHANGES[change]
    severities = [each for each in Severity if each is not Severity.UNKNOWN]
    form.values.setdefault("severity", Severity.WARNING.value)
    return await visit.page(
        "clusters/alarm_policy.html",
        section="logs",
        status=form.status,
        form=form,
        title=visit.text(step.title),
        means=visit.text(step.means),
        fields=step.fields,
        comparisons=[(each.value, sign) for each, sign in _SIGNS.items()],
        severities=[(each.value, visit.text(named(each))) for each in severities],
        action=visit.request.url.path,
        back=_LIST,
    )
