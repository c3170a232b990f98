"""Where to look when nothing has the id or the name that was typed."""

from collections.abc import Mapping

from domain.common.errors import InvalidRequest, NotFound, Noun, ZhibanError
from domain.common.messages import Command

LISTED_BY: Mapping[Noun, str] = {
    Noun.ALARM_POLICY: "alarm policies",
    Noun.APPROVAL: "incident approvals",
    Noun.BRIEFING: "briefing list",
    Noun.CLUSTER: "cluster list",
    Noun.CONTROL: "controls list",
    Noun.CONVERSATION: "assistant list",
    Noun.DELIVERY: "delivery list",
    Noun.DISCUSSION: "discussions list",
    Noun.DONE_EDIT: "cluster edits",
    Noun.EDIT: "cluster edits",
    Noun.EVENT: "events",
    Noun.FORMER_CONTENT: "cluster edits",
    Noun.INCIDENT: "incident list --all",
    Noun.LOG_SET: "logs logsets",
    Noun.LOG_TOPIC: "logs topics",
    Noun.MEMORY: "memory search",
    Noun.NODE_POOL: "cluster pools CLUSTER",
    Noun.ONCALL_SCHEDULE: "oncall list",
    Noun.OVERRIDE: "oncall show NAME",
    Noun.PERSON: "people list",
    Noun.PLUGIN: "plugins list",
    Noun.PROPOSAL: "weights proposals",
    Noun.REGISTRATION: "people registrations",
    Noun.ROBOT: "robot list",
    Noun.RUNNING_INCIDENT: "incident list --all",
    Noun.SCHEDULE: "task list --type schedule",
    Noun.SNAPSHOT: "task snapshots TASK",
    Noun.SWAP: "oncall swaps NAME",
    Noun.TASK: "task list",
    Noun.TOKEN: "people token list PERSON",
    Noun.WEIGHTS: "weights history",
    Noun.WORKLOAD: "cluster workloads CLUSTER",
}
"""What there may be none of → the command that lists those there are."""

_IDS: Mapping[str, Noun] = {
    "cluster": Noun.CLUSTER,
    "discussion_id": Noun.DISCUSSION,
    "edit_id": Noun.EDIT,
    "incident_id": Noun.INCIDENT,
    "memory_id": Noun.MEMORY,
    "person_id": Noun.PERSON,
    "policy_id": Noun.ALARM_POLICY,
    "task_id": Noun.TASK,
    "topic_id": Noun.LOG_TOPIC,
}
"""Field whose value has not the form of an id → what it would be the id of."""


def list_for(error: ZhibanError) -> Command | None:
    """Return the command that lists what was meant; None when the error is about something else."""
    match error:
        case NotFound():
            noun = Noun(error.kind) if error.kind in _NOUNS else None
        case InvalidRequest():
            noun = _IDS.get(error.field)
        case _:
            noun = None
    listed = LISTED_BY.get(noun) if noun else None
    return Command(f"zhiban {listed}") if listed else None


_NOUNS = frozenset(each.value for each in Noun)
