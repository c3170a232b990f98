"""A page's card, cut to what a phone shows at once in its reader's language (ALR-9)."""

from dataclasses import replace
from datetime import date
from zoneinfo import ZoneInfo

from application.common.wording import worded
from application.ports.rendering import Renderer
from domain.common.notifications import Notification, notification_of
from domain.common.readers import Reader
from domain.deliveries.event_messages import plain_of
from domain.events.events import Event
from domain.incidents.page_texts import MOST_PHONE_LINES, phone_lines, smaller


def page_for(
    event: Event, words: Renderer, reader: Reader, *, most: int | None = MOST_PHONE_LINES
) -> Event:
    """Return the event of a page with a card that fits, in words; moments without today's date.

    `most`: lines of a phone; None: whoever reads it can scroll, so all of it.
    """
    told = notification_of(event.data.get("notification"))
    if told is None:
        return event
    today = event.time.astimezone(ZoneInfo(reader.zone)).date()
    fits = told if most is None else fitted(told, words, reader, today, most=most)
    said = worded(fits, words, reader, today=today)
    own = {"notification": fits.recorded, "title": said.title, "text": said.text}
    return replace(event, data={**event.data, **own})


def fitted(
    card: Notification,
    words: Renderer,
    reader: Reader,
    today: date,
    *,
    most: int = MOST_PHONE_LINES,
) -> Notification:
    """Return as much of a card as so many lines of a phone show."""
    while True:
        said = worded(card, words, reader, today=today)
        less = smaller(card)
        if less is None or phone_lines(f"{said.title}\n{plain_of(said.text)}") <= most:
            return card
        card = less
