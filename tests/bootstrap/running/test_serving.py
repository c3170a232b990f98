"""How the HTTP server behaves."""

import httpx

from bootstrap.running.serving import server_config


async def says_who_asks(scope, receive, send):
    """Answer with the address that the server says the request comes from."""
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": scope["client"][0].encode()})


async def test_the_server_believes_no_address_that_a_header_says(monkeypatch):
    """SEC-6: not from this machine, and whatever the server's own variable says."""
    monkeypatch.setenv("FORWARDED_ALLOW_IPS", "*")
    config = server_config(says_who_asks, host="127.0.0.1", port=0)
    config.load()
    transport = httpx.ASGITransport(config.loaded_app, client=("127.0.0.1", 1))
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as http:
        response = await http.get("/", headers={"X-Forwarded-For": "203.0.113.9"})

    assert response.text == "127.0.0.1"
