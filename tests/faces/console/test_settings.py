"""Settings and checks in the console (CON-2, OPS-5)."""

import re

from api.console.routes import ROOT
from tests.fakes.face_services import ADMIN, OPERATOR


async def test_what_is_wrong_comes_first_with_what_to_do(client):
    """OPS-5, CON-2."""
    http = await client(ADMIN, by_session=True)
    page = (await http.get(f"{ROOT}/settings/checks")).text

    assert re.findall(r'badge (bad|warn|good)"', page) == ["bad", "warn", "good"]
    assert "start" in page


async def test_what_is_set_is_listed_and_the_rest_on_request(client):
    """OPS-5: the address is the whole state of the list."""
    http = await client(ADMIN, by_session=True)
    usual = (await http.get(f"{ROOT}/settings")).text
    everything = (await http.get(f"{ROOT}/settings", params={"which": "all", "name": "queue"})).text

    assert "ZHIBAN_API_PUBLIC_URL" in usual
    assert "ZHIBAN_TEMPORAL_QUEUE" not in usual
    assert "ZHIBAN_TEMPORAL_QUEUE" in everything
    assert "ZHIBAN_API_PUBLIC_URL" not in everything


async def test_settings_are_for_admins(client):
    """SEC-3."""
    http = await client(OPERATOR, by_session=True)

    assert (await http.get(f"{ROOT}/settings")).status_code == 403
    assert (await http.get(f"{ROOT}/settings/checks")).status_code == 403
