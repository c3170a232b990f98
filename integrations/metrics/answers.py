"""What all readers of the web share: one bounded GET, and JSON that is read with suspicion."""

import json
from collections.abc import Mapping
from typing import Any, NoReturn

from application.ports.watches.web import PageFetcher, PageRequest
from domain.watches.metrics.problems import MetricProblem, MetricUnreadable

MOST_BYTES = 1_000_000
"""Of an answer; a document that holds one number has a few hundred."""

PATIENCE = 10.0
"""Seconds for an answer; half of a page's, because watches of numbers look every minute."""


async def get_text(
    fetcher: PageFetcher,
    url: str,
    *,
    headers: Mapping[str, str] | None = None,
    credential: str = "",
) -> str:
    """Return what is at an address; raises `FetchFailed` when it could not be had."""
    given = {"accept": "application/json", **{k.lower(): v for k, v in (headers or {}).items()}}
    page = await fetcher.fetch(
        PageRequest(
            url=url,
            headers=given,
            credential=credential,
            timeout_seconds=PATIENCE,
            most_bytes=MOST_BYTES,
        )
    )
    return page.text


async def get_json(fetcher: PageFetcher, url: str, *, credential: str = "") -> Any:  # noqa: ANN401 - whatever came over the wire
    """Return the document at an address.

    Raises:
        FetchFailed: it could not be had.
        MetricUnreadable: it is no JSON.
    """
    try:
        return parsed_json(await get_text(fetcher, url, credential=credential))
    except (ValueError, RecursionError):
        raise MetricUnreadable(MetricProblem.NOT_JSON) from None


def parsed_json(text: str) -> Any:  # noqa: ANN401 - any JSON
    """Return what a text says; raises ValueError or RecursionError."""
    return json.loads(text, parse_constant=_refuse)


def _refuse(constant: str) -> NoReturn:
    """Refuse `NaN` and `Infinity`, which Python reads and JSON does not have."""
    raise ValueError(constant)
