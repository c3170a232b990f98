"""What was seen of a workload when its incident began, kept for whoever is woken (ALR-9).

Events live an hour and logs end with their pod: what is not kept at once is gone in the morning.
Everything textual in it was written by others.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.clusters.clusters import ClusterEvent, Pod, Revision, Workload
from domain.common.quoting import HIDDEN, clean, shorten
from domain.common.secret_shapes import without_secrets_in
from domain.incidents.causes.causes import Cause, LikelyCauses

MOST_LINES = 5
"""Lines of a log that somebody reads at night."""

LONGEST_LINE = 160
"""Columns that are kept of a line or an event."""

CHANGED_WITHIN = timedelta(hours=2)
"""How long before it was seen a rollout is told; older ones are nobody's first thought."""

_TELLING = re.compile(
    r"\b(?:fatal|panic|error|exception|traceback|caused by|refused|timeout|denied|missing|oom)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, kw_only=True)
class Rollout:
    """A change of a workload's template.

    Attributes:
        number: its revision.
        image, before: of its first container that changed, without registry; empty when none did.
    """

    number: int
    at: datetime
    image: str = ""
    before: str = ""


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """What was seen at one moment; add fields, with defaults, at the end.

    Attributes:
        ready, wanted: replicas.
        restarts: of all containers of the pods that are known.
        pod: the worst one; empty when none is known.
        reason, last_exit: of that pod, in Kubernetes' words; empty when it is ready.
        event: the newest warning about it.
        log: the most telling lines of that pod, oldest first.
        rollout: the newest change, when it came within two hours before.
        report: its likely causes; None when they could not be looked for.
    """

    at: datetime
    ready: int
    wanted: int
    restarts: int = 0
    pod: str = ""
    reason: str = ""
    last_exit: str = ""
    event: str = ""
    log: tuple[str, ...] = ()
    rollout: Rollout | None = None
    report: LikelyCauses | None = None

    @property
    def cause(self) -> Cause | None:
        """Return the likeliest cause; None when none was found, or none was looked for."""
        return self.report.causes[0] if self.report is not None and self.report.causes else None


def worst_pod(workload: Workload) -> Pod | None:
    """Return the pod to look at: not ready, and restarted most."""
    pods = [each for each in workload.pods if not each.deleting] or list(workload.pods)
    return min(pods, key=lambda each: (each.ready, -each.restarts, each.name), default=None)


def evidence_of(
    workload: Workload,
    events: Sequence[ClusterEvent],
    log: str,
    *,
    at: datetime,
    report: LikelyCauses | None = None,
) -> Evidence:
    """Return what was seen of a workload.

    Args:
        workload: as it stands.
        events: of it or its worst pod, newest first.
        log: the last lines of its worst pod; empty when they cannot be read.
        at: when it was looked.
        report: its likely causes.
    """
    pod = worst_pod(workload)
    warning = next((each for each in events if each.type != "Normal"), None)
    return Evidence(
        at=at,
        ready=workload.ready,
        wanted=workload.replicas,
        restarts=workload.restarts,
        pod=pod.name if pod else "",
        reason=pod.reason if pod else "",
        last_exit=pod.last_exit if pod else "",
        event=_line(f"{warning.reason}: {warning.message}") if warning else "",
        log=telling_lines(log),
        rollout=newest_rollout(workload, at),
        report=report,
    )


def telling_lines(log: str) -> tuple[str, ...]:
    """Return at most five lines: those that name an error, else the last ones; no secrets.

    What is said twice in a row with other numbers is said once.
    """
    lines = [each for each in log.splitlines() if each.strip()]
    told: list[str] = []
    for line in [each for each in lines if _TELLING.search(each)] or lines:
        if told and _shape(told[-1]) == _shape(line):
            told.pop()
        told.append(line)
    return tuple(map(_line, told[-MOST_LINES:]))


def newest_rollout(workload: Workload, at: datetime) -> Rollout | None:
    """Return the newest change of the template; None when it is older, or its moment unknown.

    The highest number is the newest: a rollback uses a former revision again under a new number,
    so its creation says nothing about when.
    """
    numbered = sorted(workload.revisions, key=lambda each: each.number, reverse=True)
    if len(numbered) < 2:  # the first one is no change
        return None
    newest, former = numbered[:2]
    if newest.created_at < former.created_at or not at - CHANGED_WITHIN <= newest.created_at <= at:
        return None
    before, image = _changed(former, newest)
    return Rollout(number=newest.number, at=newest.created_at, image=image, before=before)


def _changed(former: Revision, newest: Revision) -> tuple[str, str]:
    pairs = zip(former.images, newest.images, strict=False)
    found = next(((old, new) for old, new in pairs if old != new), ("", ""))
    return short_image(found[0]), short_image(found[1])


def short_image(image: str) -> str:
    """Return an image without its registry, and of a digest only its beginning."""
    name, _, digest = image.rpartition("/")[2].partition("@sha256:")
    return shorten(f"{name}{f'#{digest[:12]}' if digest else ''}", 40)


def _shape(line: str) -> str:
    return re.sub(r"[0-9a-f]*[0-9][0-9a-f]*", "0", line)


def _line(text: str) -> str:
    return shorten(clean(without_secrets_in(text, HIDDEN)), LONGEST_LINE)
