"""Why an incident stands where it stands, in English; `explaining.py` puts it together."""

from domain.clusters.repairs import SkipReason
from domain.incidents.guards.guards import GuardName
from domain.incidents.guards.verdict_rules import Because
from domain.incidents.incidents import IncidentState
from domain.incidents.scores import Band

SENTENCES = {
    "no_score": "There is no score yet: the alert is still being confirmed.",
    "never_scored": "It got no score: only an alert that its source confirmed, about something "
    "that could be looked at, gets one.",
    "asked": "{by} asked for it ({reason}), so it begins with that action whatever the score.",
    "score": "{total} points: impact {impact}, severity {severity}, importance {importance}, "
    "urgency {urgency} (weights {weights}). {band}.",
    "missing": "Nobody could say {names}; defaults were counted.",
    "nothing_tried": "Nothing has been tried yet.",
    "tried": "Attempt {number}: {action} (rung {rung}; policy: {mode}), {state}.",
    "former": "Before that: {former}.",
    "closed": "It is closed ({ending}); nothing more is done.",
    "called": "A person was called ({reason}); nothing stronger is done by itself.",
    "calling": "A person is being called ({reason}); nothing stronger is done by itself.",
    "unreached": "Nobody could be reached ({reason}), and calling goes on; nothing stronger is "
    "done by itself.",
    "nobody_reached": "Could not reach anybody; calling goes on.",
    "healthy": "The target looks well and is watched for a relapse, which would go on at the next "
    "rung.",
    "verifying": "The next rung is only taken once attempt {number} is known not to have helped; "
    "seeing nothing is no such knowledge.",
    "used_up": "This band allows {most} attempts, and they are used up.",
    "next": "What may come next: {actions}; {left} attempts are left. Whether it can be done is "
    "seen then.",
    "nothing_left": "No action of the ladder is left.",
    "passed_over": "Passed over: {skipped}.",
    "over": "Closed: {ending}",
    "needed": "A person is needed: {reason}",
    "waits_nothing": "It waits for nothing.",
    "waits": "{doing}{waits_for}",
    "until_none": "There is no fixed time.",
    "until": "Until {until} ({zone}) at the latest.",
}
STATES: dict[IncidentState, str] = {
    IncidentState.CONFIRMING: "It asks the alert's source",
    IncidentState.SUPPRESSED: "It holds still during a silence, a window or a parent's alert",
    IncidentState.REPAIRING: "It repairs or verifies",
    IncidentState.WAITING: "It waits",
    IncidentState.AWAITING_APPROVAL: "It waits for an approval",
    IncidentState.PAUSED: "It was paused and waits to be resumed",
    IncidentState.FLAPPING: "It comes and goes; waits for it to settle",
    IncidentState.RELAPSE_WATCH: "It watches for a relapse",
    IncidentState.HANDED_OVER: "It is with a person; alerts are counted",
    IncidentState.CLOSED: "",
}
BANDS: dict[Band, str] = {
    Band.AGGRESSIVE: "The top band: a person is called first, and up to 6 attempts are made",
    Band.STANDARD: "The standard band: up to 4 attempts",
    Band.CONSERVATIVE: "The conservative band: up to 3 attempts",
    Band.BRIEF: "Up to 2 attempts, then it is broadcast",
    Band.MINIMAL: "One attempt; mainly it is broadcast",
}
SKIPS: dict[SkipReason, str] = {
    SkipReason.CANNOT_HELP: "the policy says that it does not help against this class of fault",
    SkipReason.TARGET_MISSING: "the target does not exist",
    SkipReason.NO_EARLIER_REVISION: "there is no earlier revision with another template",
    SkipReason.ROLLOUT_PAUSED: "somebody has paused the rollout",
    SkipReason.GITOPS_MANAGED: "a GitOps controller would revert it",
    SkipReason.AUTOSCALER_OWNS_COUNT: "an autoscaler owns the count",
    SkipReason.AT_MOST_REPLICAS: "the policy's most replicas are reached",
    SkipReason.QUOTA_FULL: "the namespace's quota is used up",
    SkipReason.NOT_SCALABLE: "a DaemonSet belongs to its nodes",
    SkipReason.SCALED_TO_ZERO: "somebody has scaled it to zero",
    SkipReason.LAST_HEALTHY_REPLICA: "the last healthy replica would be touched",
    SkipReason.NOTHING_TO_ISOLATE: "there is nothing to isolate",
    SkipReason.NO_SICK_NODE: "none of it is on a sick node",
    SkipReason.DISRUPTION_BUDGET: "its PodDisruptionBudget allows no disruption",
    SkipReason.NO_KEPT_CONFIG: "no content that worked was kept",
    SkipReason.CONFIG_UNCHANGED: "the configuration is as it was when it was well",
    SkipReason.NO_APPLICATION: "it belongs to no application",
    SkipReason.SKIPPED_BY_PERSON: "a person skipped it",
    SkipReason.NOTHING_TO_CHANGE: "it is as was asked for",
    SkipReason.NOT_READABLE: "what decides about it could not be read",
}
GUARDS: dict[GuardName, str] = {
    GuardName.KILL_SWITCH: "kill switch",
    GuardName.MODE: "mode",
    GuardName.PERMISSION: "rollback permission",
    GuardName.CONFIRMED: "confirmation by the source",
    GuardName.FREEZE: "change freeze",
    GuardName.TIME_WINDOW: "hours",
    GuardName.APPROVAL: "approval",
    GuardName.LOCK: "lock of the target",
    GuardName.BUDGET: "the cluster's budget",
    GuardName.COOLDOWN: "cooldown",
    GuardName.FREQUENCY: "frequency",
    GuardName.HEALTHY_SHARE: "healthy share",
    GuardName.GITOPS: "GitOps",
    GuardName.UNCHANGED: "target unchanged",
    GuardName.CHECKPOINT: "checkpoint",
}
BECAUSES: dict[Because, str] = {
    Because.DWELT: "well for the whole dwell",
    Because.DWELLING: "well now, and has to stay so",
    Because.BAD_FOR_LONG: "it stayed unhealthy",
    Because.BAD_FOR_NOW: "not well now",
    Because.ROLLING_OUT: "rolling out",
    Because.NOT_ROLLED_OUT: "not rolled out by the deadline",
    Because.SIGNAL_LAGS: "the target is well, the signal has not cleared yet",
    Because.SIGNAL_STAYS: "the target is well, but the signal does not clear",
    Because.BLIND_FOR_NOW: "nothing can be read now",
    Because.BLIND_FOR_LONG: "nothing could be read",
    Because.OTHERS_WROTE: "somebody else changed it meanwhile",
    Because.NEITHER: "neither good nor bad for long, to the end",
    Because.NOT_LOOKED: "not looked at yet",
}
INPUTS: dict[str, str] = {
    "impact.services": "how many services it touches",
    "impact.users": "how many users it touches",
    "severity.resources": "how far resources are used up",
    "severity.errors": "how many requests fail",
    "severity.source": "how severe the source calls it",
    "severity.opinion": "what a model thinks of it",
    "importance.service": "how important the service is",
    "urgency.hours": "whether people work now",
}
"""Words for the inputs of a score, `domain/incidents/scoring.py`."""
