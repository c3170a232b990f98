"""Reading where a watched number comes from out of a configuration (THR-1).

Names and queries are kept as they were given and only bounded here; whether a query is understood
is for its source to say.
"""

import re
from collections.abc import Callable, Mapping

from domain.common.config_fields import Fields
from domain.common.errors import InvalidRequest
from domain.watches.metrics.sources import (
    ClsNumber,
    HttpJson,
    MetricSource,
    Period,
    Prometheus,
    Statistic,
    TencentMonitor,
    TencentStatistic,
)
from domain.watches.web.addresses import LONGEST_URL, broken_rule
from domain.watches.web.headers import read_headers

LONGEST_QUERY = 4_096
"""Characters of PromQL or SQL; CLS takes 12 KiB, a configuration as a whole 16 KiB."""

MOST_DIMENSIONS = 10
MOST_VALUES = 20


def read_source(fields: Fields) -> MetricSource:
    """Return the one source that an object such as `{"prometheus": {…}}` names.

    Raises:
        InvalidRequest: none or several are named, or a field breaks a rule.
    """
    given = [name for name in _READERS if fields.has(name)]
    fields.done()
    if len(given) != 1:
        raise InvalidRequest(fields.path, f"must name exactly one of {', '.join(_READERS)}")
    inner = Fields.of(fields.raw[given[0]], f"{fields.path}.{given[0]}")
    source = _READERS[given[0]](inner)
    inner.done()
    return source


def _http_json(fields: Fields) -> HttpJson:
    return HttpJson(
        _url(fields),
        fields.text("json_path", longest=500),
        tuple(sorted(read_headers(fields).items())),
        _credential(fields),
    )


def _prometheus(fields: Fields) -> Prometheus:
    query = fields.text("query", longest=LONGEST_QUERY)
    return Prometheus(_url(fields), query, _credential(fields))


def _tencent_monitor(fields: Fields) -> TencentMonitor:
    namespace = fields.text("namespace", longest=64)
    if namespace.startswith("QCE/TKE"):
        rule = "must not be one of containers here; read those with tencent_statistic"
        raise fields.refuse("namespace", rule)
    dimensions = tuple(
        (name, _single(fields, f"dimensions.{name}", value))
        for name, value in _pairs(fields, "dimensions", least=1).items()
    )
    return TencentMonitor(
        namespace,
        fields.text("metric", longest=128),
        dimensions,
        _period(fields),
        fields.choice("statistic", Statistic, Statistic.AVERAGE),
        _region(fields),
    )


def _tencent_statistic(fields: Fields) -> TencentStatistic:
    conditions = tuple(
        (name, _several(fields, f"conditions.{name}", value))
        for name, value in _pairs(fields, "conditions").items()
    )
    return TencentStatistic(
        fields.text("namespace", longest=64),
        fields.text("metric", longest=128),
        conditions,
        _period(fields),
        fields.texts("group", most=MOST_DIMENSIONS, longest=128),
        _region(fields),
    )


def _cls(fields: Fields) -> ClsNumber:
    query = fields.text("query", longest=LONGEST_QUERY)
    if "|" not in query:
        raise fields.refuse("query", "must hold a pipe and SQL that gives one number")
    topic = fields.text("topic_id", longest=64)
    return ClsNumber(topic, query, fields.whole("minutes", 5, least=1, most=1_440), _region(fields))


_READERS: dict[str, Callable[[Fields], MetricSource]] = {
    "http_json": _http_json,
    "prometheus": _prometheus,
    "tencent_monitor": _tencent_monitor,
    "tencent_statistic": _tencent_statistic,
    "cls": _cls,
}


def _url(fields: Fields) -> str:
    url = fields.text("url", longest=LONGEST_URL)
    rule = broken_rule(url)
    if rule:
        raise fields.refuse("url", rule)
    return url


def _credential(fields: Fields) -> str:
    if not fields.has("credential"):
        return ""
    name = fields.text("credential", longest=64)
    if not re.fullmatch(r"[A-Za-z0-9_.-]+", name):
        raise fields.refuse("credential", "must be the name of a configured credential")
    return name


def _period(fields: Fields) -> Period:
    if not fields.has("period"):
        return Period.FIVE_MINUTES
    seconds = fields.raw["period"]
    if isinstance(seconds, bool) or seconds not in list(Period):
        raise fields.refuse("period", f"must be one of {', '.join(str(int(p)) for p in Period)}")
    return Period(int(seconds))


def _region(fields: Fields) -> str:
    if not fields.has("region"):
        return ""
    region = fields.text("region", longest=40)
    if not re.fullmatch(r"[a-z]{2,}(-[a-z0-9]+)+", region):
        raise fields.refuse("region", "must be a region such as ap-guangzhou")
    return region


def _pairs(fields: Fields, name: str, *, least: int = 0) -> Mapping[str, object]:
    if not fields.has(name) and least == 0:
        return {}
    found = Fields.of(fields.raw.get(name), f"{fields.path}.{name}").raw
    fits = all(1 <= len(key) <= 128 and key.isprintable() for key in found)
    if not least <= len(found) <= MOST_DIMENSIONS or not fits:
        rule = f"must be an object of {least} to {MOST_DIMENSIONS} named values"
        raise fields.refuse(name, rule)
    return found


def _single(fields: Fields, name: str, value: object) -> str:
    if not isinstance(value, str) or not 1 <= len(value) <= 256 or not value.isprintable():
        raise fields.refuse(name[:80], "must be text of 1 to 256 printable characters")
    return value


def _several(fields: Fields, name: str, value: object) -> tuple[str, ...]:
    values = value if isinstance(value, list | tuple) else [value]
    if not 1 <= len(values) <= MOST_VALUES:
        raise fields.refuse(name[:80], f"must be one text, or a list of 1 to {MOST_VALUES}")
    return tuple(_single(fields, name, each) for each in values)
