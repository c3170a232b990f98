"""Bytes from outside: whole events only, unpacked piece by piece, never more than allowed."""

import gzip
import zlib
from datetime import UTC, datetime

import httpx2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mcp_client.transports import bodies
from mcp_client.transports.verdicts import Verdicts, read_delay

NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)


class Stream(httpx2.AsyncByteStream):
    def __init__(self, parts):
        self.parts = list(parts)
        self.taken = 0

    async def __aiter__(self):
        for part in self.parts:
            self.taken += 1
            yield part


def answer(parts, encoding=""):
    headers = {"content-encoding": encoding} if encoding else {}
    return httpx2.Response(200, headers=headers, stream=Stream(parts))


LINES = st.sampled_from(["\n", "\r\n", "\r"])
EVENTS = st.lists(st.tuples(st.text("abc: é", max_size=9), LINES), max_size=6)


@given(EVENTS, st.lists(st.integers(1, 7), max_size=30))
def test_events_come_whole_however_they_are_cut(events, cuts):
    """MCC-2. What comes out ends with an empty line, and is what came in."""
    text = "".join(f"data: {words}{end}{end}" for words, end in events).encode()
    cutter, out, rest = bodies.Events(10_000), b"", text
    for cut in [*cuts, len(text)]:
        piece, rest = rest[:cut], rest[cut:]
        done = cutter.add(piece)
        assert not done or done.endswith((b"\n\n", b"\r\n\r\n", b"\r\r", b"\n\r"))
        out += done
    assert text.startswith(out)
    assert b"\n\n" not in text.removeprefix(out)


def test_half_an_event_stays_inside():
    """MCC-2. Nobody reads what was cut."""
    cutter = bodies.Events(100)
    assert cutter.add(b"data: 1\n\ndata: 2\n") == b"data: 1\n\n"
    assert cutter.add(b"\ndata: 3") == b"data: 2\n\n"
    assert cutter.add(b"\r\n") == b""
    assert cutter.add(b"\r\n") == b"data: 3\r\n\r\n"
    assert not cutter.have_ids
    cutter.add(b"id: 7\ndata: 4\n\n")
    assert cutter.have_ids


def test_an_event_has_a_bound_and_a_stream_has_none():
    """MCC-2. A stream may run for days."""
    cutter = bodies.Events(20)
    for _ in range(100):
        cutter.add(b"data: 123456\n\n")
    with pytest.raises(bodies.TooLarge):
        cutter.add(b"data: 123456789012345")


@pytest.mark.parametrize(
    ("pack", "encoding"),
    [(gzip.compress, "gzip"), (zlib.compress, "deflate"), (bytes, ""), (bytes, "identity")],
    ids=["gzip", "deflate", "none", "identity"],
)
@given(body=st.binary(max_size=3000), size=st.integers(1, 500))
async def test_what_was_packed_is_unpacked(pack, encoding, body, size):
    """MCC-2. In whatever pieces it comes."""
    packed = pack(body)
    parts = [packed[at : at + size] for at in range(0, len(packed), size)]
    assert await bodies.whole(answer(parts, encoding), most=3000, seconds=5) == body


async def test_a_bomb_is_left_where_it_is():
    """MCC-2, SEC-2. Of 100 MB no more is unpacked than allowed, and a piece."""
    packed = gzip.compress(bytes(100_000_000))
    parts = [packed[at : at + 10_000] for at in range(0, len(packed), 10_000)]
    found = answer(parts, "gzip")
    with pytest.raises(bodies.TooLarge):
        await bodies.whole(found, most=1_000_000, seconds=5)
    assert found.stream.taken == 1


@pytest.mark.parametrize(("body", "encoding"), [(b"no", "gzip"), (b"no", "br"), (b"", "zstd")])
async def test_what_cannot_be_unpacked(body, encoding):
    """MCC-2. Also encodings that nobody asked for."""
    with pytest.raises(bodies.Unreadable):
        await bodies.whole(answer([body], encoding), most=10, seconds=5)


@pytest.mark.parametrize(
    ("text", "delay"),
    [
        ("0", 0.0),
        ("12.5", 12.5),
        ("1e9", 3600.0),
        ("-5", 0.0),
        ("inf", None),
        ("", None),
        ("Sun, 22 Nov 2026 08:01:00 GMT", 60.0),
        ("Sun, 22 Nov 2026 07:00:00 GMT", 0.0),
        ("Sun, 22 Nov 2026 08:01:00", None),
        ("tomorrow", None),
    ],
)
def test_how_long_a_server_asks_us_to_wait(text, delay):
    """MCC-2. Seconds or a date, at most an hour."""
    assert read_delay(text, NOW) == delay


def test_a_server_is_quoted_in_one_short_line_without_secrets():
    """MCC-2, CLD-4. Whatever it echoes."""
    verdicts = Verdicts("weather", ["Bearer s3cret-t0ken", "http://a.example/x?k=1", "no"])
    quoted = verdicts.quote(
        "a\r\n\x1b[31mb s3cret-t0ken \u202ec http://a.example/x?k=1 no" + "z" * 999
    )
    assert "s3cret" not in quoted
    assert "a.example" not in quoted
    assert " no" in quoted  # too short to be a secret
    assert quoted.isprintable()
    assert len(quoted) <= 301
