"""Six attempts while the worker dies again and again, and what came of them."""

import asyncio
import json
import re
import sys
from asyncio.subprocess import PIPE, Process
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from demonstration.ends import Told
from domain.incidents.incidents import Incident
from sandbox.scenarios.long import SIX_RUNGS
from tests.fakes.kubernetes import Write
from tests.scenarios.mortal_worker import KILLED
from tests.scenarios.programs import environment
from tests.scenarios.rig import POLICY, Rig

Dies = dict[str, Any]
"""Where the worker of a lane dies; see `mortal_worker.py`."""

PATIENCE = 1_500
"""Seconds for one climb with all its deaths."""

PEACE: Dies = {"at": []}

_WRITES = tuple(
    f"incidents.{activity} {when} {time}"
    for activity, times in (("attempt", 6), ("restore", 5))
    for when in ("before", "after")
    for time in range(1, times + 1)
)
_EACH_KIND = tuple(
    f"{activity} {when} 1"
    for activity in (
        *("incidents.begin", "incidents.confirm", "incidents.look", "incidents.score"),
        *("incidents.who_to_call", "incidents.record", "incidents.plan", "incidents.hold"),
        *("incidents.sample", "incidents.release", "deliveries.send", "deliveries.settle"),
    )
    for when in ("before", "after")
)

_VERIFY = """[verify]
every_seconds = 1
dwell_seconds = 8
deadline_seconds = 180
signal_grace_seconds = 2
blind_patience_seconds = 300
bad_patience_seconds = 2

[working_hours]
weekdays = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
start = "00:00"
end = "24:00"

[paging]
critical_again_seconds = 7200
warning_again_seconds = 7200

"""
"""Nothing may end only because nobody looked for half a minute, it is always a working day, and a
climb is over before a page is repeated: how long it takes differs from lane to lane."""

_KEY = re.compile(r"i_[a-z0-9]+-(a\d+-[a-z0-9-]+)")
_POD = re.compile(r"^(checkout|stock)-[a-z0-9-]+$")


def patient_policy(folder: Path) -> Path:
    """Write the policy of scenarios down with rules that outlast a worker."""
    told = POLICY.read_text()
    begin, end = told.index("[verify]"), told.index("[approval]")
    written = folder / "patient.toml"
    written.write_text(told[:begin] + _VERIFY + told[end:])
    return written


def names_of(lanes: int) -> list[str]:
    """Return what the cluster is called in each lane: budgets of one do not hold up another."""
    return [f"cls-lane-{number}" for number in range(lanes)]


@dataclass(frozen=True)
class Climb:
    """One climb and what is left of it.

    Attributes:
        writes: what the cluster's own audit has, without what differs by chance.
        boundaries: passed, and those at which the worker died.
        deliveries: messages to people that were begun.
    """

    told: Told
    writes: tuple[str, ...]
    keys: Counter[str]
    boundaries: tuple[str, ...]
    deaths: tuple[str, ...]
    deliveries: int

    @property
    def course(self) -> dict[str, Any]:
        """What must be the same however often the worker died."""
        incident = self.told.incident
        return {
            "state": incident and str(incident.state),
            "called": incident and str(incident.called),
            "attempts": _attempts(incident),
            "writes": self.writes,
        }

    @property
    def most_calls(self) -> int:
        """A page that may not have left within 30 s takes the second way, too (ALR-9)."""
        return 2 if any(death.startswith("deliveries.") for death in self.deaths) else 1


def _attempts(incident: Incident | None) -> list[tuple[str, ...]]:
    return [
        (str(one.action), str(one.state), str(one.verdict), str(one.restored))
        for one in (incident.attempts if incident else ())
    ]


async def climb(rig: Rig, cluster_id: str, queue: str, journal: Path) -> Climb:
    """Run the scenario of six rungs in one lane."""
    here = rig.on(queue)
    teller = await here.teller(SIX_RUNGS, cluster_id=cluster_id)
    teller.patience = PATIENCE
    told = await teller.tell()
    assert journal.exists(), told.problems  # noqa: ASYNC240 - a look at a small file
    writes = here.writes(teller.stage.namespace)
    lines = journal.read_text().splitlines()  # noqa: ASYNC240 - a page of text
    return Climb(
        told,
        tuple(_said(write) for write in writes),
        Counter(_said(write) for write in writes if _key(write)),
        tuple(_boundary(line) for line in lines),
        tuple(_boundary(line) for line in lines if line.endswith(KILLED)),
        sum(": deliveries.send before" in line for line in lines),
    )


def _boundary(line: str) -> str:
    return line.removesuffix(KILLED).partition(": ")[2]


def _said(write: Write) -> str:
    name = _POD.sub(r"\1-*", write.name) if write.resource == "pods" else write.name
    return f"{_key(write) or '-'} {write.verb} {write.resource} {name}"


def _key(write: Write) -> str:
    """Return the key that a write leaves, without its incident; made objects have none.

    A patch tests the key that it finds before it sets its own.
    """
    found = _KEY.findall(json.dumps(write.body))
    return found[-1] if found else ""


@asynccontextmanager
async def mortal_workers(lanes: Sequence[dict[str, Any]], log: Path) -> AsyncIterator[Process]:
    """Run a worker in each lane while the block lasts."""
    with log.open("ab") as output:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "tests.scenarios.mortal_worker"),
            env=environment({}),
            stdin=PIPE,
            stdout=output,
            stderr=output,
        )
    assert process.stdin is not None
    process.stdin.write(json.dumps(lanes).encode())
    process.stdin.close()
    try:
        yield process
        assert process.returncode is None, log.read_text()[-4_000:]  # noqa: ASYNC240 - it failed
    finally:
        if process.returncode is None:
            process.terminate()
        await asyncio.wait_for(process.wait(), 120)


def every_boundary(lanes: int) -> list[Dies]:
    """Return lanes in which the worker dies at every boundary there is, each once over all."""
    return [{"lane": lane, "of": lanes} for lane in range(lanes)]


def every_kind(lanes: int) -> list[Dies]:
    """Return lanes with deaths at all writes, and at each other kind of boundary."""
    kinds = (*_WRITES, *_EACH_KIND)
    return [{"at": list(kinds[lane::lanes])} for lane in range(lanes)]


def every_write(lanes: int) -> list[Dies]:
    """Return lanes with deaths at all writes."""
    return [{"at": list(_WRITES[lane::lanes])} for lane in range(lanes)]


async def climbs(rig: Rig, fates: Sequence[Dies]) -> list[Climb]:
    """Climb in all lanes at a time: undisturbed in the first, dying in the others."""
    lanes = []
    for cluster, dies in zip(names_of(len(fates) + 1), (PEACE, *fates), strict=True):
        given = {
            **rig.given,
            "ZHIBAN_TEMPORAL_QUEUE": cluster,
            "ZHIBAN_METRICS_PORT": "0",
            "ZHIBAN_WORKER_PORT": "0",
        }
        journal = rig.folder / f"{cluster}.journal"
        lanes.append({"given": given, "journal": str(journal), "dies": dies})
    async with mortal_workers(lanes, rig.folder / "mortal.log"):
        return list(
            await asyncio.gather(
                *(
                    climb(rig, cluster, cluster, Path(lane["journal"]))
                    for cluster, lane in zip(names_of(len(lanes)), lanes, strict=True)
                )
            )
        )
