"""Addresses of robots, what a closed connection means, and how long to wait before the next."""

from datetime import UTC, datetime, timedelta

import pytest

from domain.common.errors import InvalidRequest
from domain.voice.robots import (
    LONGEST_PAUSE,
    RobotFault,
    RobotRequest,
    RobotStanding,
    RobotState,
    address_of,
    failures_after,
    fault_of,
    is_final,
    made,
    pause_before,
    place_of,
    robot_side,
)

NOW = datetime(2026, 11, 20, 22, 30, tzinfo=UTC)
URL = "wss://api.xiaozhi.me/mcp/?token=hush-hush-7"


def test_nothing_of_the_token_is_in_what_is_shown():
    """VOI-1, CLD-4."""
    request = RobotRequest(name="desk", url=URL)
    robot, url = made("u_mei", request, revision="r1", at=NOW)

    assert (robot.address, url) == ("wss://api.xiaozhi.me", URL)
    assert "hush" not in repr(robot) + repr(request)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "https://api.xiaozhi.me/mcp/?token=x",
        "ws://",
        "ws://host:0/",
        "ws://user:hush@host/",
        "ws://host/#x",
        "ws://host/a b",
        "ws://host/?token=a+b",
        "ws://主机/",
        f"ws://host/{'x' * 2_048}",
    ],
)
def test_an_address_that_breaks_a_rule_is_refused_without_being_repeated(url):
    """VOI-1."""
    with pytest.raises(InvalidRequest) as refused:
        made("u_mei", RobotRequest(name="desk", url=url), revision="r1", at=NOW)
    assert "hush" not in str(refused.value)
    assert refused.value.field == "url"


def test_an_address_tells_its_place():
    """VOI-1."""
    assert place_of("ws://10.0.0.7:8004/mcp_endpoint/mcp/?token=x") == ("10.0.0.7", 8004)
    assert place_of(URL) == ("api.xiaozhi.me", 443)
    assert address_of("ws://[::1]:8004/x") == "ws://[::1]:8004"


@pytest.mark.parametrize(
    ("code", "fault", "final"),
    [
        (1008, RobotFault.TOKEN_REFUSED, True),
        (401, RobotFault.TOKEN_REFUSED, True),
        (403, RobotFault.TOKEN_REFUSED, True),
        (404, RobotFault.NOT_FOUND, True),
        (1000, RobotFault.REPLACED, False),
        (1006, RobotFault.CLOSED, False),
        (1009, RobotFault.CLOSED, False),
        (1011, RobotFault.CLOSED, False),
        (1012, RobotFault.CLOSED, False),
        (4004, RobotFault.CLOSED, False),
        (502, RobotFault.CLOSED, False),
    ],
)
def test_only_what_a_person_must_repair_is_not_dialled_again(code, fault, final):
    """VOI-1: clear state on 1008."""
    assert fault_of(code) is fault
    assert is_final(fault) is final


@pytest.mark.parametrize(
    ("url", "side"),
    [
        ("ws://h:1/mcp_endpoint/mcp/?token=a%2B", "ws://h:1/mcp_endpoint/call/?token=a%2B"),
        ("wss://h/x/mcp_endpoint/mcp/?token=/mcp/", "wss://h/x/mcp_endpoint/call/?token=/mcp/"),
        ("wss://api.xiaozhi.me/mcp/?token=/mcp_endpoint/mcp/", None),
    ],
)
def test_robots_are_found_beside_us_on_the_published_relay_alone(url, side):
    """VOI-1."""
    assert robot_side(url) == side


def test_pauses_grow_to_a_minute_are_spread_and_begin_anew_after_a_good_connection():
    """VOI-1: backoff that resets."""
    longest = [pause_before(failures, 1.0) for failures in range(1, 9)]

    assert longest[0] == timedelta(seconds=2)
    assert longest == sorted(longest)
    assert longest[-1] == LONGEST_PAUSE == pause_before(10_000, 1.0)
    assert pause_before(5, 0.0) < pause_before(5, 0.5) < pause_before(5, 1.0)
    assert failures_after(7, lasted=timedelta(seconds=59)) == 8
    assert failures_after(7, lasted=timedelta(minutes=1)) == 0
    assert failures_after(7, lasted=timedelta(hours=1), fault=RobotFault.SILENT) == 8


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        (RobotFault.REPLACED, RobotFault.REPLACED),
        (RobotFault.SILENT, RobotFault.SILENT),
        (RobotFault.CLOSED, RobotFault.NONE),
        (RobotFault.UNASKED, RobotFault.NONE),
    ],
)
def test_what_comes_back_is_told_for_a_day_although_it_is_connected_again(fault, told):
    """VOI-1: two bridges that take each other down are connected again within a second."""
    lost = RobotStanding().turned(RobotState.RETRYING, fault, 0, at=NOW)
    again = lost.turned(RobotState.CONNECTED, RobotFault.NONE, 0, at=NOW + timedelta(seconds=1))

    assert lost.trouble(NOW) is (RobotFault.NONE if fault is RobotFault.UNASKED else fault)
    assert again.fault is RobotFault.NONE
    assert again.trouble(NOW + timedelta(hours=23)) is told
    assert again.trouble(NOW + timedelta(hours=25)) is RobotFault.NONE
