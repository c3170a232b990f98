"""Which metrics the cloud has, from answers as it gives them (CLD-3)."""

import pytest

from domain.common.errors import InvalidRequest, Rejected
from domain.common.messages import Foreign, message
from integrations.tencent.metric_catalogue import TencentMetricCatalogue


class Refusing:
    """Calls that are refused with a code."""

    def __init__(self, code: str) -> None:
        self.code = code

    async def call(self, *_args: object, **_more: object) -> dict[str, object]:
        raise Rejected(message("error.foreign", text=Foreign(self.code)))


async def test_a_kind_that_the_cloud_does_not_know_is_the_askers_mistake():
    """CLD-3: what else it refuses is told as its refusal."""
    unknown = TencentMetricCatalogue(Refusing("InvalidParameterValue"))
    forbidden = TencentMetricCatalogue(Refusing("UnauthorizedOperation"))
    with pytest.raises(InvalidRequest, check=lambda error: error.field == "namespace"):
        await unknown.metrics("QCE/NO")
    with pytest.raises(Rejected):
        await forbidden.metrics("QCE/CVM")
