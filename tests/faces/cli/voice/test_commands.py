"""Desk robots at the terminal."""

SECRET = "hush-hush-7"
URL = f"wss://api.xiaozhi.me/mcp/?token={SECRET}"


def test_an_address_is_asked_for_and_never_shown(zhiban, runtime):
    """VOI-1, CLD-4."""
    added = zhiban("robot", "add", "desk", "--tool", "greet", stdin=f"{URL}\n")
    listed = zhiban("robot", "list")
    status = zhiban("robot", "status", "desk", "--json")
    removed = zhiban("robot", "remove", "desk")

    assert added.code == 0
    assert "desk\twss://api.xiaozhi.me\tnot tried yet" in listed.out
    assert (status.data["state"], status.data["tools"]) == ("untried", ["greet"])
    assert removed.code == 0
    assert runtime.world.robots.urls == {}
    for said in (added, listed, status, removed):
        assert SECRET not in said.out + said.err
    assert "No robot is registered." in zhiban("robot", "list").err


def test_a_robot_that_there_is_not_is_refused(zhiban):
    """VOI-1."""
    assert zhiban("robot", "status", "desk").code == 3
    assert zhiban("robot", "remove", "desk").code == 3
