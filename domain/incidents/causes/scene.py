"""What was seen, as rules ask for it: whose event, which pods fail, since when."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property

from domain.clusters.surroundings import (
    SeenContainer,
    SeenEvent,
    SeenPod,
    SeenRevision,
    Surroundings,
)
from domain.common.messages import Called, Foreign, Message, message
from domain.common.quoting import HIDDEN, clean, shorten
from domain.common.secret_shapes import without_secrets_in
from domain.incidents.causes.causes import TURN, Proof

LONGEST = 160
"""Columns that are kept of what others wrote."""

_NAMED_SECRET = re.compile(
    r"(\b(?:password|passwd|pwd|secret|token|api[_-]?key)\s*[=:]\s*)\S+", re.IGNORECASE
)
"""Programs print what they log in with; it must not stand in a page."""

OLDEST_SIGN = timedelta(hours=2)
"""Warnings from before that are of another fault."""


@dataclass(frozen=True)
class Scene:
    """Everything that was seen, when the alert says that it began, and its numbers."""

    seen: Surroundings
    alerted: datetime
    measures: Mapping[str, float] = field(default_factory=dict)

    @property
    def at(self) -> datetime:
        """When it was looked."""
        return self.seen.at

    @cached_property
    def failing(self) -> tuple[SeenPod, ...]:
        """Pods that do not serve, and are not about to go."""
        return tuple(each for each in self.seen.pods if not each.ready and not each.deleting)

    @cached_property
    def serving(self) -> tuple[SeenPod, ...]:
        """Pods that serve."""
        return tuple(each for each in self.seen.pods if each.ready and not each.deleting)

    @cached_property
    def onset(self) -> datetime:
        """The earliest bad sign: the alert's start, or a warning or an unready pod before it.

        A sign from the future is one of a clock that goes wrong, and counts as now.
        """
        first = self.alerted - OLDEST_SIGN
        signs = [
            self.alerted,
            *(each.first_at for each in self.warnings),
            *(each.ready_since for each in self.failing if each.ready_since is not None),
        ]
        return min([each for each in signs if first <= each <= self.at] or [self.at])

    @cached_property
    def warnings(self) -> tuple[SeenEvent, ...]:
        """Warnings, newest first."""
        return tuple(each for each in self.seen.events if each.type != "Normal")

    def containers(self) -> Iterator[tuple[SeenPod, SeenContainer]]:
        """Yield the containers of pods that do not serve."""
        for pod in self.failing:
            for container in pod.containers:
                yield pod, container

    def event(self, *reasons: str, saying: str = "") -> SeenEvent | None:
        """Return the newest warning with one of the reasons, whose text fits a pattern."""
        found = (each for each in self.warnings if each.reason in reasons)
        return next(
            (each for each in found if not saying or re.search(saying, each.told, re.IGNORECASE)),
            None,
        )

    def lines(self, pattern: "re.Pattern[str]") -> list[str]:
        """Return the lines of the log that fit."""
        return [each for each in self.seen.log if pattern.search(each)]

    def never_served(self, pod: SeenPod) -> bool:
        """Say whether a pod failed from its very first start on."""
        signs = [each.first_at for each in self.warnings if each.object == f"Pod/{pod.name}"]
        if signs:
            return min(signs) - pod.created_at <= TURN
        return pod.ready_since is None or pod.ready_since - pod.created_at <= TURN

    @cached_property
    def newest(self) -> SeenRevision | None:
        """The newest template; None when it is the first one, or our own repair."""
        revisions = self.seen.revisions
        return revisions[0] if len(revisions) > 1 and not revisions[0].ours else None

    @cached_property
    def changed(self) -> tuple[str, ...]:
        """What the newest template says otherwise than the one before: `image a → b`."""
        if self.newest is None:
            return ()
        new, old = self.newest.parts, self.seen.revisions[1].parts
        return tuple(
            _difference(name, old.get(name, ""), new.get(name, ""))
            for name in sorted({*new, *old}, key=_weight)
            if new.get(name) != old.get(name)
        )


def _weight(name: str) -> tuple[int, str]:
    """Return what matters first: the image, then resources, then the rest."""
    order = ("image", "limit", "request", "probe", "env", "command", "args")
    return next((n for n, each in enumerate(order) if each in name), len(order)), name


def _difference(name: str, old: str, new: str) -> str:
    if name.startswith("env "):  # what variables say may be secret
        return name
    return f"{name} {old or '–'} → {new or '–'}"


def by_event(event: SeenEvent) -> Proof:
    """Return an event as a proof."""
    said = message(
        "proof.event",
        object=Called(shorten(event.object, 70)),
        reason=Called(shorten(event.reason, 40)),
        told=foreign(event.told),
        count=event.count,
    )
    return Proof(said, event.at)


def by_pod(pod: SeenPod, reason: str, told: str = "", at: datetime | None = None) -> Proof:
    """Return the state of a pod as a proof."""
    return Proof(
        message(
            "proof.pod",
            pod=Called(shorten(pod.name, 70)),
            reason=Called(shorten(reason, 40)),
            told=foreign(told) if told else None,
        ),
        at or pod.ready_since,
    )


def by_line(pod: str, line: str, count: int = 1) -> Proof:
    """Return a line of a log as a proof."""
    return Proof(
        message("proof.log", pod=Called(shorten(pod, 70)), line=foreign(line), count=count)
    )


def by_rollout(revision: SeenRevision, changed: tuple[str, ...]) -> Proof:
    """Return a change of the template as a proof."""
    said: Message = message(
        "proof.rollout",
        number=revision.number,
        changed=foreign("; ".join(changed[:3])) if changed else None,
    )
    return Proof(said, revision.at)


def foreign(text: str) -> Foreign:
    """Return what others wrote, without secrets, short."""
    named = _NAMED_SECRET.sub(rf"\g<1>{HIDDEN}", without_secrets_in(text, HIDDEN))
    return Foreign(shorten(clean(named), LONGEST))
