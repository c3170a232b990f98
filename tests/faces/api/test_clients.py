"""Whose address a request comes from, behind proxies and without (SEC-6)."""

from dataclasses import replace
from ipaddress import ip_network

import httpx
import pytest

from api.app import build_api
from api.clients import find_client

PROXIES = (ip_network("10.0.0.0/8"), ip_network("2001:db8::/32"))


def scope(peer, *forwarded):
    headers = [(b"x-forwarded-for", each.encode()) for each in forwarded]
    return {"type": "http", "client": (peer, 1) if peer else None, "headers": headers}


@pytest.mark.parametrize(
    ("peer", "forwarded", "address"),
    [
        ("10.0.0.1", ["203.0.113.9"], "203.0.113.9"),
        ("10.0.0.1", ["1.1.1.1, 203.0.113.9"], "203.0.113.9"),
        ("10.0.0.1", ["1.1.1.1", "203.0.113.9, 10.0.0.2"], "203.0.113.9"),
        ("10.0.0.1", ["10.0.0.3, 10.0.0.2"], "10.0.0.3"),
        ("10.0.0.1", ["203.0.113.9:4711"], "203.0.113.9"),
        ("10.0.0.1", ["[2a00::9]:4711"], "2a00::9"),
        ("::ffff:10.0.0.1", ["::ffff:203.0.113.9"], "203.0.113.9"),
        ("2001:db8::1", ["2a00::9"], "2a00::9"),
        ("10.0.0.1", ["203.0.113.9, unknown"], "10.0.0.1"),
        ("10.0.0.1", [" , ,"], "10.0.0.1"),
        ("10.0.0.1", [], "10.0.0.1"),
    ],
)
def test_behind_trusted_proxies_it_is_the_rightmost_address_that_is_none_of_them(
    peer, forwarded, address
):
    """SEC-6."""
    assert find_client(scope(peer, *forwarded), PROXIES) == address


@pytest.mark.parametrize("peer", ["203.0.113.9", "127.0.0.1", "::1"])
def test_nobody_else_is_believed_not_even_this_machine(peer):
    """SEC-6."""
    assert find_client(scope(peer, "1.1.1.1"), PROXIES) == peer
    assert find_client(scope(peer, "1.1.1.1"), ()) == peer


def test_a_peer_without_an_address_is_nobody_special():
    """SEC-6: such as one on a local socket."""
    assert find_client(scope(None, "1.1.1.1"), PROXIES) == ""


async def guess(world, options, peer, forwarded):
    transport = httpx.ASGITransport(build_api(world.services, options=options), client=(peer, 1))
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as http:
        body = {"login": "u_mei", "password": "wrong horse battery"}
        headers = {"X-Forwarded-For": forwarded}
        return (await http.post("/api/v1/sessions", json=body, headers=headers)).status_code


async def test_a_made_up_header_resets_no_count(world, options):
    """SEC-6."""
    statuses = [await guess(world, options, "127.0.0.1", f"1.1.1.{each}") for each in range(7)]

    assert statuses == [401] * 5 + [429] * 2


async def test_behind_a_trusted_proxy_each_client_has_a_count_of_its_own(world, options):
    """SEC-6: and what a client writes before its own address changes nothing."""
    options = replace(options, trusted_proxies=PROXIES)
    stranger = [
        await guess(world, options, "10.0.0.1", f"1.1.1.{each}, 203.0.113.9") for each in range(7)
    ]
    colleague = await guess(world, options, "10.0.0.1", "203.0.113.10")

    assert stranger == [401] * 5 + [429] * 2
    assert colleague == 401


async def test_all_addresses_of_one_ipv6_customer_are_one_client(world, options):
    """SEC-6: a customer has 2**64 of them."""
    statuses = [await guess(world, options, f"2a00:1:2:3::{each}", "") for each in range(7)]

    assert statuses == [401] * 5 + [429] * 2
    assert await guess(world, options, "2a00:1:2:4::1", "") == 401


async def test_a_trusted_proxy_on_this_machine_is_not_this_machine(world, options):
    """SEC-6: even one that says nothing of whom it speaks for."""
    options = replace(options, trusted_proxies=(ip_network("127.0.0.1"),))
    transport = httpx.ASGITransport(
        build_api(world.services, options=options), client=("127.0.0.1", 1)
    )
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as http:
        response = await http.get("/metrics")

    assert response.status_code == 401
