"""What a web monitor is configured to do: which pages, which part of them, what is news (WEB-1…5).

How a look is decided is in `page_changes.py`.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from hashlib import sha256

from domain.common.config_fields import Fields
from domain.deliveries.deliveries import ChannelAddress
from domain.deliveries.notifications import read_notification
from domain.tasks.tasks import TaskType
from domain.watches.care import (
    DEFAULT_SECONDS,
    FAILURES_BEFORE_ALERT,
    SILENT_AFTER_PERIODS,
)
from domain.watches.intervals import read_interval
from domain.watches.web.addresses import read_urls
from domain.watches.web.headers import read_headers
from domain.watches.web.keywords import Matching
from domain.watches.web.numbers import NumberRule, read_number_rule
from domain.watches.web.selections import LONGEST_SELECTOR, Selection, read_selection
from domain.watches.web.triggers import Trigger, read_triggers

MOST_KEYWORDS = 50
LONGEST_KEYWORD = 100

LONGEST_INTENT = 500
"""Characters of what a model is told to judge by."""


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


@dataclass(frozen=True)
class WebMonitorConfig:
    """A web monitor's configuration; what its fields mean says `read_web_monitor`."""

    urls: tuple[str, ...]
    interval: timedelta
    addresses: tuple[ChannelAddress, ...] = ()
    on: frozenset[Trigger] = frozenset({Trigger.CHANGE})
    keywords: tuple[str, ...] = ()
    matching: Matching = field(default_factory=Matching)
    selection: Selection = field(default_factory=Selection)
    number: NumberRule | None = None
    unchanged_for: timedelta | None = None
    change: ChangeRule = field(default_factory=ChangeRule)
    fetch: FetchRule = field(default_factory=FetchRule)
    notify_first_sight: bool = False
    failures_before_alert: int = FAILURES_BEFORE_ALERT
    silent_after_periods: int = SILENT_AFTER_PERIODS

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
            "render": [self.fetch.render, self.fetch.wait_for],
            "as": [sorted(self.fetch.headers.items()), self.fetch.credential],
        }
        return sha256(json.dumps(decisive, sort_keys=True).encode()).hexdigest()


def read_web_monitor(raw: object) -> WebMonitorConfig:
    """Read a configuration: the published shape, and optional fields of ours beside it.

    Published: `urls` (1 to 20, http or https), `keywords` (up to 50), `check_interval_minutes`
    (default 5; or `check_interval_seconds`), `notification`.

    What is news:
        on: list of `change`, `keyword_appears`, `keyword_disappears`, `number_crosses`,
            `unchanged`. Default: what the fields below ask for (keywords: `keyword_appears`;
            `number`: `number_crosses`; `unchanged_for_hours`: `unchanged`; `intent` or
            `change_at_least_…`: `change`), and `change` when there is none of them.
        case_sensitive, whole_words: how keywords are compared; default false.
        number: `{operator, threshold, clear, pattern}`, see `page_numbers.py`.
        unchanged_for_hours: 0.01 to 8,784 (a year); told once until the page changes.
        notify_first_sight: tell also what a page says when it is first seen; default false.

    Which part of a page counts:
        selection: `{remove, css, xpath, json_path, main_text, ignore_lines, regex, sort_lines,
            unique_lines}`, see `page_selections.py`; default the whole page.

    When a change is told:
        change_at_least_percent: 0 to 100 of the characters; default 0.
        change_at_least_characters: default 0. Smaller changes add up until they reach both.
        confirm_checks: 0 to 5 further looks must find it still so; default 0.
        confirm_after_seconds: 5 to 3,600 between them; default 30.
        intent: in plain words what the owner wants to know; a model then judges each change.

    How pages are asked for:
        render: run the page's scripts in a browser; default false.
        wait_for: CSS selector that a rendered page must have before it is read.
        headers: harmless request headers.
        credential: name of a configured credential.
        timeout_seconds: 1 to 120 for one page; default 20.

    When it does not work:
        failures_before_alert: failed looks in a row, 1 to 100; default 3 (TSK-5).
        silent_after_periods: intervals without a successful look, 2 to 10,000; default 10.

    Raises:
        InvalidRequest: a field breaks a rule; names its path, e.g. `config.urls[3]`.
    """
    fields = Fields.of(raw)
    keywords = fields.texts("keywords", most=MOST_KEYWORDS, longest=LONGEST_KEYWORD)
    number = read_number_rule(fields.group("number"))
    unchanged_for = _unchanged_for(fields)
    change = _change_rule(fields)
    config = WebMonitorConfig(
        urls=read_urls(fields),
        interval=read_interval(fields, DEFAULT_SECONDS[TaskType.WEB_MONITOR]),
        addresses=read_notification(fields),
        on=read_triggers(
            fields,
            keywords=bool(keywords),
            number=number is not None,
            unchanged=unchanged_for is not None,
            change=_says_which(change),
        ),
        keywords=keywords,
        matching=Matching(
            case_sensitive=fields.flag("case_sensitive", default=False),
            whole_words=fields.flag("whole_words", default=False),
        ),
        selection=read_selection(fields.group("selection")),
        number=number,
        unchanged_for=unchanged_for,
        change=change,
        fetch=_fetch_rule(fields),
        notify_first_sight=fields.flag("notify_first_sight", default=False),
        failures_before_alert=fields.whole(
            "failures_before_alert", FAILURES_BEFORE_ALERT, least=1, most=100
        ),
        silent_after_periods=fields.whole(
            "silent_after_periods", SILENT_AFTER_PERIODS, least=2, most=10_000
        ),
    )
    fields.done()
    return config


def _unchanged_for(fields: Fields) -> timedelta | None:
    if not fields.has("unchanged_for_hours"):
        return None
    return timedelta(hours=fields.number("unchanged_for_hours", least=0.01, most=8_784))


def _change_rule(fields: Fields) -> ChangeRule:
    wait = fields.number("confirm_after_seconds", 30, least=5, most=3_600)
    return ChangeRule(
        least_percent=fields.number("change_at_least_percent", 0, least=0, most=100),
        least_characters=fields.whole("change_at_least_characters", 0, least=0, most=1_000_000),
        confirm_checks=fields.whole("confirm_checks", 0, least=0, most=5),
        confirm_after=timedelta(seconds=wait),
        intent=fields.text("intent", "", longest=LONGEST_INTENT),
    )


def _says_which(rule: ChangeRule) -> bool:
    """Say whether a rule speaks of changes only, so that they must be wanted."""
    return bool(rule.intent or rule.least_percent or rule.least_characters)


def _fetch_rule(fields: Fields) -> FetchRule:
    render = fields.flag("render", default=False)
    wait_for = fields.text("wait_for", "", longest=LONGEST_SELECTOR)
    if wait_for and not render:
        raise fields.refuse("wait_for", "needs render to be true")
    timeout = fields.number("timeout_seconds", 20, least=1, most=120)
    return FetchRule(
        render=render,
        wait_for=wait_for,
        headers=read_headers(fields),
        credential=fields.text("credential", "", longest=64),
        timeout=timedelta(seconds=timeout),
    )
