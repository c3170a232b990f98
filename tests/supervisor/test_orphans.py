import asyncio
import fcntl
import os
import signal
import sys
from pathlib import Path

import psutil
import pytest

pytestmark = pytest.mark.slow

PROGRAM = """
import asyncio, signal, sys
from pathlib import Path
# A shell lets what it starts in the background ignore this one, and so it would be inherited.
signal.signal(signal.SIGINT, signal.default_int_handler)
sys.path.insert(0, {root!r})
from supervisor.parts import Part, Probe, ProbeKind
from supervisor.show import Show
from supervisor.watch import Supervisor
part = Part(
    name="worker",
    argv=tuple({argv!r}),
    ready=(Probe(ProbeKind.TCP, {target!r}),),
    env={{}},
    grace=0.2,
)
supervisor = Supervisor(Path({data!r}), [part], sandbox=True, show=Show(sys.stdout))
asyncio.run(supervisor.run())
"""


@pytest.fixture
async def process(stage):
    """A supervisor in a process of its own, which has said that its part is ready."""
    part = stage.part("worker", "stubborn")
    program = PROGRAM.format(
        root=str(Path(__file__).parents[2]),
        argv=list(part.argv),
        target=part.ready[0].target,
        data=str(stage.data_dir),
    )
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", program, stdout=asyncio.subprocess.PIPE
    )
    async with asyncio.timeout(40):
        assert b"worker  ready" in await process.stdout.readline()
    yield process
    if process.returncode is None:
        process.kill()
        await process.wait()


async def test_parts_end_with_a_supervisor_that_was_killed(stage, process):
    """OPS-1, REL-1."""
    [worker] = stage.pids("worker")
    process.kill()
    await process.wait()

    lock = os.open(stage.data_dir / "zhiban.lock", os.O_RDWR)
    async with asyncio.timeout(40):  # the watchdog holds the lock until its work is done
        await asyncio.to_thread(fcntl.flock, lock, fcntl.LOCK_EX)
    os.close(lock)

    assert not psutil.pid_exists(worker) or psutil.Process(worker).status() == "zombie"


async def test_a_terminal_that_asks_to_stop_gets_everything_stopped(stage, process):
    """OPS-1."""
    process.send_signal(signal.SIGINT)
    async with asyncio.timeout(40):
        rest = await process.stdout.read()
        await process.wait()

    assert b"worker  killed" in rest  # it was stubborn
    assert process.returncode == 0
    assert not psutil.pid_exists(stage.pids("worker")[0])
