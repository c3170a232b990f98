"""Usage and bottlenecks in the console (ANL-2)."""

import pytest

from api.console.routes import ROOT
from domain.common.errors import Unavailable
from tests.fakes.face_services import MEI

pytestmark = [pytest.mark.slow, pytest.mark.timeout(120)]

PAGE = f"{ROOT}/usage"


@pytest.fixture
async def http(client):
    return await client(MEI, by_session=True)


async def test_what_matters_is_said_before_the_numbers(http):
    """ANL-2, CON-2."""
    page = (await http.get(f"{PAGE}?days=14")).text

    assert "cls-1" in page
    assert page.index("should reach 100%") < page.index('class="plot columns"')


async def test_workloads_need_their_cluster_and_what_fails_is_said(http, world):
    """ANL-2."""
    refused = await http.get(f"{PAGE}?of=workloads")
    named = await http.get(f"{PAGE}?cluster=cls-1&namespace=payments")
    world.usage.error = Unavailable("no answer")
    failed = await http.get(PAGE)

    assert refused.status_code == 422
    assert "payments/checkout" in named.text
    assert failed.status_code == 200
