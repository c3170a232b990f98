"""Prometheus's query addresses: `/api/v1/query` and `/api/v1/query_range` (API v1)."""

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from math import isinf, isnan
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox.web.metrics import Metrics
from sandbox.web.promql import ParseError, Query, read

MOST_POINTS = 11_000
"""Points of one series in one answer; Prometheus refuses more."""

FAILING_NAME = "sandbox_query_fails"
"""A query for this name is understood and cannot be carried out (HTTP 422)."""

_UNITS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0, "w": 604800.0}
_DURATION = re.compile(r"(\d+)(ms|[smhdw])")


class _BadData(Exception):
    """A parameter is missing or wrong; the text is Prometheus's."""


class PrometheusFace:
    """Answers queries from series; `clock` returns Unix seconds."""

    def __init__(self, metrics: Metrics, clock: Callable[[], float]) -> None:
        self._metrics = metrics
        self._clock = clock
        self.routes = [
            Route("/api/v1/query", self._query, methods=["GET", "POST"]),
            Route("/api/v1/query_range", self._query_range, methods=["GET", "POST"]),
        ]

    async def _query(self, request: Request) -> Response:
        given = await _parameters(request)
        try:
            query = _parsed(given)
            at = _moment(given, "time", self._clock())
        except _BadData as problem:
            return _error(400, "bad_data", str(problem))
        if _fails(query):
            return _error(422, "execution", "expanding series: sandbox cannot read its blocks")
        if query.scalar is not None:
            return _success("scalar", [at, _text(query.scalar)])
        result = [
            {"metric": labels, "value": [at, _text(value)]}
            for labels, value in query.at(self._metrics, at)
        ]
        return _success("vector", result)

    async def _query_range(self, request: Request) -> Response:
        given = await _parameters(request)
        try:
            query, moments = _parsed(given), _moments(given)
        except _BadData as problem:
            return _error(400, "bad_data", str(problem))
        if _fails(query):
            return _error(422, "execution", "expanding series: sandbox cannot read its blocks")
        series: dict[tuple[tuple[str, str], ...], list[list[Any]]] = {}
        for at in moments:
            samples = (
                [({}, query.scalar)] if query.scalar is not None else query.at(self._metrics, at)
            )
            for labels, value in samples:
                series.setdefault(tuple(labels.items()), []).append([at, _text(value)])
        result = [{"metric": dict(labels), "values": values} for labels, values in series.items()]
        return _success("matrix", result)


async def _parameters(request: Request) -> Mapping[str, str]:
    if request.method == "GET":
        return request.query_params
    form = await request.form()
    return {**request.query_params, **{name: str(value) for name, value in form.items()}}


def _parsed(given: Mapping[str, str]) -> Query:
    try:
        return read(given.get("query", ""))
    except ParseError as error:
        raise _BadData(f'invalid parameter "query": {error}') from None


def _fails(query: Query) -> bool:
    return ("__name__", "=", FAILING_NAME) in query.matchers


def _moment(given: Mapping[str, str], name: str, default: float | None = None) -> float:
    text = given.get(name, "")
    if not text and default is not None:
        return round(default, 3)
    try:
        return float(text)
    except ValueError:
        pass
    try:
        return datetime.fromisoformat(text).timestamp()
    except ValueError:
        raise _BadData(
            f'invalid parameter "{name}": cannot parse "{text}" to a valid timestamp'
        ) from None


def _moments(given: Mapping[str, str]) -> list[float]:
    start, end = _moment(given, "start"), _moment(given, "end")
    if end < start:
        raise _BadData('invalid parameter "end": end timestamp must not be before start time')
    step = _step(given.get("step", ""))
    if step <= 0:
        raise _BadData(
            'invalid parameter "step": zero or negative query resolution step widths are not '
            "accepted. Try a positive integer"
        )
    count = int((end - start) / step) + 1
    if count > MOST_POINTS:
        raise _BadData(
            "exceeded maximum resolution of 11,000 points per timeseries. Try decreasing the "
            "query resolution (?step=XX)"
        )
    return [round(start + step * place, 3) for place in range(count)]


def _step(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        pass
    parts = _DURATION.findall(text)
    if not parts or "".join(number + unit for number, unit in parts) != text:
        raise _BadData(f'invalid parameter "step": cannot parse "{text}" to a valid duration')
    return sum(int(number) * _UNITS[unit] for number, unit in parts)


def _success(kind: str, result: list[Any]) -> Response:
    data = {"resultType": kind, "result": result}
    return JSONResponse({"status": "success", "data": data})


def _error(status: int, kind: str, text: str) -> Response:
    body = {"status": "error", "errorType": kind, "error": text}
    return JSONResponse(body, status_code=status)


def _text(value: float) -> str:
    """Return a value as Go writes it."""
    if isnan(value):
        return "NaN"
    if isinf(value):
        return "+Inf" if value > 0 else "-Inf"
    return f"{value:.12g}"
