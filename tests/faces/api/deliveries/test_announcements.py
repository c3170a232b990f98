"""A text to people, over HTTP."""

BODY = {"to": ["u_mei", "x@other.example"], "title": "Release", "text": "At 22:00.", "key": "k"}


async def test_a_text_is_sent_once_and_each_recipients_result_is_told(mei, world):
    """MCP-1, PSH-10."""
    first = await mei.post("/api/v1/announcements", json=BODY)
    again = await mei.post("/api/v1/announcements", json=BODY)

    assert first.status_code == 200
    assert first.json() == again.json()
    states = [(each["recipient"], each["state"]) for each in first.json()["messages"]]
    assert states == [("u_mei", "queued"), ("x@other.example", "failed")]
    assert first.json()["messages"][1]["detail"]
    assert {begun[2].target for begun in world.resends.begun} == {"mei@example.cn"}


async def test_another_text_under_the_same_key_is_a_conflict(mei):
    """MCP-1."""
    await mei.post("/api/v1/announcements", json=BODY)

    answer = await mei.post("/api/v1/announcements", json={**BODY, "text": "Never mind."})

    assert answer.status_code == 409
