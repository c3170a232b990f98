"""What a policy says about one target at one time; the first rule that matches counts."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from domain.clusters.clusters import WorkloadRef
from domain.clusters.repairs import ActionKind, Mode
from domain.incidents.policy.patterns import fits, is_within
from domain.incidents.policy.policies import (
    HoursRule,
    ModeRule,
    PlaceRule,
    Policy,
    Restarts,
)

_ORDER = tuple(Mode)


def mode_for(policy: Policy, ref: WorkloadRef, action: ActionKind, score: int) -> Mode:
    """Return how far to go by itself with this action, here, for an incident of this score."""
    for rule in policy.modes:
        if _is_about(rule, ref, action) and score >= rule.least_score:
            return rule.mode
    return policy.default_mode


def at_place(policy: Policy, ref: WorkloadRef) -> Policy:
    """Return the policy as it holds for one workload: with what differs in its place.

    Doing it again changes nothing, and the digest stays: it is the same policy, read for a target.
    """
    rule = next((each for each in policy.places if _covers(each, ref)), None)
    if rule is None:
        return policy
    return replace(
        policy,
        ladder=rule.ladder or policy.ladder,
        limits=rule.limits or policy.limits,
        verify=rule.verify or policy.verify,
    )


def effective_mode(mode: Mode, *, asked_by_person: bool) -> Mode:
    """Return the mode once somebody with the right to has asked for it to be done.

    A request, or an admin who lets an observing incident try, raises what the policy only observes
    to "ask first", and no further: doing it without asking is the policy's to allow.
    """
    return max(mode, Mode.APPROVE, key=_ORDER.index) if asked_by_person else mode


def reverted_by(policy: Policy, action: ActionKind, managed_by: str) -> str:
    """Return the controller that stands against an action on its workload; empty: none does."""
    restarted = policy.gitops.restarts(managed_by) is not Restarts.NEVER
    return "" if action is ActionKind.RESTART and restarted else managed_by


def mode_under(policy: Policy, mode: Mode, managed_by: str) -> Mode:
    """Return the mode on a workload that a controller declares, where it is left to act at all."""
    if not managed_by or policy.gitops.restarts(managed_by) is not Restarts.APPROVE:
        return mode
    return min(mode, Mode.APPROVE, key=_ORDER.index)


@dataclass(frozen=True)
class Hours:
    """Whether actions may be taken now.

    Attributes:
        open: they may.
        opens_at: when they may again, when they may not now; None when that is not in sight.
    """

    open: bool
    opens_at: datetime | None = None


LONGEST_CLOSED = timedelta(days=8)
"""How far ahead is looked for the next hours: any weekday comes within a week."""


def in_hours(policy: Policy, ref: WorkloadRef, action: ActionKind, now: datetime) -> Hours:
    """Say whether policy lets an action be taken at this local time, and else from when on."""
    if is_open(policy, ref, action, now):
        return Hours(open=True)
    return Hours(open=False, opens_at=_opening(_speaking(policy, ref, action), policy.zone, now))


def is_open(policy: Policy, ref: WorkloadRef, action: ActionKind, now: datetime) -> bool:
    """Say whether policy lets an action be taken at this local time; much cheaper than until when.

    A target and action that no rule of hours speaks of may be repaired at any time.
    """
    rules = _speaking(policy, ref, action)
    return not rules or any(is_within(rule, policy.zone, now) for rule in rules)


def _speaking(policy: Policy, ref: WorkloadRef, action: ActionKind) -> list[HoursRule]:
    return [
        rule
        for rule in policy.hours
        if fits(rule.namespace, ref.namespace) and (not rule.actions or action in rule.actions)
    ]


def _opening(rules: Sequence[HoursRule], zone: str, now: datetime) -> datetime | None:
    """Return the next moment at which any of the rules begins, in UTC.

    The wall clock is asked at each quarter of an hour and each minute at which a rule begins,
    instead of being computed, so that nights in which clocks change are right by themselves.
    """
    wall = now.astimezone(ZoneInfo(zone))
    # Zones are off by whole minutes today; the hour of the wall clock is where minutes count from.
    hour = now.astimezone(UTC) - timedelta(
        minutes=wall.minute, seconds=wall.second, microseconds=wall.microsecond
    )
    minutes = sorted({rule.start % 60 for rule in rules} | {0, 15, 30, 45})
    end = now + LONGEST_CLOSED
    while hour < end:
        for minute in minutes:
            moment = hour + timedelta(minutes=minute)
            if moment > now and any(is_within(rule, zone, moment) for rule in rules):
                return moment
        hour += timedelta(hours=1)
    return None


def _is_about(rule: ModeRule, ref: WorkloadRef, action: ActionKind) -> bool:
    return _covers(rule, ref) and (not rule.actions or action in rule.actions)


def _covers(rule: ModeRule | PlaceRule, ref: WorkloadRef) -> bool:
    return (
        fits(rule.cluster, ref.cluster)
        and fits(rule.namespace, ref.namespace)
        and fits(rule.workload, ref.name)
    )
