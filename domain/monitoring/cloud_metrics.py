"""What the cloud measures, by kind of product (CLD-3)."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class CloudMetric:
    """A metric that can be asked for; its words are the cloud's.

    Attributes:
        namespace: the kind of product, such as `QCE/CVM`.
        meaning: in English; meaning_zh: in Chinese; either may be empty.
        periods: seconds between its values, as may be asked for.
        dimensions: what names one object, such as `InstanceId`.
    """

    namespace: str
    name: str
    unit: str
    meaning: str
    meaning_zh: str
    periods: tuple[int, ...]
    dimensions: tuple[str, ...]
