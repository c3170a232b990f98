import asyncio
import os
import signal

import pytest

from domain.common.errors import Conflict, Misconfigured, Unavailable
from supervisor.child_logs import ChildLog
from supervisor.parts import Part, Probe, ProbeKind, Step
from supervisor.preflight import is_running, stop_running
from supervisor.record import read_record
from supervisor.watch import FIRST_PAUSE, LONGEST_PAUSE, SHORT, Kept
from tests.fakes.words import says
from tests.supervisor.stage import free_port

pytestmark = pytest.mark.slow


def alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


async def test_parts_start_in_order_and_stop_in_reverse(stage):
    """OPS-1."""

    async def migrate():
        assert stage.noted("start") == ["temporal"]
        return "at revision 1"

    names = ["temporal", "worker", "api"]
    first, *others = [stage.part(name) for name in names]
    async with stage.running(first, Step("database", migrate), *others):
        assert stage.noted("start") == names
        assert ("database", "at revision 1") in stage.show.lines

    assert stage.noted("stop") == names[::-1]
    assert not any(alive(pid) for name in names for pid in stage.pids(name))


async def test_a_killed_part_runs_again_while_the_others_stay(stage):
    """OPS-1, REL-1."""
    async with stage.running(stage.part("temporal"), stage.part("worker")):
        [worker] = stage.pids("worker")
        os.kill(worker, signal.SIGKILL)
        await stage.show.until("worker", "running again")

        assert ("worker", "ended with signal SIGKILL") in stage.show.lines
        assert len(stage.pids("worker")) == 2
        assert len(stage.pids("temporal")) == 1
        record = read_record(stage.data_dir)
        assert [(part.name, part.restarts) for part in record.parts] == [
            ("temporal", 0),
            ("worker", 1),
        ]


async def test_what_ends_soon_waits_ever_longer_and_what_had_run_long_does_not(stage):
    """OPS-1, REL-1: the pause is for what cannot run, not for what was killed."""
    kept = Kept(part=stage.part("worker"), log=ChildLog(stage.diary.with_name("worker.log")))
    kept.ready_at = 100.0
    crashing = [kept.pause_after(101.0) for _ in range(9)]
    kept.ready_at = 200.0
    steady = kept.pause_after(200.0 + SHORT + 1)
    kept.ready_at = 300.0
    soon = kept.pause_after(301.0)
    kept.log.close()

    assert crashing == [0.5, 1, 2, 4, 8, 16, 32, LONGEST_PAUSE, LONGEST_PAUSE]
    assert steady == FIRST_PAUSE
    assert soon == 2 * FIRST_PAUSE


async def test_a_part_that_keeps_ending_is_started_ever_more_slowly_and_the_others_stay(stage):
    """OPS-1, SEC-5: one poisoned task does not take everything down."""
    async with stage.running(stage.part("temporal"), stage.part("worker")):
        for times in range(1, 7):
            os.kill(stage.pids("worker")[-1], signal.SIGKILL)
            await stage.show.until("worker", "ended with signal SIGKILL", times=times)
            if times == 6:
                await stage.show.until("worker", f"starts again in {FIRST_PAUSE * 2**6:g} s")
                [temporal, worker] = read_record(stage.data_dir).parts
            else:
                await stage.show.until("worker", "running again", times=times)

        assert alive(stage.pids("temporal")[-1])

    assert (temporal.restarts, temporal.trouble) == (0, "")
    assert worker.pid is None
    assert worker.trouble == ("ended with signal SIGKILL; short run 6 in a row, next in 16 s")


async def test_a_part_that_freezes_is_killed_and_started_again(stage):
    """OPS-5, SEC-5: its port still takes connections; nobody answers there."""
    port = free_port()
    probe = Probe(ProbeKind.HTTP, f"http://127.0.0.1:{port}/health")
    part = stage.part("worker", "answering", port=port, ready=(probe,), alive=probe)
    async with stage.running(part, frozen_after=3.0):
        [worker] = stage.pids("worker")
        os.kill(worker, signal.SIGSTOP)
        await stage.show.until("worker", "running again")

    assert ("worker", "did not answer for 3 s and was killed") in stage.show.lines
    assert len(stage.pids("worker")) == 2
    assert not alive(worker)


async def test_a_part_that_dies_at_once_is_told_with_its_last_words(stage):
    """OPS-1."""
    with pytest.raises(Unavailable) as caught:
        async with stage.running(stage.part("temporal"), stage.part("worker", "dying")):
            pass

    told = str(caught.value)
    assert "worker ended with code 3 before it was ready" in told
    assert "worker says hello" in stage.show.last_lines_of("worker")
    assert "logs/worker.log" in told
    assert stage.noted("stop") == ["temporal"]


async def test_a_part_that_never_gets_ready_is_told_with_where_it_was_expected(stage):
    """OPS-1."""
    deaf = stage.part("api", "deaf", patience=3)  # enough to begin: else it has nothing to stop

    with pytest.raises(
        Unavailable, check=says(r"api was not ready within 3 s: 127.0.0.1:\d+ does not")
    ):
        async with stage.running(deaf):
            pass

    assert stage.noted("stop") == ["api"]
    assert not any(alive(pid) for pid in stage.pids("api"))


async def test_a_part_that_talks_a_lot_is_read_and_its_log_stays_within_bounds(stage):
    """OPS-1."""
    async with stage.running(stage.part("worker", "chatty")):
        pass

    log = stage.data_dir / "logs" / "worker.log"
    assert log.read_text().rstrip().endswith("worker says hello")


async def test_a_part_that_will_not_stop_is_killed_after_its_grace(stage):
    """OPS-1."""
    async with stage.running(stage.part("worker", "stubborn", grace=0.1)):
        pass

    assert ("worker", "killed") in stage.show.lines
    assert not any(alive(pid) for pid in stage.pids("worker"))


async def test_asking_twice_kills_what_has_not_stopped(stage):
    """OPS-1."""
    async with stage.running(stage.part("worker", "stubborn")) as supervisor:
        supervisor.stop()
        supervisor.stop()

    assert not any(alive(pid) for pid in stage.pids("worker"))


async def test_asking_to_stop_while_starting_stops_what_has_started(stage):
    """OPS-1."""
    begun = asyncio.Event()

    async def endless():
        begun.set()
        return await asyncio.Event().wait()

    supervisor = stage.supervisor(stage.part("temporal"), Step("database", endless))
    run = asyncio.create_task(supervisor.run())
    async with asyncio.timeout(30):
        await begun.wait()
        supervisor.stop()
        await run

    assert stage.noted("stop") == ["temporal"]


async def test_a_step_that_fails_stops_what_has_started(stage):
    """OPS-1."""

    async def migrate():
        raise Misconfigured("The database was made by a newer version.")

    with pytest.raises(Misconfigured, check=says("newer version")):
        async with stage.running(stage.part("temporal"), Step("database", migrate)):
            pass

    assert stage.noted("stop") == ["temporal"]


async def test_a_program_that_is_not_there_is_told(stage):
    """OPS-1."""
    with pytest.raises(Misconfigured, check=says("temporal cannot be started: /nowhere/temporal")):
        async with stage.running(
            Part(name="temporal", argv=("/nowhere/temporal",), ready=(), env={})
        ):
            pass


async def test_a_second_supervisor_in_the_same_folder_is_refused(stage):
    """OPS-1."""
    async with stage.running(stage.part("worker")):
        with pytest.raises(
            Conflict, check=says(rf"already running here \(process {os.getpid()}\)")
        ):
            await stage.supervisor(stage.part("other")).run()
        assert is_running(stage.data_dir)

    assert not is_running(stage.data_dir)


async def test_it_can_be_started_again_after_it_was_stopped(stage):
    """OPS-1."""
    part = stage.part("worker")
    for _ in range(2):
        async with stage.running(part):
            pass

    assert stage.noted("start") == stage.noted("stop") == ["worker", "worker"]


async def test_another_process_can_ask_it_to_stop(stage):
    """OPS-1."""
    async with stage.running(stage.part("worker")):
        assert await asyncio.to_thread(stop_running, stage.data_dir)

    assert stage.noted("stop") == ["worker"]
    assert not stop_running(stage.data_dir)
