import asyncio
import contextlib
from contextlib import asynccontextmanager

import pytest

from application.ports.watches.web import FetchFailed, FetchProblem
from integrations.browser.proxy import GuardedProxy, read_wish
from tests.fakes.pages import said, site


@asynccontextmanager
async def proxying(*ports, address="127.0.0.1"):
    """A proxy that admits some loopback ports, whatever the host."""

    async def admit(host, port):
        if port not in ports:
            raise FetchFailed(FetchProblem.REFUSED_ADDRESS, "no")
        return (address,)

    proxy = GuardedProxy(admit)
    place = await proxy.open()
    try:
        yield int(place.rpartition(":")[2])
    finally:
        await proxy.close()


async def say(port, *words):
    """Send bytes, read everything until the other side hangs up."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(b"".join(words))
    heard = await asyncio.wait_for(reader.read(), 30)
    writer.close()
    return heard


def get(url, *lines):
    return "\r\n".join([f"GET {url} HTTP/1.1", *lines, "", ""]).encode()


async def test_a_request_goes_to_the_admitted_address_under_its_own_name():
    """WEB-5, WEB-6."""
    async with site(said(b"page")) as web, proxying(web.port) as proxy:
        url = f"http://any.example:{web.port}/a?b=1"
        heard = await say(proxy, get(url, "Host: any.example", "Proxy-Connection: keep-alive"))

    assert heard.startswith(b"HTTP/1.1 200 OK")
    assert heard.endswith(b"page")
    assert b"connection: close" in heard.lower()
    [asked] = web.asked
    assert (asked.path, asked.headers["host"]) == ("/a?b=1", "any.example")
    assert "proxy-connection" not in asked.headers


async def test_a_second_request_on_the_same_line_goes_nowhere():
    """WEB-6: it may be for another server than the one that the line leads to."""
    heard = bytearray()

    async def listen(reader, writer):
        heard.extend(await reader.readuntil(b"\r\n\r\n"))
        writer.write(said(b"one"))
        heard.extend(await reader.read())
        writer.close()

    server = await asyncio.start_server(listen, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with proxying(port) as proxy:
        reader, writer = await asyncio.open_connection("127.0.0.1", proxy)
        writer.write(get(f"http://any.example:{port}/", "Host: a"))
        await asyncio.wait_for(reader.readuntil(b"one"), 30)
        writer.write(get(f"http://other.example:{port}/second", "Host: b"))
        writer.write_eof()
        await asyncio.wait_for(reader.read(), 30)
        writer.close()
    server.close()
    await asyncio.wait_for(server.wait_closed(), 30)

    assert b"GET / " in heard
    assert b"second" not in heard


async def test_a_tunnel_carries_bytes_both_ways():
    """WEB-5."""
    async with site(said(b"deep", "Connection: close")) as web, proxying(web.port) as proxy:
        reader, writer = await asyncio.open_connection("127.0.0.1", proxy)
        writer.write(f"CONNECT any.example:{web.port} HTTP/1.1\r\n\r\n".encode())
        opened = await reader.readuntil(b"\r\n\r\n")
        writer.write(b"GET / HTTP/1.1\r\nhost: x\r\n\r\n")
        heard = await asyncio.wait_for(reader.read(), 30)
        writer.close()

    assert opened.startswith(b"HTTP/1.1 200")
    assert heard.endswith(b"deep")


@pytest.mark.parametrize(
    "head",
    [
        "GET http://127.0.0.1:{port}/ HTTP/1.1\r\n\r\n",
        "CONNECT 127.0.0.1:{port} HTTP/1.1\r\n\r\n",
        "CONNECT [::1]:{port} HTTP/1.1\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n",
        "GET https://127.0.0.1:{port}/ HTTP/1.1\r\n\r\n",
        "GET http://user@127.0.0.1:{port}/ HTTP/1.1\r\n\r\n",
        "GET ftp://127.0.0.1:{port}/ HTTP/1.1\r\n\r\n",
        "CONNECT 127.0.0.1 HTTP/1.1\r\n\r\n",
        "CONNECT 127.0.0.1:{port}x HTTP/1.1\r\n\r\n",
        "nonsense\r\n\r\n",
    ],
)
async def test_what_is_not_admitted_never_arrives(head):
    """WEB-5, WEB-6."""
    async with site(said(b"secret")) as inside, proxying() as proxy:
        heard = await say(proxy, head.format(port=inside.port).encode())

    assert heard.startswith(b"HTTP/1.1 403")
    assert b"x-zhiban-refused: refused" in heard
    assert inside.connections == 0


async def test_an_endless_head_is_not_read_to_its_end():
    """WEB-5, SEC-2."""
    async with site(said(b"secret")) as web, proxying(web.port) as proxy:
        reader, writer = await asyncio.open_connection("127.0.0.1", proxy)
        writer.write(get(f"http://127.0.0.1:{web.port}/", "x: " + "a" * 100_000))
        with contextlib.suppress(ConnectionError):
            await asyncio.wait_for(reader.read(), 30)
        writer.close()

    assert web.connections == 0


async def test_a_server_that_takes_no_connection_is_told_as_such():
    """WEB-5."""
    async with site(b"") as web:
        port = web.port
    async with proxying(port) as proxy:
        heard = await say(proxy, get(f"http://any.example:{port}/"))

    assert b"x-zhiban-refused: unreachable" in heard


async def test_a_server_cannot_pretend_to_be_the_proxy():
    """WEB-5."""
    async with site(said(b"x", "X-Zhiban-Refused: refused")) as web, proxying(web.port) as proxy:
        heard = await say(proxy, get(f"http://any.example:{web.port}/"))

    assert b"refused" not in heard.lower()


def test_a_request_keeps_its_body_and_loses_what_is_for_the_proxy():
    """WEB-5."""
    requested = read_wish(
        b"POST http://[::1]:81?q HTTP/1.1\r\nContent-Length: 3\r\nProxy-Authorization: x\r\n\r\n"
    )

    assert (requested.host, requested.port, requested.length) == ("::1", 81, 3)
    assert requested.head == b"POST /?q HTTP/1.1\r\nContent-Length: 3\r\nconnection: close\r\n\r\n"
