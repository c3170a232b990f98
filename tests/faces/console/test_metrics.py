"""Metrics in the console: listed, shown (CLD-3)."""

import pytest

from api.console.routes import ROOT
from tests.fakes.face_services import MEI

pytestmark = [pytest.mark.slow, pytest.mark.timeout(120)]

PAGE = f"{ROOT}/tools/metrics"
CPU = (
    '{"tencent_monitor": {"namespace": "QCE/CVM", "metric": "CPUUsage", '
    '"dimensions": {"InstanceId": "ins-1"}}}'
)


async def test_a_kind_is_listed_or_a_metric_shown(client, world):
    """CLD-3, CON-2."""
    http = await client(MEI, by_session=True)
    world.histories.values = {"": [10.0, 90.0, 20.0]}
    form = await http.get(PAGE)
    listed = await http.post(PAGE, data={"namespace": "QCE/CVM", "hours": "24"})
    shown = await http.post(PAGE, data={"source": CPU, "unit": "%", "hours": "24"})
    wrong = await http.post(PAGE, data={"source": "{", "hours": "24"})

    assert form.status_code == 200
    assert "CvmDiskUsage" in listed.text
    assert "from 10% to 90%" in shown.text
    assert wrong.status_code == 422
