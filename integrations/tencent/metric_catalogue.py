"""The `MetricCatalogue` port on the Observability Platform (DescribeBaseMetrics)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from domain.common.errors import InvalidRequest, Rejected
from domain.common.messages import Called, message
from domain.monitoring.cloud_metrics import CloudMetric
from integrations.tencent.alarm_policies import list_of
from integrations.tencent.calls import TencentCalls


@dataclass(frozen=True)
class TencentMetricCatalogue:
    """Asks which metrics there are; of one kind of product at a time."""

    calls: TencentCalls

    async def metrics(self, namespace: str) -> list[CloudMetric]:
        """Return its metrics by name.

        Raises:
            InvalidRequest: the cloud knows no such kind of product.
        """
        asked = {"Namespace": namespace}
        try:
            answer = await self.calls.call("monitor", "DescribeBaseMetrics", asked)
        except Rejected as error:
            if "InvalidParameter" in str(error):
                raise unknown_namespace() from None
            raise
        found = [_metric(each) for each in list_of(answer, "MetricSet", "DescribeBaseMetrics")]
        return sorted(found, key=lambda each: each.name)


def unknown_namespace() -> InvalidRequest:
    """Return the refusal of a kind of product that the cloud does not measure."""
    return InvalidRequest("namespace", message("rule.namespace", example=Called("QCE/CVM")))


def _metric(each: Mapping[str, Any]) -> CloudMetric:
    meaning = each.get("Meaning") or {}
    groups = each.get("Dimensions") or ()
    names = [name for one in groups for name in one.get("Dimensions") or ()]
    return CloudMetric(
        namespace=str(each.get("Namespace") or ""),
        name=str(each.get("MetricName") or ""),
        unit=str(each.get("Unit") or ""),
        meaning=str(meaning.get("En") or ""),
        meaning_zh=str(meaning.get("Zh") or ""),
        periods=tuple(int(one) for one in each.get("Period") or ()),
        dimensions=tuple(dict.fromkeys(map(str, names))),
    )
