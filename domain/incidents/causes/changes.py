"""Changes before the onset: those that explain the fault by contrast, and those merely near.

A change after the onset is never a cause, and our own writes are left out.
"""

from collections.abc import Iterator
from datetime import datetime

from domain.clusters.surroundings import SeenConfig, SeenRevision
from domain.common.messages import Called, message
from domain.incidents.causes.causes import (
    FAR,
    NEAR,
    TURN,
    Cause,
    CauseKind,
    Certainty,
    Proof,
    Standing,
)
from domain.incidents.causes.scene import Scene, by_rollout


def changes(scene: Scene) -> Iterator[Cause]:
    """Yield the changes that may be the cause."""
    edits = list(_edits(scene))
    explained = any(each.standing is Standing.EXPLAINS for each in edits)
    yield from edits
    newest = scene.newest
    if newest is None:
        return
    # A template that runs the same program only brought an edited configuration to the pods.
    cause = _rollout(scene, newest, demoted=explained and not _runs_another(scene))
    if cause is not None:
        yield cause


def _rollout(scene: Scene, newest: SeenRevision, *, demoted: bool) -> Cause | None:
    new = [each for each in scene.seen.pods if each.revision == newest.key and not each.deleting]
    bad = [each for each in new if not each.ready]
    old = [each for each in scene.serving if each.revision != newest.key]
    at = newest.at or min((each.created_at for each in new), default=None)
    if at is None or at > scene.onset + TURN:
        return None
    proof = by_rollout(newest, _told(scene))
    contrast = bad and len(bad) == len(new) and all(map(scene.never_served, bad))
    if contrast and scene.at - at < FAR * 12 and not demoted:
        said = message("proof.contrast", failing=len(bad), new=len(new), serving=len(old))
        return Cause(
            kind=CauseKind.ROLLOUT,
            certainty=Certainty.CONFIRMED if old else Certainty.PROBABLE,
            standing=Standing.EXPLAINS if old else Standing.UNCOMPARED,
            proofs=(proof, Proof(said)),
            about=str(newest.number),
            at=at,
        )
    return _near(CauseKind.ROLLOUT, scene, at, (proof,), about=str(newest.number))


def _told(scene: Scene) -> tuple[str, ...]:
    """Return what changed of the template, without marks that only restart its pods."""
    return tuple(each for each in scene.changed if not each.startswith("annotation "))


def _runs_another(scene: Scene) -> bool:
    return any(name in each for each in _told(scene) for name in ("image", "command", "args"))


def _edits(scene: Scene) -> Iterator[Cause]:
    for config in scene.seen.configs:
        if config.changed_at is None or config.changed_at > scene.onset + TURN:
            continue
        found = _edit(scene, config, config.changed_at)
        if found is not None:
            yield found
            return


def _edit(scene: Scene, config: SeenConfig, changed: datetime) -> Cause | None:
    said = message(
        "proof.config",
        kind=Called(config.kind),
        name=Called(config.name),
        manager=Called(config.manager) if config.manager else None,
        at_start=config.at_start,
    )
    proof, about = Proof(said, changed), f"{config.kind}/{config.name}"
    if _has_read(scene, config, changed):
        return Cause(
            kind=CauseKind.CONFIG_EDIT,
            certainty=Certainty.PROBABLE,
            standing=Standing.EXPLAINS,
            proofs=(proof,),
            about=about,
            at=changed,
        )
    return _near(CauseKind.CONFIG_EDIT, scene, changed, (proof,), about=about)


def _has_read(scene: Scene, config: SeenConfig, changed: datetime) -> bool:
    """Say whether all that fail have started with the edit, and failed from then on.

    Files reach running pods within minutes; variables only those that start afterwards.
    """
    failing = scene.failing
    if not failing:
        return False
    if not config.at_start:
        return changed <= scene.onset + TURN and scene.onset - changed <= NEAR
    started = all(_started(scene, each.name, each.created_at) >= changed for each in failing)
    soon = scene.onset - changed <= NEAR
    made_after = all(each.created_at >= changed and scene.never_served(each) for each in failing)
    return started and (made_after or soon) and _crashes(scene)


def _started(scene: Scene, pod: str, created: datetime) -> datetime:
    """Return when a pod's containers began anew last."""
    ends = [
        container.ended_at
        for each, container in scene.containers()
        if each.name == pod and container.ended_at is not None
    ]
    return max([created, *ends])


def _crashes(scene: Scene) -> bool:
    return any(container.exit_code not in (None, 0) for _, container in scene.containers())


def _near(
    kind: CauseKind, scene: Scene, at: datetime, proofs: tuple[Proof, ...], *, about: str
) -> Cause | None:
    before = scene.onset - at
    if before > FAR:
        return None
    return Cause(
        kind=kind,
        certainty=Certainty.PROBABLE if before <= NEAR else Certainty.POSSIBLE,
        standing=Standing.NEAR,
        proofs=proofs,
        about=about,
        at=at,
    )
