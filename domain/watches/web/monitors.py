"""What a web monitor is configured to do: which pages, which part of them, what is news (WEB-1…5).

How a look is decided is in `changes.py`.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from enum import StrEnum
from hashlib import sha256
from typing import Annotated, Any, NamedTuple
from urllib.parse import urlsplit

from pydantic import Field

from domain.common.errors import BrokenRule
from domain.common.field_rules import Choice, Flag, Listed, Number, Text, Whole
from domain.common.messages import Alternatives, Called, message
from domain.watches.configs import WatchConfig
from domain.watches.watches import WatchedSource
from domain.watches.web.addresses import MOST_URLS, Url
from domain.watches.web.headers import Headers
from domain.watches.web.keywords import Matching
from domain.watches.web.numbers import NumberRule
from domain.watches.web.selections import Selection, Selector

MOST_KEYWORDS = 50
LONGEST_KEYWORD = 100

LONGEST_INTENT = 500
"""Characters of what a model is told to judge by."""


class Trigger(StrEnum):
    """What can be news about a page (WEB-3)."""

    CHANGE = "change"
    KEYWORD_APPEARS = "keyword_appears"
    KEYWORD_DISAPPEARS = "keyword_disappears"
    NUMBER_CROSSES = "number_crosses"
    UNCHANGED = "unchanged"


@dataclass(frozen=True)
class ChangeRule:
    """Which changes are worth telling, and what must be so before one is told.

    Attributes:
        least_percent: of the text's characters; smaller changes add up until they reach it.
        least_characters: as above, counted.
        confirm_checks: how many further looks must find the same before it is told.
        confirm_after: how long to wait between them.
        intent: what the owner wants to know, for a model to judge changes by; empty: tell all.
    """

    least_percent: float = 0.0
    least_characters: int = 0
    confirm_checks: int = 0
    confirm_after: timedelta = timedelta(seconds=30)
    intent: str = ""


@dataclass(frozen=True)
class FetchRule:
    """How pages are asked for.

    Attributes:
        render: a real browser runs the page's scripts (WEB-5).
        wait_for: CSS selector that must be there before a rendered page is read.
        headers: further request headers, harmless ones only.
        credential: name of a configured credential to send; empty for none.
        timeout: for one page.
    """

    render: bool = False
    wait_for: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    credential: str = ""
    timeout: timedelta = timedelta(seconds=20)


class _Need(NamedTuple):
    """A field, whether it is given, and what it serves; by itself it asks for the first one."""

    name: str
    given: bool
    serves: tuple[Trigger, ...]
    required: bool = True


class WebMonitorConfig(WatchConfig):
    """Looks at web pages, and tells what changes on them."""

    urls: Annotated[
        tuple[Url, ...],
        Listed(
            MOST_URLS,
            1,
            once=True,
            too_few=message("rule.pages_between", least=1, most=MOST_URLS),
        ),
    ] = Field(description="1 to 20 pages, http or https.")
    keywords: Annotated[
        tuple[Annotated[str, Text(LONGEST_KEYWORD)], ...], Listed(MOST_KEYWORDS, once=True)
    ] = Field((), description="Up to 50 words; told when one appears.")
    named: Annotated[
        tuple[Annotated[Trigger, Choice(Trigger)], ...], Listed(len(Trigger), 1, once=True)
    ] = Field(
        (), alias="on", description="What is news; what the other fields ask for when left out."
    )
    case_sensitive: Flag = Field(
        default=False, description="Whether capital letters count in keywords."
    )
    whole_words: Flag = Field(
        default=False, description="Whether keywords count as whole words only."
    )
    number: NumberRule | None = Field(None, description="A number on the page, and its line.")
    unchanged_for_hours: Annotated[float | None, Number(0.01, 8_784)] = Field(
        None, description="Tell when a page has not changed for so many hours, once."
    )
    notify_first_sight: Flag = Field(
        default=False, description="Tell also what a page says when it is first seen."
    )
    selection: Selection = Field(
        Selection(), description="Which part of a page counts; the whole page when left out."
    )
    change_at_least_percent: Annotated[float, Number(0, 100)] = Field(
        0.0, description="Percent of the characters; smaller changes add up until they reach it."
    )
    change_at_least_characters: Annotated[int, Whole(0, 1_000_000)] = Field(
        0, description="As change_at_least_percent, in characters."
    )
    confirm_checks: Annotated[int, Whole(0, 5)] = Field(
        0, description="So many further looks must find the same before it is told."
    )
    confirm_after_seconds: Annotated[float, Number(5, 3_600)] = Field(
        30.0, description="Seconds between these looks."
    )
    intent: Annotated[str, Text(LONGEST_INTENT)] = Field(
        "",
        description="In plain words what you want to know; a model then judges each change.",
    )
    render: Flag = Field(default=False, description="Run the page's scripts in a browser first.")
    wait_for: Selector = Field(
        "", description="CSS selector that a rendered page must have before it is read."
    )
    headers: Headers = Field(default_factory=dict, description="Up to 10 harmless request headers.")
    credential: Annotated[str, Text(64)] = Field(
        "", description="Name of a configured credential to send."
    )
    timeout_seconds: Annotated[float, Number(1, 120)] = Field(
        20.0, description="Seconds for one page."
    )

    @property
    def on(self) -> frozenset[Trigger]:
        """What is news: what `on` names, or else what other fields ask for."""
        asked = (need.serves[0] for need in self._needs() if need.given)
        return frozenset(self.named or asked) or frozenset({Trigger.CHANGE})

    @property
    def matching(self) -> Matching:
        """How keywords are compared."""
        return Matching(case_sensitive=self.case_sensitive, whole_words=self.whole_words)

    @property
    def unchanged_for(self) -> timedelta | None:
        """After how long without a change that is news."""
        hours = self.unchanged_for_hours
        return None if hours is None else timedelta(hours=hours)

    @property
    def change(self) -> ChangeRule:
        """Which changes are worth telling."""
        return ChangeRule(
            least_percent=self.change_at_least_percent,
            least_characters=self.change_at_least_characters,
            confirm_checks=self.confirm_checks,
            confirm_after=timedelta(seconds=self.confirm_after_seconds),
            intent=self.intent,
        )

    @property
    def fetch(self) -> FetchRule:
        """How pages are asked for."""
        return FetchRule(
            render=self.render,
            wait_for=self.wait_for,
            headers=self.headers,
            credential=self.credential,
            timeout=timedelta(seconds=self.timeout_seconds),
        )

    @property
    def site(self) -> WatchedSource | None:
        """The site that all pages are of; None when they are of several."""
        return _site_of(self.urls)

    @property
    def words(self) -> str:
        """The names of the pages' hosts."""
        return hosts_of(self.urls)

    @classmethod
    def completed(cls, raw: dict[str, Any]) -> dict[str, Any]:
        """Take a keyword without a list around it."""
        words = raw.get("keywords")
        return {**raw, "keywords": [words]} if isinstance(words, str) else raw

    def check(self) -> None:
        """Refuse a trigger without the field that it needs, and a field without its trigger."""
        super().check()
        if self.wait_for and not self.render:
            raise BrokenRule(message("rule.needs", other=Called("render")), "wait_for")
        for need in self._needs() if self.named else ():
            wanted = {*need.serves}.intersection(self.named)
            if need.given and not wanted:
                serves = Alternatives(tuple(Called(each.value) for each in need.serves))
                rule = message("rule.name_too", choices=serves, given=Called(need.name))
                raise BrokenRule(rule, "on")
            if wanted and need.required and not need.given:
                raise BrokenRule(
                    message("rule.needed_for", use=Called(min(wanted).value)), need.name
                )

    def filters(self) -> str:
        """Return a digest of everything that decides what is remembered of a page.

        Validators are tied to it (WEB-1): a page that has not changed may still read otherwise
        through another configuration.
        """
        decisive = {
            "selection": asdict(self.selection),
            "keywords": self.keywords,
            "matching": asdict(self.matching),
            "number": asdict(self.number) if self.number else None,
            "on": sorted(self.on),
            "render": [self.render, self.wait_for],
            "as": [sorted(self.headers.items()), self.credential],
        }
        return sha256(json.dumps(decisive, sort_keys=True).encode()).hexdigest()

    def _needs(self) -> Iterator[_Need]:
        which = self.intent or self.change_at_least_percent or self.change_at_least_characters
        both = (Trigger.KEYWORD_APPEARS, Trigger.KEYWORD_DISAPPEARS)
        yield _Need("keywords", bool(self.keywords), both)
        yield _Need("number", self.number is not None, (Trigger.NUMBER_CROSSES,))
        unchanged = self.unchanged_for_hours is not None
        yield _Need("unchanged_for_hours", unchanged, (Trigger.UNCHANGED,))
        # Whoever says which changes count wants them told; all count otherwise.
        yield _Need("intent, change_at_least_…", bool(which), (Trigger.CHANGE,), required=False)


def _site_of(urls: tuple[str, ...]) -> WatchedSource | None:
    """Return the site that all addresses are of; None when they are of several."""
    sites = {(urlsplit(url).scheme, urlsplit(url).netloc.lower()) for url in urls}
    if len(sites) != 1:
        return None
    ((scheme, place),) = sites
    return WatchedSource(sha256(f"page {scheme} {place}".encode()).hexdigest()[:32], place)


def hosts_of(urls: tuple[str, ...]) -> str:
    """Return the hosts that addresses lead to, each once."""
    hosts = dict.fromkeys(urlsplit(url).hostname or "" for url in urls)
    return ", ".join(host for host in hosts if host)
