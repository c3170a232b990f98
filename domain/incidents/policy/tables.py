"""What a policy's file can say: its tables, the bounds of each field, and what goes together.

The annotations are the rules and the published JSON Schema alike. What a table does not say is as
it is built in (`policies.py`), so the defaults of fields here are read by nobody where `given` is;
`files.py` makes a `Policy` of it.
"""

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Any, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, GetJsonSchemaHandler, model_validator
from pydantic_core import CoreSchema

from domain.alerts.alerts import FaultClass
from domain.clusters.repairs import ActionKind, Mode
from domain.common.errors import BrokenRule
from domain.common.field_rules import By, Choice, Flag, JsonSchema, Listed, Number, Text, Whole
from domain.common.messages import message
from domain.incidents.policy.policies import Importance, Observed, Restarts
from domain.oncall.configs import (
    TO_CALL_PATTERN,
    TO_CALL_RULE,
    is_schedule_name,
    schedule_named_in,
)
from domain.people.people import PERSON_ID_RULE, is_person_id, wrong_zone

DAY = 24 * 3_600
MOST_RULES = 200
"""Of one kind; a file with more is written by a machine, and that should write better rules."""

_TIME = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])|24:00")


class Weekday(StrEnum):
    """A day of the week, in cron's order: 0 is Sunday."""

    SUNDAY = "sun"
    MONDAY = "mon"
    TUESDAY = "tue"
    WEDNESDAY = "wed"
    THURSDAY = "thu"
    FRIDAY = "fri"
    SATURDAY = "sat"


class SharedPlace(StrEnum):
    """What a parent and its child must have in common."""

    CLUSTER = "cluster"
    NAMESPACE = "namespace"


def _minutes(value: object) -> int:
    """Return a time of day such as `09:30` as minutes; `24:00` is the end of the day."""
    if not isinstance(value, str) or not _TIME.fullmatch(value):
        raise BrokenRule(message("policy.time_of_day"))
    hour, minute = value.split(":")
    return int(hour) * 60 + int(minute)


def _person(value: object) -> str:
    if not isinstance(value, str) or not is_person_id(value):
        raise BrokenRule(PERSON_ID_RULE)
    return value


def _to_call(value: object) -> str:
    """Return somebody to call: a person, or whoever a schedule has on call then."""
    if not isinstance(value, str):
        raise BrokenRule(TO_CALL_RULE)
    name = schedule_named_in(value)
    if not (is_person_id(value) if name is None else is_schedule_name(name)):
        raise BrokenRule(TO_CALL_RULE)
    return value


Seconds: TypeAlias = Annotated[float, Number(0, DAY)]
Days: TypeAlias = Annotated[float, Number(0, 30 * DAY)]
Name: TypeAlias = Annotated[str, Text(120)]
Pattern: TypeAlias = Annotated[
    str,
    Text(253, 0),
    Field(description="A pattern with * and ?; left out or empty it matches all."),
]
TimeOfDay: TypeAlias = Annotated[
    int,
    By(_minutes, {"type": "string", "pattern": "^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$"}),
]
PersonId: TypeAlias = Annotated[
    str, By(_person, {"type": "string", "pattern": "^u_[a-z0-9][a-z0-9_-]{2,39}$"})
]
ToCall: TypeAlias = Annotated[str, By(_to_call, {"type": "string", "pattern": TO_CALL_PATTERN})]
People: TypeAlias = Annotated[tuple[ToCall, ...], Listed(20, 1, once=True)]
Action: TypeAlias = Annotated[ActionKind, Choice(ActionKind)]
Actions: TypeAlias = Annotated[tuple[Action, ...], Listed(2 * len(ActionKind), once=True)]


Fault: TypeAlias = Annotated[FaultClass, Choice(FaultClass)]


class _ByFault:
    """A table whose fields are classes of faults; publishes them all."""

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchema:
        """Name each class."""
        value = handler(schema)["additionalProperties"]
        fields = {fault.value: value for fault in FaultClass}
        return {"type": "object", "properties": fields, "additionalProperties": False}


class Table(BaseModel):
    """A table of the file: what it does not know is refused, null counts as not given."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    @model_validator(mode="before")
    @classmethod
    def _given(cls, raw: object) -> dict[str, Any]:
        if not isinstance(raw, Mapping) or not all(isinstance(name, str) for name in raw):
            raise BrokenRule(message("rule.object"))
        return {name: value for name, value in raw.items() if value is not None}

    @model_validator(mode="after")
    def _checked(self) -> "Table":
        self.check()
        return self

    def check(self) -> None:
        """Raise `BrokenRule` where fields do not go together."""

    @property
    def given(self) -> dict[str, Any]:
        """What the file says, by the names that `Policy` has for it: without units."""
        return {
            name.removesuffix("_seconds"): getattr(self, name) for name in self.model_fields_set
        }


class _Limits(Table):
    """Numbers for guards."""

    cooldown_seconds: Annotated[
        Seconds, Field(description="Least time between two writes on one target.")
    ] = 0
    most_writes: Annotated[
        int, Whole(1, 1_000), Field(description="Writes on one target within the window.")
    ] = 0
    window_seconds: Annotated[
        float, Number(60, 7 * DAY), Field(description="The window in which writes are counted.")
    ] = 0
    least_healthy_share: Annotated[
        float,
        Number(0, 1),
        Field(
            description="Share of the namespace's other workloads that must be ready before "
            "anything is begun."
        ),
    ] = 0
    storm_cooldown_seconds: Annotated[
        Seconds, Field(description="For how long that share must be reached again.")
    ] = 0
    confirmed_within_seconds: Annotated[
        float,
        Number(10, 3_600),
        Field(description="How old the source's confirmation may be."),
    ] = 0

    @property
    def given(self) -> dict[str, Any]:
        """What the file says; guards have the units in their names, too."""
        return {name: getattr(self, name) for name in self.model_fields_set}


class _Verify(Table):
    """How attempts are judged."""

    every_seconds: Annotated[
        float, Number(1, 600), Field(description="Time between two looks after an attempt.")
    ] = 0
    dwell_seconds: Annotated[
        float,
        Number(1, DAY),
        Field(description="For how long all must stay good without a break."),
    ] = 0
    deadline_seconds: Annotated[
        float,
        Number(10, DAY),
        Field(description="After which it is decided with what is there."),
    ] = 0
    signal_grace_seconds: Annotated[
        Seconds, Field(description="For how long a signal may lag behind the target.")
    ] = 0
    blind_patience_seconds: Annotated[
        float, Number(10, DAY), Field(description="For how long nothing may be readable.")
    ] = 0
    bad_patience_seconds: Annotated[
        float,
        Number(0, 3_600),
        Field(description="For how long things must look bad to be bad."),
    ] = 0


class _Flapping(Table):
    """What counts as coming and going."""

    transitions: Annotated[
        int, Whole(2, 100), Field(description="Changes within the window that are flapping.")
    ] = 0
    window_seconds: Annotated[
        float, Number(60, 7 * DAY), Field(description="The window in which changes are counted.")
    ] = 0
    calm_seconds: Annotated[
        float,
        Number(0, 7 * DAY),
        Field(description="Without a change for this long it has settled."),
    ] = 0


class _Scaling(Table):
    """Bounds of scale-outs."""

    most_replicas: Annotated[
        int, Whole(1, 10_000), Field(description="No scale-out goes over it.")
    ] = 0
    factor: Annotated[
        float, Number(1, 10), Field(description="Of the present count; at least one more.")
    ] = 0


class _Budget(Table):
    """How many repairs may write at a time."""

    in_namespace: Annotated[
        int, Whole(1, 100), Field(description="Repairs that may write at a time in a namespace.")
    ] = 0
    in_cluster: Annotated[
        int, Whole(1, 100), Field(description="Repairs that may write at a time in a cluster.")
    ] = 0


class _Aftercare(Table):
    """What follows a fix or a call."""

    relapse_watch_seconds: Annotated[Days, Field(description="For how long a fix is watched.")] = 0
    hold_handed_seconds: Annotated[
        Days, Field(description="For how long a handed-over incident is kept open.")
    ] = 0
    hold_again: Annotated[
        int,
        Whole(0, 365),
        Field(description="How often for as long again, while it fires or is unhealthy."),
    ] = 0
    restore: Flag = True


class _Paging(Table):
    """How a page that nobody acknowledges is repeated, and goes to others."""

    critical_again_seconds: Annotated[
        float, Number(60, DAY), Field(description="Before a critical page is repeated.")
    ] = 0
    critical_pages: Annotated[
        int, Whole(1, 20), Field(description="To one person before the next is paged.")
    ] = 0
    warning_again_seconds: Annotated[
        float, Number(60, DAY), Field(description="Before any other page is repeated.")
    ] = 0
    warning_pages: Annotated[
        int, Whole(1, 20), Field(description="To one person before the next is paged.")
    ] = 0
    rounds: Annotated[
        int, Whole(1, 20), Field(description="How often it goes from the first to the admins.")
    ] = 0
    pause_seconds: Annotated[float, Number(60, DAY), Field(description="Between two rounds.")] = 0
    unvouched_pages: Annotated[
        int,
        Whole(1, 60),
        Field(description="An hour, of plain alerts about no known workload; one tells the rest."),
    ] = 0
    observed: Annotated[
        Observed, Choice(Observed), Field(description="How people hear of what is only observed.")
    ] = Observed.DIGEST
    observed_hour: Annotated[
        int, Whole(0, 23), Field(description="At which hour what was gathered is told.")
    ] = 0


class _Approval(Table):
    """Who is asked for a yes, in which order."""

    wait_seconds: Annotated[
        float, Number(30, 7 * DAY), Field(description="For each group that is asked.")
    ] = 0
    hops: Annotated[tuple[People, ...], Listed(10)] = ()
    own_request: Flag = False


class _GitOps(Table):
    """Whether workloads may be restarted whose state a controller writes back."""

    argocd: Annotated[
        Restarts, Choice(Restarts), Field(description="Workloads that Argo CD declares.")
    ] = Restarts.APPROVE
    flux: Annotated[
        Restarts, Choice(Restarts), Field(description="Workloads that Flux declares.")
    ] = Restarts.APPROVE
    other: Annotated[
        Restarts, Choice(Restarts), Field(description="Workloads that an operator's object owns.")
    ] = Restarts.NEVER


class _Ladder(Table):
    """The order of actions, and what differs by class of fault."""

    recent_change_seconds: Annotated[
        float,
        Number(60, 30 * DAY),
        Field(description="What changed in this time goes back together."),
    ] = 0
    order: Actions = ()
    cannot_help: Annotated[dict[Fault, Actions], _ByFault()] = {}
    begin_at: Annotated[dict[Fault, Action], _ByFault()] = {}

    def check(self) -> None:
        """Let a person come last."""
        check_order(self.order)


def check_order(order: tuple[ActionKind, ...]) -> None:
    """Raise `BrokenRule` unless calling a person comes last, or is left out."""
    if ActionKind.CALL_PERSON in order[:-1]:
        raise BrokenRule(message("policy.order_ends"), "order")


class _Hours(Table):
    """Days of the week, and a span of the day; over midnight when it ends before it starts."""

    weekdays: Annotated[tuple[Annotated[Weekday, Choice(Weekday)], ...], Listed(7, once=True)] = ()
    start: TimeOfDay = 0
    end: TimeOfDay = DAY // 60

    def check(self) -> None:
        """Let it be a span."""
        if self.start in (self.end, DAY // 60):
            raise BrokenRule(message("policy.end_not_start"), "end")

    @property
    def given(self) -> dict[str, Any]:
        """What the file says; days as cron counts them, all of them when none is named."""
        days = list(Weekday)
        named = tuple(sorted(days.index(each) for each in self.weekdays))
        found = {name: getattr(self, name) for name in type(self).model_fields}
        return {**found, "weekdays": named or tuple(range(7))}


class _HoursRule(_Hours):
    """When some actions may be done in a namespace."""

    namespace: Pattern = ""
    actions: Actions = ()


class _ModeRule(Table):
    """How far to go with some actions on some targets."""

    mode: Annotated[Mode, Choice(Mode)]
    cluster: Pattern = ""
    namespace: Pattern = ""
    workload: Pattern = ""
    actions: Actions = ()
    least_score: Annotated[int, Whole(0, 100)] = 0


class PlaceTable(Table):
    """What differs in some places."""

    cluster: Pattern = ""
    namespace: Pattern = ""
    workload: Pattern = ""
    order: Actions = ()
    limits: _Limits = _Limits()
    verify: _Verify = _Verify()

    def check(self) -> None:
        """Let something differ, and a person come last."""
        check_order(self.order)
        if not self.order and not {"limits", "verify"} & self.model_fields_set:
            raise BrokenRule(message("policy.nothing_differs"), "limits")


class _ServiceRule(Table):
    """What depends on a service, and who is on call for it."""

    name: Name
    cluster: Pattern = ""
    namespace: Pattern = ""
    workload: Pattern = ""
    importance: Annotated[Importance, Choice(Importance)] | None = None
    users: Annotated[int, Whole(0, 10**10)] | None = None
    dependents: Annotated[int, Whole(0, 10**10)] | None = None
    on_call: Annotated[tuple[ToCall, ...], Listed(20, once=True)] = ()


class _InhibitionRule(Table):
    """Which incidents wait while another one is open."""

    parent_namespace: Pattern = ""
    parent_workload: Pattern = ""
    parent_faults: Annotated[tuple[Fault, ...], Listed(2 * len(FaultClass), once=True)] = ()
    child_namespace: Pattern = ""
    child_workload: Pattern = ""
    same: Annotated[
        tuple[Annotated[SharedPlace, Choice(SharedPlace)], ...], Listed(2, once=True)
    ] = (SharedPlace.CLUSTER,)

    def check(self) -> None:
        """Let there be a parent."""
        if not (self.parent_workload or self.parent_namespace or self.parent_faults):
            raise BrokenRule(message("policy.parent_missing"), "parent_workload")


class PolicyFile(Table):
    """Policy of Zhiban: what it may do where."""

    name: Name
    zone: Annotated[
        str,
        Text(fits=wrong_zone),
        Field(description="IANA time zone of all local times here."),
    ] = ""
    on_behalf_of: PersonId = ""
    on_call: People
    mode: Annotated[Mode, Choice(Mode)] = Mode.OBSERVE
    modes: Annotated[tuple[_ModeRule, ...], Listed(MOST_RULES)] = ()
    hours: Annotated[tuple[_HoursRule, ...], Listed(MOST_RULES)] = ()
    services: Annotated[tuple[_ServiceRule, ...], Listed(MOST_RULES)] = ()
    inhibitions: Annotated[tuple[_InhibitionRule, ...], Listed(MOST_RULES)] = ()
    limits: _Limits = _Limits()
    verify: _Verify = _Verify()
    approval: _Approval = _Approval()
    paging: _Paging = _Paging()
    gitops: _GitOps = _GitOps()
    flapping: _Flapping = _Flapping()
    working_hours: _Hours | None = None
    ladder: _Ladder = _Ladder()
    scaling: _Scaling = _Scaling()
    budget: _Budget = _Budget()
    aftercare: _Aftercare = _Aftercare()
    places: Annotated[tuple[PlaceTable, ...], Listed(MOST_RULES)] = ()

    def check(self) -> None:
        """Refuse what is right in each part and cannot work together."""
        writes = {self.mode, *(rule.mode for rule in self.modes)} & {Mode.APPROVE, Mode.AUTO}
        if writes and not self.on_behalf_of:
            raise BrokenRule(message("policy.on_behalf_of"), "on_behalf_of")
