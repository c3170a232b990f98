import asyncio

import pytest

from application.ports.watches.web import FetchFailed, FetchProblem
from integrations.web.politeness import Politeness


async def test_only_so_many_requests_to_one_host_run_at_once():
    """WEB-1."""
    politeness = Politeness(at_once=2, per_second=1e6)
    running, most = 0, 0

    async def ask():
        nonlocal running, most
        async with politeness.turn("a"):
            running += 1
            most = max(most, running)
            await asyncio.sleep(0)
            running -= 1

    await asyncio.gather(*(ask() for _ in range(20)))

    assert most == 2


async def test_requests_to_one_host_begin_evenly_spaced_and_others_do_not_wait():
    """WEB-1."""
    politeness = Politeness(at_once=10, per_second=20.0)
    clock = asyncio.get_running_loop().time
    begun = {"a": [], "b": []}

    async def ask(host):
        async with politeness.turn(host):
            begun[host].append(clock())

    start = clock()
    await asyncio.gather(*(ask("a") for _ in range(5)), ask("b"))

    passed = [at - start for at in begun["a"]]
    assert all(at >= 0.05 * number - 0.01 for number, at in enumerate(passed))
    assert begun["b"][0] < begun["a"][1]


async def test_who_would_wait_too_long_for_the_pace_is_told_at_once_when_to_come_back():
    """WEB-1."""
    politeness = Politeness(per_second=0.1, longest_wait=5.0)
    async with politeness.turn("a"):
        pass

    with pytest.raises(FetchFailed) as busy:
        async with politeness.turn("a"):
            pass

    assert busy.value.problem is FetchProblem.BUSY
    assert 5 < busy.value.retry_after <= 10


async def test_who_would_wait_too_long_for_a_turn_is_told():
    """WEB-1."""
    politeness = Politeness(at_once=1, per_second=1e6, longest_wait=0.05)
    async with politeness.turn("a"):
        with pytest.raises(FetchFailed) as busy:
            async with politeness.turn("a"):
                pass

    assert busy.value.problem is FetchProblem.BUSY
    async with politeness.turn("a"):
        pass


async def test_an_exempt_host_is_asked_as_often_as_wanted():
    """WEB-1."""
    politeness = Politeness(at_once=1, per_second=0.001, exempt={"a"})

    for _ in range(10):
        async with politeness.turn("a"), politeness.turn("a"):
            pass


async def test_hosts_with_nothing_going_on_are_forgotten():
    """WEB-1, PRF-1."""
    politeness = Politeness(per_second=1e9)

    for number in range(10_000):
        async with politeness.turn(f"host{number}"):
            pass

    assert len(politeness._hosts) <= 4_096
