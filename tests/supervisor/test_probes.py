import asyncio
import socket

import pytest

from supervisor import probes
from supervisor.parts import Probe, ProbeKind
from supervisor.probes import ask, ask_all


@pytest.fixture
async def server():
    """A web server that answers what its path says: `/200/body`; `/silence` never."""

    async def answer(reader, writer):
        asked = await reader.read(4096)
        path = asked.split()[1].decode() if asked else "/silence"
        if path != "/silence":
            _, status, body = path.split("/")
            head = f"HTTP/1.1 {status} X\r\nContent-Length: {len(body)}\r\n\r\n"
            writer.write((head + body).encode())
        await reader.read()  # until the other side closes
        writer.close()

    async with await asyncio.start_server(answer, "127.0.0.1", 0) as listening:
        port = listening.sockets[0].getsockname()[1]
        yield f"127.0.0.1:{port}"


@pytest.mark.parametrize(
    ("path", "holds", "told"),
    [
        ("200/ok", "", ""),
        ("200/ok", "ok", ""),
        ("200/starting", "pollers", "does not show pollers"),
        ("503/down", "", "answers 503"),
    ],
)
async def test_an_answer_is_judged_by_status_and_content(server, path, holds, told):
    """OPS-5."""
    trouble = await ask(Probe(ProbeKind.HTTP, f"http://{server}/{path}", holds))

    assert trouble.endswith(told)
    assert bool(trouble) == bool(told)


async def test_a_part_that_accepts_and_never_answers_is_unwell(server, monkeypatch):
    """OPS-5."""
    monkeypatch.setattr(probes, "ANSWER_SECONDS", 0.1)

    assert "does not answer within" in await ask(Probe(ProbeKind.HTTP, f"http://{server}/silence"))


async def test_the_first_trouble_is_told(server):
    """OPS-5."""
    with socket.create_server(("127.0.0.1", 0)) as gone:
        nobody = f"127.0.0.1:{gone.getsockname()[1]}"
    good, bad = Probe(ProbeKind.TCP, server), Probe(ProbeKind.TCP, nobody)

    assert await ask_all((good,)) == ""
    assert await ask_all((good, bad)) == f"{nobody} does not answer"
