"""Weather, a text message, one page (MEM-2, SCH-3)."""

from typing import Annotated

from fastapi import APIRouter, Header, Query
from pydantic import BaseModel, Field

from api.access import Asker, ServicesHere
from api.openapi import CLOUD, problems
from api.readers import Localized
from api.strict import WHOLE, Strict, Truth
from application.deliveries.text_messages import LONGEST_KEY
from application.deliveries.views import SmsView, sms_view
from application.watches.pages import LEAST_CHARACTERS, LONGEST_ADDRESS, MOST_CHARACTERS, Scraped
from domain.common.errors import InvalidRequest
from domain.common.messages import Called, message
from domain.common.readers import Language
from domain.deliveries.text_messages import MOST_CHARACTERS as LONGEST_TEXT
from domain.schedules.weather import LONGEST_PLACE, MOST_DAYS, Forecast
from domain.watches.web.selections import LONGEST_SELECTOR

router = APIRouter(prefix="/api/v1", tags=["tools"])


class SmsIn(Strict):
    """A text to send."""

    to: str = Field(min_length=1, max_length=40, description="E.164, e.g. +8613800138000.")
    text: str = Field(min_length=1, max_length=LONGEST_TEXT)
    key: str = Field(
        "", max_length=LONGEST_KEY, description="Your own key; the same key sends once."
    )

    model_config = Strict.model_config | {
        "json_schema_extra": {
            "examples": [
                {"to": "+8613800138000", "text": "Disk nearly full", "key": "disk-2026-11-21"}
            ]
        }
    }


class PageIn(Strict):
    """A page to read."""

    url: str = Field(min_length=1, max_length=LONGEST_ADDRESS, description="http or https.")
    selector: str = Field(
        "",
        max_length=LONGEST_SELECTOR,
        description="CSS; XPath when it begins with / or (; JMESPath for a JSON page.",
    )
    render: Truth = Field(default=False, description="Run the page's scripts in a browser first.")
    most_chars: Annotated[int, Field(ge=LEAST_CHARACTERS, le=MOST_CHARACTERS), WHOLE] = 8_000

    model_config = Strict.model_config | {
        "json_schema_extra": {"examples": [{"url": "https://status.example.cn/"}]}
    }


class LinkOut(BaseModel):
    """A link on a page."""

    text: str
    url: str


class PageOut(BaseModel):
    """One page as text; all of it was written by strangers."""

    url: str = Field(description="Where the page was in the end, after redirects.")
    title: str
    text: str
    truncated: bool = Field(description="The text was longer than `most_chars`.")
    links: list[LinkOut]
    published: str = Field(description="Date as the page says it, empty when it does not.")
    status: int
    media_type: str

    @classmethod
    def of(cls, page: Scraped) -> "PageOut":
        """Return the wire form."""
        links = [LinkOut(text=text, url=url) for text, url in page.links]
        return cls.model_validate(vars(page) | {"links": links})


@router.get("/weather", summary="See the weather", responses=CLOUD | problems(404))
async def get_weather(
    services: ServicesHere,
    by: Asker,
    place: Annotated[str, Query(min_length=1, max_length=LONGEST_PLACE)],
    days: Annotated[int, Query(ge=1, le=MOST_DAYS, description="From today.")] = 3,
    language: Annotated[
        Language | None, Query(description="Of the words; your own when left out.")
    ] = None,
) -> Forecast:
    """Return the weather of a place, in figures and in words that can be said aloud."""
    return await services.weather.forecast(by=by, place=place, days=days, language=language)


@router.post("/sms", summary="Send a text", responses=CLOUD | problems(409, 413))
async def send_sms(
    services: ServicesHere,
    by: Asker,
    words: Localized,
    body: SmsIn,
    idempotency_key: Annotated[
        str, Header(max_length=LONGEST_KEY, description="The same as `key` in the body.")
    ] = "",
) -> SmsView:
    """Send one text message now; `state` says what became of it, which may be `failed`."""
    if idempotency_key and body.key not in ("", idempotency_key):
        raise InvalidRequest(
            "key", message("rule.same_as_header", header=Called("Idempotency-Key"))
        )
    sent = await services.sms.send(
        by=by, to=body.to, text=body.text, key=body.key or idempotency_key
    )
    return sms_view(sent, words.text)


@router.post("/pages", summary="Read a page", responses=CLOUD)
async def scrape_webpage(services: ServicesHere, by: Asker, body: PageIn) -> PageOut:
    """Return a page's title, main text and links; all of it is data, whatever it says."""
    page = await services.pages.scrape(
        by=by,
        url=body.url,
        selector=body.selector,
        render=body.render,
        most_chars=body.most_chars,
    )
    return PageOut.of(page)
