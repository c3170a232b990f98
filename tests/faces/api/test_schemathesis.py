"""A fuzzer reads the description and finds nothing to object to (EVT-3)."""

import asyncio
import logging
from datetime import timedelta

import pytest
import schemathesis
import structlog
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import Status, events, from_schema

from api.app import build_api
from api.options import ApiOptions
from domain.people.access import Scope
from tests.fakes.api_services import ApiWorld, TurningCodec
from tests.fakes.face_services import ADMIN, MEI

RANDOM_EACH = 3
"""Random requests to each route; how many there are must not depend on how busy the machine is."""

# A value may fit the schema and break a rule that no schema can state: a window that ends before
# it begins, a zone that is none. Those are 422 of the type `invalid-request`; the check below
# makes sure that a 422 for a value that fits is of no other type. And a text that is short enough
# in characters may be too long in bytes, or in segments of a text message: 413.
STATUSES_FOR_WHAT_FITS = ["2xx", "3xx", "401", "403", "404", "409", "413", "422", "429"]

STATUSES_FOR_THE_REST = ["400", "401", "403", "404", "405", "406", "413", "422", "428", "5xx"]
"""As schemathesis has them, and 413: a configuration is measured before its fields are read."""


@schemathesis.check
def what_fits_the_schema_is_never_called_malformed(ctx, response, case):
    if case.meta is None or not case.meta.generation.mode.is_positive:
        return
    if response.status_code == 422:
        assert response.json()["type"] == "urn:zhiban:problem:invalid-request", response.text


@pytest.fixture
def quiet():
    """Thousands of requests would fill the report with access log lines; errors stay in it."""
    before = structlog.get_config()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    yield
    structlog.configure(**before)


def found_by_fuzzing(token: str | None, app, *, every_case: bool) -> tuple[int, list[str]]:
    """Return how much was asked and what was found; every case is all that a description suggests.

    Those are thousands of requests.
    """
    config = {
        "seed": 20261121,
        "suppress-health-check": ["too_slow"],  # tells how busy the machine is; ours do not apply
        "phases": {
            "examples": {"enabled": False},
            "stateful": {"enabled": False},
            "coverage": {"enabled": every_case},
        },
        "generation": {"max-examples": RANDOM_EACH, "database": "none"},
        "checks": {
            "positive_data_acceptance": {"expected-statuses": STATUSES_FOR_WHAT_FITS},
            "negative_data_rejection": {"expected-statuses": STATUSES_FOR_THE_REST},
        },
    }
    if token:
        config["headers"] = {"Authorization": f"Bearer {token}"}
    schema = schemathesis.openapi.from_asgi(
        "/openapi.json", app, config=SchemathesisConfig.from_dict(config)
    )
    asked, found = 0, []
    for event in from_schema(schema).execute():
        if isinstance(event, events.NonFatalError | events.FatalError):
            found.append(str(event))
        if isinstance(event, events.ScenarioFinished):
            asked += len(event.recorder.interactions)
            found += list(_failures(event.recorder))
    return asked, found


def _failures(recorder):
    for case_id, checks in recorder.checks.items():
        for check in checks:
            if check.status is Status.FAILURE:
                answer = recorder.interactions[case_id].response
                yield (
                    f"{recorder.label}: {check.name}: {check.failure_info.failure.message}\n"
                    f"{check.failure_info.code_sample}\n{answer and answer.content!r}"
                )


@pytest.mark.fuzz
@pytest.mark.timeout(900)
@pytest.mark.parametrize(
    ("who", "every_case"),
    [
        ("admin", False),
        pytest.param("admin", True, marks=pytest.mark.exhaustive),
        pytest.param("viewer", False, marks=pytest.mark.exhaustive),
        pytest.param("nobody", False, marks=pytest.mark.exhaustive),
    ],
)
async def test_a_fuzzer_finds_no_failure(who, every_case, quiet):
    """EVT-3: nobody gets further than an admin, so the others ask at random only."""
    world = ApiWorld()
    tokens = {
        "admin": await world.token(ADMIN, Scope.ADMIN),
        "viewer": await world.token(MEI, Scope.OPERATE),
        "nobody": None,
    }
    options = ApiOptions(
        version="0.1.0",
        public_url="http://testserver",
        trusted_hosts=("testserver",),
        codec=TurningCodec(),
        codec_origin="http://127.0.0.1:8233",
        longest_stream=timedelta(milliseconds=20),
    )
    app = build_api(world.open_services, options=options)

    # The fuzzer has an event loop of its own and blocks, so it gets a thread of its own.
    asked, found = await asyncio.to_thread(
        found_by_fuzzing, tokens[who], app, every_case=every_case
    )

    assert found == []
    assert asked > (5_000 if every_case else 400), asked
