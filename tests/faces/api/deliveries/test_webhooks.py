"""Endpoints that events are sent to, over HTTP."""

AT = "/api/v1/webhooks"


async def test_an_admin_sees_how_far_each_endpoint_has_come(admin, world):
    """EVT-2."""
    service = world.services.webhooks
    first = (await admin.get(AT)).json()
    await service.forwardings.begin("feedback", at=world.clock.now())
    await world.happen("u_mei")
    second = (await admin.get(AT)).json()

    assert [(each["name"], each["types"], each["sequence"]) for each in first] == [
        ("feedback", ["zhiban.task.*"], None)
    ]
    assert second[0]["behind"] == 1
    assert second[0]["trouble"] == ""


async def test_an_endpoint_is_paused_and_resumed_by_its_name(admin, world):
    """EVT-2."""
    paused = await admin.post(f"{AT}/feedback/pause", json={"reason": "moving"})
    state = (await admin.get(AT)).json()[0]["state"]
    resumed = await admin.post(f"{AT}/feedback/resume")
    unknown = await admin.post(f"{AT}/nowhere/resume")

    assert (paused.status_code, resumed.status_code, unknown.status_code) == (204, 204, 404)
    assert state == "paused"
    assert world.services.webhooks.lives.asked == [
        ("pause", "feedback", "moving"),
        ("resume", "feedback"),
    ]


async def test_nobody_else_sees_or_steers_them(mei):
    """SEC-3."""
    assert (await mei.get(AT)).status_code == 403
    assert (await mei.post(f"{AT}/feedback/pause", json={})).status_code == 403
