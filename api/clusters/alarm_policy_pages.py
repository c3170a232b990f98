"""Pages about alarm policies of the cloud: listed; made and switched as clusters are edited."""

from typing import Annotated, Any

from fastapi import Path, Request, Response

from api.clusters.alarm_policies import AlarmSwitchIn, LogAlarmIn, MetricAlarmIn
from api.clusters.cloud_changes import ChangePages, CloudChange, given_by_link
from api.console.forms import Form
from api.console.lists import Choice, Filter, read_list
from api.console.parts import part_of
from api.console.routes import ROOT, Pages
from api.console.visits import Here, Visit
from application.cluster_edits.alarm_policies import MOST_LISTED
from domain.common.errors import InvalidRequest
from domain.common.messages import message, named
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


_CHANGES = {
    "metric": CloudChange(
        message("alarm_page.metric"),
        message("alarm_page.metric_means"),
        MetricAlarmIn,
        (
            *("name*", "namespace*", "metric*", "comparison", "threshold*", "objects"),
            *("period_seconds", "periods", "repeat_seconds", "notices"),
        ),
        lambda services: services.alarm_policies.create,
        ("alarm", "reason"),
        _values,
    ),
    "log": CloudChange(
        message("alarm_page.log"),
        message("alarm_page.log_means"),
        LogAlarmIn,
        (
            *("name*", "topic_id*", "query*", "condition*", "severity", "window_minutes"),
            *("every_minutes", "times", "repeat_minutes", "notices"),
        ),
        lambda services: services.alarm_policies.create,
        ("alarm", "reason"),
        _values,
    ),
    "switch": CloudChange(
        message("alarm_page.switch"),
        message("alarm_page.switch_means"),
        AlarmSwitchIn,
        ("policy_id*", "enabled"),
        lambda services: services.alarm_policies.switch,
        ("policy_id", "enabled", "reason"),
        _values,
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
    form = given_by_link(_CHANGES[alarm_change], request.query_params)
    form.values.setdefault("severity", Severity.WARNING.value)
    return await _pages(visit, alarm_change).asked(visit, form)


@pages.post("/{alarm_change}", needs=Permission.EDIT_CLUSTERS)
async def change_alarm_by_page(visit: Here, alarm_change: ChangeName) -> Response:
    """Show what would be; then do exactly that, or ask for somebody's yes."""
    return await _pages(visit, alarm_change).submitted(visit)


def _pages(visit: Visit, change: str) -> ChangePages:
    severities = [each for each in Severity if each is not Severity.UNKNOWN]
    choices = {
        "comparisons": [(each.value, sign) for each, sign in _SIGNS.items()],
        "severities": [(each.value, visit.text(named(each))) for each in severities],
    }
    return ChangePages(_CHANGES[change], "clusters/alarm_policy.html", _LIST, choices)
