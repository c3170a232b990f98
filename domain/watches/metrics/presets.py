"""Metrics that the settings give a name, so that a task only says `bitcoin_price` (THR-1)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from domain.common.errors import InvalidRequest
from domain.common.field_rules import Text
from domain.common.messages import Localized, Message, message
from domain.common.shapes import Shape, read
from domain.watches.metrics.sources import MetricSource, Source

PRICE_API = "https://api.coingecko.com"
"""CoinGecko's public price API: no key, at most some 30 calls a minute, and an answer of one line,
`{"bitcoin": {"usd": 67000.5}}`."""

MOST_PRESETS = 200
LONGEST_PRESET = 64
_SHIPPED = {"bitcoin_price": message("metric.bitcoin_price")}
_NAME = re.compile(rf"[a-z][a-z0-9_]{{0,{LONGEST_PRESET - 1}}}")


class _Configured(Shape):
    """A named metric, as the settings write it."""

    source: Source
    unit: Annotated[str, Text(16)] = ""
    title: dict[str, Annotated[str, Text(60)]] | None = None


@dataclass(frozen=True)
class Preset:
    """A named metric.

    Attributes:
        unit: as it is written behind the number; empty for none.
        title: what people call it.
    """

    name: str
    source: MetricSource
    unit: str
    title: Localized | Message


def shipped_presets(price_api: str = PRICE_API) -> dict[str, Any]:
    """Return the settings object of the presets that are always there.

    Args:
        price_api: base address of a service that answers as CoinGecko does.
    """
    address = f"{price_api.rstrip('/')}/api/v3/simple/price?ids=bitcoin&vs_currencies=usd"
    return {
        "bitcoin_price": {
            "source": {"http_json": {"url": address, "json_path": "bitcoin.usd"}},
            "unit": "USD",
        }
    }


def read_presets(raw: object) -> dict[str, Preset]:
    """Return the presets of a settings object `{name: {source, unit, title{tag: words}}}`.

    Raises:
        InvalidRequest: a name or a field breaks a rule; names the preset and the field.
    """
    if not isinstance(raw, Mapping) or not all(isinstance(name, str) for name in raw):
        raise InvalidRequest("presets", message("rule.object"))
    if len(raw) > MOST_PRESETS:
        raise InvalidRequest("presets", message("rule.object_at_most", most=MOST_PRESETS))
    for name in raw:
        if not _NAME.fullmatch(name):
            rule = message("rule.metric_name", most=LONGEST_PRESET)
            raise InvalidRequest(f"presets.{name[:60]}", rule)
    return {name: _preset(name, each) for name, each in raw.items()}


def _preset(name: str, raw: object) -> Preset:
    given = read(_Configured, raw, f"presets.{name}")
    if not given.title and name in _SHIPPED:
        return Preset(name, given.source, given.unit, _SHIPPED[name])
    return Preset(name, given.source, given.unit, Localized(given.title or {"": name}))
