"""The tools of a server, remembered (MCC-2)."""

import asyncio

import mcp_types
import pytest

from mcp_client.errors import FaultKind, ServerFault
from mcp_client.sentences import FaultReason, Sentence
from mcp_client.servers.catalogues import (
    AGAIN_SECONDS,
    FRESH_SECONDS,
    LONGEST_FRESH,
    LONGEST_STALE,
    CatalogueCache,
    Fetched,
    read_tool,
)
from tests.mcp_client.patience import SOON


def tool(name):
    return read_tool("s", mcp_types.Tool(name=name, input_schema={"type": "object"}))


class Asked:
    """A server that lists what the test says, when the test says so; and the memory of it."""

    def __init__(self):
        self.now = 1_000.0
        self.asks = 0
        self.gate = asyncio.Event()
        self.gate.set()
        self.listed = Fetched((tool("first"),))
        self.fault = None
        self.cache = CatalogueCache("s", self.fetch, lambda: self.now)

    async def fetch(self):
        self.asks += 1
        listed, fault = self.listed, self.fault
        await self.gate.wait()
        if fault:
            raise fault
        return listed

    async def names(self, **options):
        return [each.name for each in (await self.cache.tools(**options)).tools]

    async def until_asked(self, times):
        async with asyncio.timeout(SOON):
            while self.asks < times:
                await asyncio.sleep(0)


def away(kind=FaultKind.UNREACHABLE, **more):
    return ServerFault(kind, "s", Sentence(FaultReason.LATE, server="s"), **more)


async def test_many_questions_at_once_are_one_request():
    """MCC-2: no single flight."""
    asked = Asked()

    lists = await asyncio.gather(*(asked.names() for _ in range(50)))

    assert asked.asks == 1
    assert lists == [["first"]] * 50
    assert asked.cache.stats.joined == 49


async def test_a_list_is_good_for_a_while_and_then_asked_for_anew():
    """MCC-2."""
    asked = Asked()
    await asked.names()
    asked.listed = Fetched((tool("second"),))
    asked.now += FRESH_SECONDS - 0.001
    assert await asked.names() == ["first"]

    asked.now += 0.001

    assert await asked.names() == ["second"]
    assert asked.cache.stats.hits == 1


@pytest.mark.parametrize(
    ("said", "good_for"),
    [(None, FRESH_SECONDS), (0.0, FRESH_SECONDS), (5.0, 5.0), (1e9, LONGEST_FRESH)],
)
async def test_the_servers_word_decides_within_bounds(said, good_for):
    """MCC-2: ten minutes for everybody, whatever `ttlMs` said."""
    asked = Asked()
    asked.listed = Fetched((tool("first"),), said)
    await asked.names()

    asked.now += good_for - 0.001
    await asked.names()
    assert asked.asks == 1
    asked.now += 0.001
    await asked.names()
    assert asked.asks == 2


async def test_a_server_that_tells_of_a_change_is_asked_anew():
    """MCC-2: list_changed went unheard."""
    asked = Asked()
    await asked.names()
    asked.listed = Fetched((tool("second"),))

    asked.cache.changed()

    assert await asked.names() == ["second"]
    assert asked.cache.stats.changes == 1


async def test_a_change_while_it_is_asked_is_not_lost():
    """MCC-2."""
    asked = Asked()
    asked.gate.clear()
    waiting = asyncio.create_task(asked.names())
    await asked.until_asked(1)
    asked.listed = Fetched((tool("second"),))
    asked.cache.changed()
    asked.gate.set()

    assert await waiting == ["first"]
    assert await asked.names() == ["second"]


async def test_an_old_list_serves_while_its_server_is_away():
    """MCC-2."""
    asked = Asked()
    await asked.names()
    asked.now += FRESH_SECONDS
    asked.fault = away()

    known = await asked.cache.tools()
    again = await asked.cache.tools()

    assert [each.name for each in known.tools] == ["first"]
    assert known.stale.kind is again.stale.kind is FaultKind.UNREACHABLE
    assert known.age == FRESH_SECONDS
    assert asked.asks == 2  # the second question did not ask again at once
    asked.now += AGAIN_SECONDS
    asked.fault = None
    assert (await asked.cache.tools()).stale is None


async def test_a_server_that_asks_for_patience_gets_it():
    """MCC-2."""
    asked = Asked()
    await asked.names()
    asked.now += FRESH_SECONDS
    asked.fault = away(FaultKind.RATE_LIMITED, delay=200.0)
    await asked.names()

    asked.now += 199.0
    await asked.names()

    assert asked.asks == 2


async def test_a_list_of_yesterday_serves_no_more():
    """MCC-2."""
    asked = Asked()
    await asked.names()
    asked.now += LONGEST_STALE
    asked.fault = away()

    with pytest.raises(ServerFault) as caught:
        await asked.names()

    assert caught.value.kind is FaultKind.UNREACHABLE


async def test_without_a_list_the_fault_is_told_to_each_in_a_copy_of_their_own():
    """MCC-2: one exception raised in two tasks mixes their tracebacks."""
    asked = Asked()
    asked.fault = away()

    ends = await asyncio.gather(asked.names(), asked.names(), return_exceptions=True)

    assert [end.kind for end in ends] == [FaultKind.UNREACHABLE] * 2
    assert ends[0] is not ends[1]


async def test_nobody_waits_longer_than_they_want_and_the_server_goes_on_being_asked():
    """MCC-2: one slow server held up the list of all."""
    asked = Asked()
    asked.gate.clear()
    with pytest.raises(ServerFault) as caught:
        await asked.names(patience=0.01)
    assert caught.value.kind is FaultKind.TIMED_OUT

    asked.gate.set()

    assert await asked.names() == ["first"]
    assert asked.asks == 1


async def test_an_old_list_serves_those_who_do_not_wait():
    """MCC-2."""
    asked = Asked()
    await asked.names()
    asked.now += FRESH_SECONDS
    asked.gate.clear()

    known = await asked.cache.tools(patience=0.01)

    assert [each.name for each in known.tools] == ["first"]
    assert known.stale.kind is FaultKind.TIMED_OUT
    asked.gate.set()
    await asked.names(fresh=True)


async def test_nobody_waits_for_what_has_taken_too_long_already():
    """MCC-2: each question waited anew for the server that hangs."""
    asked = Asked()
    asked.gate.clear()
    first = asyncio.create_task(asked.names())
    await asked.until_asked(1)
    asked.now += 50.0

    with pytest.raises(ServerFault) as caught:
        async with asyncio.timeout(SOON):
            await asked.names(patience=50.0)

    assert caught.value.kind is FaultKind.TIMED_OUT
    asked.gate.set()
    assert await first == ["first"]


async def test_what_failed_slowly_is_not_tried_again_at_once():
    """MCC-2."""
    asked = Asked()
    asked.fault = away()
    asked.gate.clear()
    first = asyncio.create_task(asked.names())
    await asked.until_asked(1)
    asked.now += 10.0
    asked.gate.set()
    ends = [await asyncio.gather(first, return_exceptions=True)]
    asked.now += 9.9

    ends.append(await asyncio.gather(asked.names(), return_exceptions=True))

    assert [end.kind for (end,) in ends] == [FaultKind.UNREACHABLE] * 2
    assert asked.asks == 1
    asked.fault = None
    asked.now += 0.1
    assert await asked.names() == ["first"]


async def test_whoever_gives_up_does_not_take_it_from_the_others():
    """MCC-2."""
    asked = Asked()
    asked.gate.clear()
    impatient, patient = (asyncio.create_task(asked.names()) for _ in range(2))
    await asked.until_asked(1)

    impatient.cancel()
    await asyncio.wait([impatient])
    asked.gate.set()

    assert await patient == ["first"]
    assert impatient.cancelled()


async def test_fresh_means_asked():
    """MCC-2."""
    asked = Asked()
    await asked.names()

    await asked.names(fresh=True)

    assert asked.asks == 2


async def test_stopping_ends_the_question_and_keeps_the_list():
    """MCC-2."""
    asked = Asked()
    await asked.names()
    asked.gate.clear()
    waiting = asyncio.create_task(asked.cache.tools(fresh=True))
    await asked.until_asked(2)

    asked.cache.stop()

    assert (await waiting).stale.kind is FaultKind.CLOSED
    assert [each.name for each in asked.cache.known] == ["first"]


async def test_a_mistake_in_the_request_is_not_an_empty_list():
    """MCC-2."""
    asked = Asked()
    asked.fault = ZeroDivisionError()

    with pytest.raises(ZeroDivisionError):
        await asked.names()


async def test_what_one_caller_changes_is_not_changed_for_others():
    """MCC-2: all shared one list that anybody could change."""
    asked = Asked()
    (first,) = (await asked.cache.tools()).tools

    first.input_schema["properties"] = {"evil": {}}

    (again,) = (await asked.cache.tools()).tools
    assert again.input_schema == {"type": "object"}
    with pytest.raises(AttributeError):
        again.name = "other"


def test_all_that_a_server_says_of_a_tool_is_kept():
    """MCC-2: title, annotations and output schema were dropped."""
    listed = mcp_types.Tool(
        name="delete",
        title="Delete a file",
        description="For good.",
        input_schema={"type": "object", "properties": {"path": {"type": "string"}}},
        output_schema={"type": "object"},
        annotations=mcp_types.ToolAnnotations(
            read_only_hint=False, destructive_hint=True, idempotent_hint=True
        ),
    )

    read = read_tool("files", listed)

    assert (read.server, read.name, read.title) == ("files", "delete", "Delete a file")
    assert read.description == "For good."
    assert read.input_schema == listed.input_schema
    assert read.output_schema == {"type": "object"}
    assert (read.read_only, read.destructive) == (False, True)
    assert (read.idempotent, read.open_world) == (True, None)
    assert tool("plain").output_schema is None
