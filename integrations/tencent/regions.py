"""Where alarms lie: CLS keeps each in its region, and callbacks name it as the console shows it.

Codes and names are those of doc 614/18940 (regions of CLS) and doc 213/6091 (regions of the cloud);
the short ones are what callbacks of the Observability Platform carry (doc 248/9066).
"""

import asyncio
import re
import tomllib
from collections.abc import Awaitable, Callable, Iterable, Mapping
from datetime import datetime
from importlib.resources import files
from typing import TypeVar

from application.common.wording import message_for
from domain.alerts.alerts import Alert, Confirmation, ReadBack
from domain.common.errors import ZhibanError
from domain.common.messages import Called, Foreign, message

_NAMES: Mapping[str, list[str]] = tomllib.loads(
    files("integrations.tencent").joinpath("regions.toml").read_text(encoding="utf-8")
)
"""By code; whose words these are, decides what a callback means, and nobody is shown them."""

_CODES = {name: code for code, names in _NAMES.items() for name in (code, *names)}
_T = TypeVar("_T")
_IN_BRACKETS = re.compile(r"[(（]([^()（）]+)[)）]")


def code_of(said: str) -> str:
    """Return the code of a region for its code, short or shown name; empty for an unknown one.

    A name in brackets counts, as in `South China (Guangzhou)`.
    """
    inner = _IN_BRACKETS.search(said)
    return _CODES.get((inner.group(1) if inner else said).strip().lower(), "")


async def each_region(
    regions: Iterable[str], ask: Callable[[str], Awaitable[list[_T]]]
) -> tuple[list[_T], dict[str, ZhibanError]]:
    """Ask all regions at the same time; return what they say, and what each failure was.

    The slots of `TencentCalls` bound how many calls of one action are in flight.
    """
    failed: dict[str, ZhibanError] = {}

    async def one(region: str) -> list[_T]:
        try:
            return await ask(region)
        except ZhibanError as error:
            failed[region] = error
            return []

    answers = await asyncio.gather(*(one(region) for region in regions))
    return [each for answer in answers for each in answer], failed


async def all_regions(
    regions: Iterable[str], ask: Callable[[str], Awaitable[list[_T]]]
) -> list[_T]:
    """Ask all regions at the same time.

    Raises:
        ZhibanError: one of them could not be read; a part is no answer.
    """
    found, failed = await each_region(regions, ask)
    for error in failed.values():
        raise error
    return found


async def confirmed_in(
    regions: tuple[str, ...],
    alert: Alert,
    ask: Callable[[str], Awaitable[list[ReadBack]]],
    *,
    by: str,
    now: datetime,
) -> Confirmation:
    """Ask the region that the alert names, then all others, how its firings stand.

    The callback's word chooses only whom to ask first. That an alarm is listed nowhere counts when
    every region has answered and the named one is known.

    Raises:
        ZhibanError: no region could be asked.
    """
    said = alert.labels.get("region", "")
    named = code_of(said)
    others = tuple(each for each in regions if each != named)
    states, failed = await each_region((named,) if named else (), ask)
    if not {ReadBack.FIRING, ReadBack.CLEARED} & set(states):
        further, unread = await each_region(others, ask)
        states, failed = [*states, *further], {**failed, **unread}
    worst = worst_of(states)
    if worst is not ReadBack.NOT_FOUND:
        return Confirmation(worst, by, now)
    if len(failed) == len({named, *others} - {""}):
        raise next(iter(failed.values()))
    if failed:
        region, error = next(iter(failed.items()))
        unasked = message("alert.region_unread", region=Called(region), why=message_for(error))
        return Confirmation(ReadBack.UNKNOWN, by, now, unasked)
    if said and not named:
        unknown = message("alert.region_unknown", region=Foreign(said[:40]))
        return Confirmation(ReadBack.UNKNOWN, by, now, unknown)
    return Confirmation(ReadBack.NOT_FOUND, by, now)


def worst_of(states: Iterable[ReadBack]) -> ReadBack:
    """Return what several firings of one alarm mean together: one that fires is enough."""
    order = (ReadBack.FIRING, ReadBack.UNKNOWN, ReadBack.CLEARED)
    there = set(states)
    return next((each for each in order if each in there), ReadBack.NOT_FOUND)
