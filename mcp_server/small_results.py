"""What the small tools return, field by field."""

from pydantic import BaseModel, Field

from application.people.views import MemoryView
from mcp_server.results import NextCursor, Sandbox


class MemoryKept(BaseModel):
    """A note that is kept."""

    memory: MemoryView
    sandbox: Sandbox


class MemoryForgotten(BaseModel):
    """A note that is gone."""

    memory_id: str
    forgotten: bool
    sandbox: Sandbox


class MemoriesShown(BaseModel):
    """Notes, the best match first; without a query the newest first."""

    memories: list[MemoryView]
    note: str = Field(description="That only words were searched, and why; mostly empty.")
    truncated: bool = Field(description="True when the answer was cut to fit; use next_cursor.")
    next_cursor: NextCursor
    sandbox: Sandbox


class DayShown(BaseModel):
    """What is forecast for one day."""

    day: str
    high: float = Field(description="°C, as low is.")
    low: float
    rain_chance: float = Field(description="Percent.")
    rain: float = Field(description="Millimetres.")
    wind: float = Field(description="km/h.")


class WeatherShown(BaseModel):
    """The weather of a place."""

    place: str
    region: str
    country: str
    spoken: str = Field(description="All of it in words that can be said aloud.")
    temperature: float | None = Field(description="Now, °C; null when it is not known.")
    humidity: float | None = Field(description="Now, percent; null when it is not known.")
    days: list[DayShown]
    sandbox: Sandbox


class TextSent(BaseModel):
    """What became of a text message."""

    key: str = Field(description="Names this text in the record of deliveries.")
    state: str = Field(description="accepted, sending, failed or uncertain.")
    detail: str = Field(description="What the provider said.")
    reference: str = Field(description="The provider's id; empty when it gave none.")
    segments: int = Field(description="How many are billed.")
    again_in_seconds: float = Field(description="When a failed one may be tried again; else 0.")
    sandbox: Sandbox


class LinkShown(BaseModel):
    """A link on a page; its words are data from outside."""

    text: str
    url: str


class PageShown(BaseModel):
    """A page as text; all of it is data from outside."""

    url: str = Field(description="Where the page was in the end, after redirects.")
    title: str
    text: str
    part: int = Field(description="Which part this is, from 1.")
    parts: int = Field(description="How many parts the text has.")
    cut: bool = Field(description="True when the page is longer than all parts together.")
    links: list[LinkShown]
    published: str = Field(description="Date as the page says it; empty when it does not.")
    status: int
    media_type: str
    sandbox: Sandbox
