"""How far a rollout is, judged in the order in which `kubectl rollout status` does."""

from domain.clusters.clusters import RolloutState, WorkloadKind
from integrations.kubernetes.client.objects import Json, condition, inside, number, text

DEADLINE_EXCEEDED = "ProgressDeadlineExceeded"


def rollout_state(kind: WorkloadKind, found: Json) -> RolloutState:
    """Return the state of the rollout of an object as it stands.

    A paused Deployment that is not done is PAUSED: kubectl would wait for ever. An object with
    `OnDelete` is judged by its counts, since kubectl refuses to judge it.
    """
    if kind is WorkloadKind.DEPLOYMENT:
        return _deployment(found)
    done = _daemon_set(found) if kind is WorkloadKind.DAEMON_SET else _stateful_set(found)
    return RolloutState.DONE if done else RolloutState.PROGRESSING


def _deployment(found: Json) -> RolloutState:
    waiting = RolloutState.PAUSED if inside(found, "spec", "paused") else RolloutState.PROGRESSING
    if _unseen(found):
        return waiting
    if text(condition(found, "Progressing"), "reason") == DEADLINE_EXCEEDED:
        return RolloutState.FAILED
    updated = number(found, "status", "updatedReplicas")
    done = (
        updated >= number(found, "spec", "replicas", default=1)
        and number(found, "status", "replicas") <= updated
        and number(found, "status", "availableReplicas") >= updated
    )
    return RolloutState.DONE if done else waiting


def _daemon_set(found: Json) -> bool:
    wanted = number(found, "status", "desiredNumberScheduled")
    return not _unseen(found) and (
        (_on_delete(found) or number(found, "status", "updatedNumberScheduled") >= wanted)
        and number(found, "status", "numberAvailable") >= wanted
    )


def _stateful_set(found: Json) -> bool:
    wanted = number(found, "spec", "replicas", default=1)
    if _unseen(found) or number(found, "status", "observedGeneration") == 0:
        return False
    if number(found, "status", "readyReplicas") < wanted:
        return False
    if _on_delete(found):
        return True
    rolling = inside(found, "spec", "updateStrategy", "rollingUpdate")
    if rolling is not None:
        # kubectl leaves the revisions alone here, also for the partition 0 that servers fill in.
        kept = number(rolling, "partition")
        return number(found, "status", "updatedReplicas") >= wanted - kept
    return text(found, "status", "updateRevision") == text(found, "status", "currentRevision")


def _on_delete(found: Json) -> bool:
    return text(found, "spec", "updateStrategy", "type") == "OnDelete"


def _unseen(found: Json) -> bool:
    """Say whether the controller has yet to look at the newest change."""
    generation = number(found, "metadata", "generation")
    return generation > number(found, "status", "observedGeneration")
