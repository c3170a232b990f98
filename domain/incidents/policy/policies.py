"""What Zhiban may do where: a policy of the operators, read from a file they keep (RBK-7).

A running incident keeps the policy it started with; its digest is on everything that was decided.
"""

from dataclasses import dataclass, field
from enum import StrEnum

from domain.alerts.alerts import FaultClass
from domain.clusters.managers import Controller, controller_named
from domain.clusters.repairs import ActionKind, Mode
from domain.incidents.guards.guards import GuardLimits
from domain.incidents.guards.verdicts import VerifyRules


class Importance(StrEnum):
    """What a service is worth to the business (ALR-4)."""

    CORE = "core"
    AUXILIARY = "auxiliary"


@dataclass(frozen=True, kw_only=True)
class ServiceRule:
    """What the operators know of a service; the first rule that matches counts.

    Attributes:
        cluster, namespace, workload: patterns with `*` and `?`; empty matches all.
        users: how many people use it; None when nobody said.
        dependents: how many services need it; None when nobody said.
        on_call: ids of people to call for it, before the policy's own.
    """

    name: str
    cluster: str = ""
    namespace: str = ""
    workload: str = ""
    importance: Importance | None = None
    users: int | None = None
    dependents: int | None = None
    on_call: tuple[str, ...] = ()


@dataclass(frozen=True)
class ModeRule:
    """How far to go by itself; the first rule that matches counts.

    Attributes:
        actions: which; empty means all.
        least_score: the rule only holds for incidents of at least this score.
    """

    mode: Mode
    cluster: str = ""
    namespace: str = ""
    workload: str = ""
    actions: tuple[ActionKind, ...] = ()
    least_score: int = 0


@dataclass(frozen=True)
class PlaceRule:
    """What differs in one place; the first rule that matches counts (`matching.py`).

    Attributes:
        ladder: its own order of actions; empty: the policy's.
        limits, verify: its own numbers; None: the policy's.
    """

    cluster: str = ""
    namespace: str = ""
    workload: str = ""
    ladder: tuple[ActionKind, ...] = ()
    limits: GuardLimits | None = None
    verify: VerifyRules | None = None


@dataclass(frozen=True)
class HoursRule:
    """When actions may be taken; without rules: always. Any that fits allows it.

    Attributes:
        weekdays: 0 is Sunday, 6 is Saturday; as in cron.
        start, end: minutes of the local day; an end before the start is on the next day.
    """

    namespace: str = ""
    actions: tuple[ActionKind, ...] = ()
    weekdays: tuple[int, ...] = (0, 1, 2, 3, 4, 5, 6)
    start: int = 0
    end: int = 24 * 60


WORKING_HOURS = HoursRule(weekdays=(1, 2, 3, 4, 5), start=9 * 60, end=21 * 60)
"""Monday to Friday, 09:00 to 21:00: when people use what runs, unless a policy says otherwise."""


@dataclass(frozen=True)
class ApprovalRules:
    """Who is asked, and for how long (RBK-8); seconds.

    Attributes:
        hops: groups of people ids, asked one after the other; empty: the people on call.
        wait: at each hop.
        own_request: whether who asked for a repair may approve it.
    """

    hops: tuple[tuple[str, ...], ...] = ()
    wait: float = 900.0
    own_request: bool = False


@dataclass(frozen=True)
class InhibitionRule:
    """A parent that fires mutes its children (ALR-6); patterns as in `ServiceRule`.

    Attributes:
        parent_faults: classes of the parent's incident; empty: any.
        same: parts that parent and child must share: `cluster`, `namespace`.
    """

    parent_namespace: str = ""
    parent_workload: str = ""
    parent_faults: tuple[FaultClass, ...] = ()
    child_namespace: str = ""
    child_workload: str = ""
    same: tuple[str, ...] = ("cluster",)


@dataclass(frozen=True)
class FlapRules:
    """When an incident flaps: so many changes between firing and cleared within a window (M17)."""

    transitions: int = 6
    window: float = 1_800.0
    calm: float = 900.0


@dataclass(frozen=True)
class PagePace:
    """How often one person is paged before the next is.

    Attributes:
        again: seconds after which a page that nobody acknowledged is repeated.
        pages: to one person in a row.
    """

    again: float
    pages: int


class Observed(StrEnum):
    """How people hear of what was only observed."""

    DIGEST = "digest"  # once a day, gathered; what is critical is paged at once
    PAGE = "page"  # each at once


@dataclass(frozen=True, kw_only=True)
class PagingRules:
    """How a page that nobody acknowledges is repeated, and goes to others (ALR-10); seconds.

    Five minutes and half an hour are the times to answer a page that people are held to who serve
    users and who do not; nobody is woken more often than a round of everybody allows.

    Attributes:
        critical_again, warning_again: before a page is repeated.
        critical_pages, warning_pages: to one person before the next is paged.
        rounds: how often it goes from the first person to the admins.
        pause: between two rounds.
        unvouched_pages: an hour, of alerts that nobody vouches for (`page_pace.py`); the rest is
            told in one page. Three are more than one person looks into in an hour.
        observed: how people hear of what was only observed.
        observed_hour: of the policy's zone, at which what was gathered is told.
    """

    critical_again: float = 300.0
    critical_pages: int = 3
    warning_again: float = 1_800.0
    warning_pages: int = 2
    rounds: int = 5
    pause: float = 1_800.0
    unvouched_pages: int = 3
    observed: Observed = Observed.DIGEST
    observed_hour: int = 9

    def pace(self, *, critical: bool) -> PagePace:
        """Return how often one person is paged."""
        if critical:
            return PagePace(self.critical_again, self.critical_pages)
        return PagePace(self.warning_again, self.warning_pages)


class Restarts(StrEnum):
    """Whether a workload may be restarted whose declared state a controller writes back."""

    NEVER = "never"
    APPROVE = "approve"  # once a person has said yes, whatever the mode
    AUTO = "auto"  # as the mode says


@dataclass(frozen=True, kw_only=True)
class GitOpsRules:
    """What is left to do by hand where a controller declares the state (RBK-16).

    A restart adds an annotation that nobody declares: Argo CD and Flux leave it, as they do that of
    their own restart. An operator mostly owns the whole template, so it takes it away. Anything
    else they write back at once, so it is proposed to people and never written.
    """

    argocd: Restarts = Restarts.APPROVE
    flux: Restarts = Restarts.APPROVE
    other: Restarts = Restarts.NEVER

    def restarts(self, managed_by: str) -> Restarts:
        """Return what holds for a workload's controller."""
        match controller_named(managed_by):
            case Controller.ARGO_CD:
                return self.argocd
            case Controller.FLUX:
                return self.flux
            case Controller.OTHER:
                return self.other


@dataclass(frozen=True, kw_only=True)
class Policy:
    """All of it. Defaults are the cautious ones: observe only, nobody's permission.

    Attributes:
        name: the operators' own version, shown to people.
        digest: SHA-256 of the file's meaning; empty for the built-in policy.
        on_behalf_of: person whose `rollback_permission` repairs by themselves use.
        on_call: ids of people to call, in order: the next when nobody acknowledges it.
        places: ladders, limits and verification that differ somewhere.
        ladder: order of actions; rung 6 (a person) is always its end.
        cannot_help: actions passed over for a class of fault.
        begin_at: first action for a class of fault (evidence over order); empty by default.
        most_replicas: no scale-out goes over it; `scale_factor` times the count, at least one more.
        recent_change: seconds before the fault within which a change of another workload of the
            application makes it part of a full rollback.
        most_in_namespace, most_in_cluster: repairs that may write at a time.
        restore: put the checkpoint back after an attempt whose verdict is unhealthy.
        relapse_watch: seconds after a fix for which the incident stays open (RBK-11).
        hold_handed: seconds for which a handed-over incident counts further alerts.
        hold_again: how often it is held for as long again, since it fires or is unhealthy still.
        working_hours: for the time part of the score; zone of all local times here.
    """

    name: str = "built-in"
    digest: str = ""
    zone: str = "Asia/Shanghai"
    on_behalf_of: str = ""
    on_call: tuple[str, ...] = ()
    default_mode: Mode = Mode.OBSERVE
    modes: tuple[ModeRule, ...] = ()
    hours: tuple[HoursRule, ...] = ()
    places: tuple[PlaceRule, ...] = ()
    ladder: tuple[ActionKind, ...] = (
        ActionKind.RESTART,
        ActionKind.REFRESH_CONFIG,
        ActionKind.SCALE_OUT,
        ActionKind.SHIFT_LOAD,
        ActionKind.ROLLBACK,
        ActionKind.ISOLATE,
        ActionKind.FULL_ROLLBACK,
        ActionKind.CALL_PERSON,
    )
    cannot_help: dict[FaultClass, tuple[ActionKind, ...]] = field(default_factory=dict)
    begin_at: dict[FaultClass, ActionKind] = field(default_factory=dict)
    limits: GuardLimits = field(default_factory=GuardLimits)
    verify: VerifyRules = field(default_factory=VerifyRules)
    approval: ApprovalRules = field(default_factory=ApprovalRules)
    flap: FlapRules = field(default_factory=FlapRules)
    services: tuple[ServiceRule, ...] = ()
    inhibitions: tuple[InhibitionRule, ...] = ()
    working_hours: HoursRule = field(default_factory=lambda: WORKING_HOURS)
    most_replicas: int = 20
    scale_factor: float = 1.5
    recent_change: float = 6 * 3_600.0
    most_in_namespace: int = 1
    most_in_cluster: int = 3
    restore: bool = True
    relapse_watch: float = 24 * 3_600.0
    hold_handed: float = 24 * 3_600.0
    hold_again: int = 30
    paging: PagingRules = field(default_factory=PagingRules)
    gitops: GitOpsRules = field(default_factory=GitOpsRules)
