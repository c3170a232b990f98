"""Asking a topic in one's own words, in the console (CLD-1)."""

import pytest

from api.console.routes import ROOT
from domain.common.errors import Unavailable
from tests.fakes.face_services import MEI

pytestmark = [pytest.mark.slow, pytest.mark.timeout(120)]

PAGE = f"{ROOT}/logs"


async def test_the_query_stands_in_its_field_and_is_run(client, world):
    """CLD-1, CON-2."""
    http = await client(MEI, by_session=True)
    answer = await http.get(f"{PAGE}?topic=t-pay&words=how+many+errors", follow_redirects=False)
    page = await http.get(answer.headers["location"])
    world.query_writer.error = Unavailable("no answer")
    failed = await http.get(f"{PAGE}?topic=t-pay&words=errors")

    assert answer.status_code == 303
    assert 'value="level:ERROR | SELECT COUNT(*) AS N"' in page.text
    assert failed.status_code == 200
