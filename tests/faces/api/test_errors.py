"""Every error is a problem that a program and a person can act on (EVT-3)."""

from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from api.errors import MISCONFIGURED, NAME_OF, SECOND_FACTOR_NEEDED, STATUS_OF
from domain.common.errors import (
    Conflict,
    EffectUnknown,
    Forbidden,
    Misconfigured,
    Rejected,
    SecondFactorNeeded,
    TooManyRequests,
    Unavailable,
    ZhibanError,
)
from tests.docs.tree import ROOT, table_rows

PAGE = (ROOT / "docs" / "http.md").read_text()


def every_error(kind=ZhibanError):
    yield kind
    for each in kind.__subclasses__():
        yield from every_error(each)


def test_every_error_of_ours_has_a_status_and_every_status_a_name():
    """EVT-3."""
    ours = {each for each in every_error() if each.__module__ == "domain.common.errors"}

    assert set(STATUS_OF) == ours
    assert set(STATUS_OF.values()) <= set(NAME_OF)


def test_the_page_says_what_to_do_about_every_problem_of_ours():
    """EVT-3, OPS-4."""
    rows = [row for row in table_rows(PAGE) if row[0].isdigit()]
    named = {(int(status), name.strip("`")) for status, name, *_ in rows}

    assert {(status, NAME_OF[status]) for status in STATUS_OF.values()} <= named
    assert (STATUS_OF[Misconfigured], MISCONFIGURED) in named
    assert (STATUS_OF[SecondFactorNeeded], SECOND_FACTOR_NEEDED) in named


@pytest.mark.parametrize(
    ("error", "status", "name", "retry_after"),
    [
        (Conflict("Taken."), 409, "conflict", None),
        (Forbidden("No."), 403, "forbidden", None),
        (Misconfigured("Set the region."), 503, "misconfigured", None),
        (Rejected("They said no."), 502, "rejected-elsewhere", None),
        (TooManyRequests("Later.", delay=timedelta(seconds=1.2)), 429, "too-many-requests", "2"),
        (TooManyRequests("Later."), 429, "too-many-requests", None),
        (Unavailable("Down.", delay=timedelta(0)), 503, "unavailable", "1"),
        (EffectUnknown("Who knows."), 504, "effect-unknown", None),
    ],
)
async def test_an_error_of_a_desk_becomes_its_problem(mei, world, error, status, name, retry_after):
    """EVT-3."""
    world.cloud.error = error

    response = await mei.get("/api/v1/logs/topics")

    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
    assert response.headers.get("retry-after") == retry_after
    problem = response.json()
    assert problem["type"] == f"urn:zhiban:problem:{name}"
    assert problem["status"] == status
    assert problem["detail"] == str(error)
    assert problem["instance"] == f"urn:zhiban:request:{response.headers['x-request-id']}"


async def test_a_broken_rule_names_the_field_and_the_rule(mei):
    """EVT-3."""
    response = await mei.patch("/api/v1/briefings/settings", json={"zone": "Mars/Olympus"})

    assert response.status_code == 422
    problem = response.json()
    assert problem["type"] == "urn:zhiban:problem:invalid-request"
    assert problem["field"] == "zone"
    assert problem["rule"] == "must be an IANA time zone such as Asia/Shanghai"


async def test_every_misshapen_field_is_named_at_once(mei):
    """EVT-3."""
    response = await mei.post(
        "/api/v1/logs/search", json={"limit": "20", "start": 5, "end": "2026-11-21T00:00:00Z"}
    )

    problem = response.json()
    assert response.status_code == 422
    assert problem["type"] == "urn:zhiban:problem:malformed-request"
    assert {each["field"] for each in problem["errors"]} == {"topic_id", "limit", "start"}


async def test_a_crash_tells_nothing_but_an_id(mei, world):
    """EVT-3."""
    world.cloud.error = RuntimeError("password=hunter2 at /secret/path")

    with capture_logs() as logged:
        response = await mei.get("/api/v1/logs/topics")

    assert response.status_code == 500
    assert "http.crashed" in {each["event"] for each in logged}
    assert "hunter2" not in response.text
    assert "RuntimeError" not in response.text
    assert response.headers["x-request-id"] in response.json()["detail"]


async def test_a_password_is_never_repeated_in_an_error(nobody):
    """SEC-3."""
    secret = "x" * 200

    response = await nobody.post("/api/v1/sessions", json={"login": "u_mei", "password": secret})

    assert response.status_code == 422
    assert secret not in response.text


async def test_an_address_that_is_nowhere_is_a_problem(nobody):
    """EVT-3."""
    response = await nobody.get("/nowhere")

    assert response.status_code == 404
    assert response.headers["content-type"] == "application/problem+json"


async def test_a_method_that_is_not_there_is_told_which_are(admin):
    """EVT-3."""
    response = await admin.put("/api/v1/people")

    assert response.status_code == 405
    assert response.headers["allow"] == "GET, HEAD, POST"
