"""The shape of a fault scenario."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

Manifest = Mapping[str, Any]


class Deed(StrEnum):
    """What happens at a beat of a scenario."""

    DEPLOY = "deploy"  # apply manifests, as a release would
    FAULT = "fault"  # set a key of the ConfigMap `sandbox-faults` (sandbox/kubernetes/behaviour.py)
    HEAL = "heal"  # remove it again
    ALERT = "alert"  # the source says that it fires
    FORGE = "forge"  # a callback that its source knows nothing of
    EDIT = "edit"  # a person patches a workload by hand
    KEEP_EDITING = "keep_editing"  # and does not stop for as long as the scenario lasts
    KEEP_CONFIGS = "keep_configs"  # contents of ConfigMaps are kept while all is well
    ANSWER = "answer"  # a person approves or denies what is asked
    STEER = "steer"  # a person aborts, pauses, resumes, skips
    CONTROL = "control"  # a silence, maintenance window or freeze begins
    END_CONTROLS = "end_controls"
    CLEAR = "clear"  # the source says that it is over
    FORBID = "forbid"  # an admin takes the permission that repairs run on
    ENGAGE = "engage"  # the kill switch
    RELEASE = "release"  # the kill switch
    ENABLE_WRITES = "enable_writes"  # for this incident, from where it stands


@dataclass(frozen=True)
class Beat:
    """One thing that happens.

    Attributes:
        once: what must be so before: `settled` (every workload is rolled out), `unhealthy`, `well`
        and
            `overloaded` (the app's pods), `state:<name>`, `acted` (something was written);
            empty: at once.
        said: parameters; which ones depends on the deed.
    """

    deed: Deed
    once: str = ""
    said: Mapping[str, Any] = field(default_factory=dict)


class Signal(StrEnum):
    """Where a scenario's alert comes from, and so where it is read back."""

    PLAIN = "plain"  # a program of one's own; the workload itself must look ill
    MONITOR = "monitor"  # the cloud's metric alarm, kept up to date from the pods
    CLS = "cls"
    ALERTMANAGER = "alertmanager"


@dataclass(frozen=True)
class Expected:
    """How it has to end.

    Attributes:
        state: of the incident; `called` why a person was called, empty when nobody was.
        actions: what was performed, in order; None when several orders are right.
        skipped: reasons that must be among those of passed-over actions.
        writes: whether anything may be written to the cluster at all.
        fixed: whether the end is a verified fix.
        paged: whether that person is paged; whoever refuses a repair knows of it.
    """

    state: str
    called: str = ""
    actions: tuple[str, ...] | None = ()
    skipped: tuple[str, ...] = ()
    writes: bool = True
    fixed: bool = False
    ending: str = ""
    relapses: int = 0
    paged: bool = True


@dataclass(frozen=True)
class Scenario:
    """One scenario.

    Attributes:
        name: unique, of `a-z` and `-`; part of the namespace's name, which chooses the policy.
        title: one sentence in English.
        app: the workload that it is about; `kind` its kind.
        fault: class of fault that the alert names.
        repairable: whether a machine can put it right.
        measures: numbers of the alert; they decide the band.
        text: of the alert, for people; some are hostile.
        metric: which of `measures` the cloud's alarm is about; empty: its state only.
        cause: what truly is behind it when the alert comes, in the words of likely causes; empty:
            nothing is, or nothing of it can be seen.
        cluster: `main`, `forbidden` (an account that may only read) or `unreachable`.
    """

    name: str
    title: str
    fault: str
    manifests: tuple[Manifest, ...]
    beats: tuple[Beat, ...]
    expected: Expected
    repairable: bool = False
    app: str = "checkout"
    kind: str = "Deployment"
    severity: str = "critical"
    measures: Mapping[str, float] = field(default_factory=dict)
    signal: Signal = Signal.PLAIN
    text: str = ""
    metric: str = ""
    cluster: str = "main"
    cause: str = ""
