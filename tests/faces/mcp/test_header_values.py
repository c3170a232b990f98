import pytest

from mcp_server.header_values import TrimHeaders


@pytest.mark.parametrize("value", [b"greet", b"  greet", b"greet\t ", b" greet "])
async def test_spaces_around_a_value_are_no_part_of_it(value):
    """MCP-2."""
    heard = []

    async def app(scope, receive, send):
        heard.extend(scope["headers"])

    scope = {"type": "http", "headers": [(b"mcp-name", value), (b"accept", b"text/a, text/b")]}
    await TrimHeaders(app)(scope, None, None)
    assert heard == [(b"mcp-name", b"greet"), (b"accept", b"text/a, text/b")]
