"""Metrics that the settings give a name, so that a task only says `bitcoin_price` (THR-1)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from domain.common.config_fields import Fields
from domain.common.errors import InvalidRequest
from domain.common.readers import Language
from domain.watches.metrics.source_fields import read_source
from domain.watches.metrics.sources import MetricSource

PRICE_API = "https://api.coingecko.com"
"""CoinGecko's public price API: no key, at most some 30 calls a minute, and an answer of one line,
`{"bitcoin": {"usd": 67000.5}}`."""

MOST_PRESETS = 200
_NAME = re.compile(r"[a-z][a-z0-9_]{0,63}")


@dataclass(frozen=True)
class Preset:
    """A named metric.

    Attributes:
        unit: as it is written behind the number; empty for none.
        title: what people call it, per language.
    """

    name: str
    source: MetricSource
    unit: str
    title: Mapping[Language, str]


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
            "title": {"zh": "比特币价格", "en": "Bitcoin price"},
        }
    }


def read_presets(raw: object) -> dict[str, Preset]:
    """Return the presets of a settings object `{name: {source, unit, title{zh,en}}}`.

    Raises:
        InvalidRequest: a name or a field breaks a rule; names the preset and the field.
    """
    fields = Fields.of(raw, "presets")
    if len(fields.raw) > MOST_PRESETS:
        raise InvalidRequest("presets", f"must be at most {MOST_PRESETS}")
    for name in fields.raw:
        if not _NAME.fullmatch(name):
            rule = "must be named with a-z, 0-9 and '_', a letter first, 64 characters at most"
            raise fields.refuse(name[:60], rule)
    return {
        name: _preset(name, Fields.of(each, f"presets.{name}")) for name, each in fields.raw.items()
    }


def _preset(name: str, fields: Fields) -> Preset:
    source = fields.group("source")
    if source is None:
        raise fields.refuse("source", "must be given")
    unit = fields.text("unit", "", longest=16)
    titles = fields.group("title")
    preset = Preset(name, read_source(source), unit, _titles(titles, name))
    fields.done()
    return preset


def _titles(fields: Fields | None, name: str) -> dict[Language, str]:
    if fields is None:
        return dict.fromkeys(Language, name)
    titles = {
        Language.CHINESE: fields.text("zh", longest=40),
        Language.ENGLISH: fields.text("en", longest=60),
    }
    fields.done()
    return titles
