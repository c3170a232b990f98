"""How arguments of messages are shown: numbers, moments, names and the text of others."""

import html
import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from types import NoneType
from zoneinfo import ZoneInfo

from babel import Locale
from babel.lists import format_list
from babel.numbers import format_decimal
from fluent.runtime.types import FluentType

from application.ports.rendering import Form
from domain.common.messages import (
    Alternatives,
    Argument,
    Called,
    Clauses,
    Command,
    Foreign,
    Gist,
    Link,
    Localized,
    Message,
    Name,
    Names,
    Percent,
    Prose,
)
from domain.common.quoting import (
    CLOSING,
    ELLIPSIS,
    clean,
    defanged,
    inert,
    is_web_address,
    markdown_link,
    plain,
    shorten,
    unquoted,
    whole,
)
from domain.common.readers import Language, nearest
from integrations.fluent_words.language_data import Writing

MOST_FOREIGN = 200
"""Characters of others' text in one argument; Fluent refuses parts of over 2,500."""

MOST_CALLED = 140
"""Columns of what something is called; people's names have at most 64 characters of two."""

MOST_TYPED = 1_000
"""Characters of a command that a person types; an address of a plugin has hundreds."""

MOST_PROSE = 400
"""Characters of others' sentences; a claim has at most 320."""

MOST_ITEMS = 50
"""Things that are enumerated; longer lists are cut where they are made, and say so."""

_LAST_STOP = re.compile(rf"[\u3002.\uff1b;\s]+(?=[{CLOSING}]?$)")
"""A clause of a sentence does not end it, nor does what it quotes."""

_UNITS = (("time.days", 86_400), ("time.hours", 3_600), ("time.minutes", 60), ("time.seconds", 1))
_MOST_UNITS = 2


class Shown(FluentType):
    """Words with the key that sentences choose by."""

    def __init__(self, text: str, key: str) -> None:
        self._text, self._key = text, key

    def __eq__(self, other: object) -> bool:
        return self._key == other

    def __hash__(self) -> int:
        return hash(self._key)

    def format(self, locale: Locale) -> str:  # noqa: ARG002  # the words are in its language
        """Return the words."""
        return self._text


class Count(int, FluentType):
    """A whole number that sentences can choose by, and that is shown with separators."""

    def format(self, locale: Locale) -> str:
        """Return its digits."""
        return str(format_decimal(int(self), locale=locale))


_EVENING = 18
"""The hour at which an evening begins; as people speak, it counts from noon."""


class Arguments:
    """Shows the arguments of one rendering.

    Args:
        words: renders a nested message, in the same language and form.
        gist: renders one in the same language, without markup.
    """

    def __init__(
        self,
        writing: Writing,
        zone: str,
        form: Form,
        today: date | None,
        words: Callable[[Message], str],
        gist: Callable[[Message], str],
    ) -> None:
        self._writing, self._form, self._today = writing, form, today
        self._zone, self._locale = ZoneInfo(zone), writing.locale
        self._words, self._unmarked = words, gist

    def shown(self, value: "Argument | Name") -> FluentType | str:
        """Return what Fluent shows, and chooses by."""
        for type_, show in self._SHOW.items():
            if isinstance(value, type_):
                return show(self, value)
        raise TypeError(f"{type(value).__name__} is no argument of a message")

    def _message(self, value: Message) -> Shown:
        return Shown(self._words(value), value.id.replace(".", "-"))

    def _name(self, value: Name) -> Shown:
        return Shown(self._words(Message(value.id)), value.key)

    def _called(self, value: Called) -> str:
        return self._neutral(plain(value.text, most=MOST_CALLED))

    def _command(self, value: Command) -> str:
        text = shorten(clean(value.text), MOST_TYPED)
        if self._form is Form.MARKDOWN:
            return f"`{text.replace('`', '')}`"
        return f"<code>{html.escape(text)}</code>" if self._form is Form.HTML else text

    def _localized(self, value: Localized) -> str:
        texts = {Language(tag): text for tag, text in value.texts.items()}
        own = nearest(self._writing.language, texts) or nearest(self._writing.fallback, texts)
        return self._called(Called(texts[own] if own else next(iter(texts.values()), "")))

    def _amount(self, value: Decimal) -> str:
        return str(format_decimal(value, locale=self._locale, decimal_quantization=False))

    def _names(self, value: Names) -> str:
        return str(format_list(self._items(value.items), locale=self._locale))

    def _alternatives(self, value: Alternatives) -> str:
        return str(format_list(self._items(value.items), style="or", locale=self._locale))

    def _items(self, items: "tuple[Argument, ...]") -> list[str]:
        shown = [self.shown(each) for each in items[:MOST_ITEMS]]
        return [each if isinstance(each, str) else each.format(self._locale) for each in shown]

    def _link(self, value: Link) -> str:
        text = shorten(clean(value.text), MOST_CALLED)
        if not is_web_address(value.address):
            return self._neutral(text)
        if self._form is Form.MARKDOWN:
            return markdown_link(value.address, text)
        if self._form is Form.HTML:
            return f'<a href="{html.escape(value.address)}">{html.escape(text)}</a>'
        named = text.removesuffix(ELLIPSIS) in value.address  # it is the address, only shorter
        return text if named or self._form is Form.SPOKEN else f"{text} ({value.address})"

    def _clauses(self, value: Clauses) -> str:
        return self._writing.clauses.join(self._words(each) for each in value.items)

    def _foreign(self, value: Foreign) -> str:
        cut = clean(value.text)
        cut = cut if len(cut) <= MOST_FOREIGN else cut[: MOST_FOREIGN - 1] + "…"
        opening, closing = tuple(self._writing.quotes)
        return f"{opening}{self._neutral(defanged(unquoted(cut)))}{closing}"

    def _prose(self, value: Prose) -> str:
        return self._neutral(defanged(clean(value.text)[:MOST_PROSE]))

    def _gist(self, value: Gist) -> str:
        text = whole(self._unmarked(value.message), most=value.most)
        return self._neutral(_LAST_STOP.sub("", text))

    def _neutral(self, text: str) -> str:
        if self._form is Form.MARKDOWN:
            return inert(text)
        if self._form is Form.HTML:
            return f"<bdi>{html.escape(text)}</bdi>"
        return text

    def _moment(self, value: datetime) -> str:
        local = value.astimezone(self._zone)
        day = self._called_day(local.date())
        if day is None:
            return f"{local:%Y-%m-%d %H:%M}"
        if self._form is Form.SPOKEN and day.id == "time.yesterday" and local.hour >= _EVENING:
            evening = {"called": f"{local.hour - 12}:{local:%M}"}
            return self._words(Message("time.last_night", {"clock": evening}))
        clock = {"called": f"{local:%H:%M}"}
        return self._words(
            Message("time.moment", {"day": {"message": day.recorded}, "clock": clock})
        )

    def _day(self, day: date) -> str:
        called = self._called_day(day)
        return day.isoformat() if called is None else self._words(called)

    def _called_day(self, day: date) -> Message | None:
        if self._today is None or day.year != self._today.year:
            return None
        ago = (self._today - day).days
        if ago in (0, 1):
            return Message("time.today" if ago == 0 else "time.yesterday")
        if self._form is Form.SPOKEN:
            return None  # said as a date, not as the short name of a month
        return Message("time.month_day", {"month": day.month, "day": day.day})

    def _duration(self, value: timedelta) -> str:
        """Return at most two units, as in 1 h 5 min."""
        left, parts = max(int(value.total_seconds()), 0), []
        for unit, seconds in _UNITS:
            count, left = divmod(left, seconds)
            if count:
                parts.append(self._words(Message(unit, {"n": count})))
            if len(parts) == _MOST_UNITS or (parts and left == 0):
                break
        return " ".join(parts) or self._words(Message("time.seconds", {"n": 0}))

    _SHOW: Mapping[type, Callable[..., FluentType | str]] = {
        NoneType: lambda _self, _none: Shown("", "none"),
        bool: lambda _self, value: Shown("", "yes" if value else "no"),
        int: lambda _self, value: Count(value),
        Name: _name,
        Message: _message,
        Foreign: _foreign,
        Called: _called,
        Command: _command,
        Localized: _localized,
        Prose: _prose,
        Gist: _gist,
        Link: _link,
        Percent: lambda _self, value: f"{value.value}%",
        datetime: _moment,
        date: lambda self, value: self._day(value),
        timedelta: _duration,
        Decimal: _amount,
        Names: _names,
        Alternatives: _alternatives,
        Clauses: _clauses,
    }
    """In this order: a flag is a number to Python, and a moment a day."""
