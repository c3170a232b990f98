"""What may be registered as an address, as far as can be told before anybody connects."""

import pytest

from application.ports.watches.web import FetchFailed, FetchProblem
from domain.common.errors import InvalidRequest
from domain.plugins.plugins import PluginWiring
from integrations.plugins.admission import Admission
from tests.fakes.words import says

KEY = {"Authorization": "Bearer hush-hush-7"}


def leads(*addresses):
    """Judge every name so; without addresses it leads nowhere."""

    async def judge(host, port):
        if not addresses:
            raise FetchFailed(FetchProblem.DNS, "The name leads nowhere.")
        return addresses

    return Admission(judge)


@pytest.mark.parametrize("addresses", [("93.184.216.34",), ("10.0.0.7", "2606:2800::1"), ()])
async def test_headers_do_not_travel_readable_to_where_that_is_not_known_to_be_private(addresses):
    """CLD-4, SEC-2: a name that led nowhere for a moment was let through, headers and all."""
    with pytest.raises(InvalidRequest, check=says("must begin with https://")):
        await leads(*addresses).check(PluginWiring("http://wiki.example/mcp", headers=KEY))


@pytest.mark.parametrize(
    ("url", "headers", "addresses"),
    [
        ("http://wiki.internal/mcp", KEY, ("10.0.0.7",)),
        ("http://wiki.example/mcp", {}, ("93.184.216.34",)),
        ("http://wiki.example/mcp", {}, ()),
        ("https://wiki.example/mcp", KEY, ()),
    ],
)
async def test_what_gives_nothing_away_may_be_registered(url, headers, addresses):
    """MCC-1: names come and go, and whoever connects looks them up again."""
    await leads(*addresses).check(PluginWiring(url, headers=headers))
