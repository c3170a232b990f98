"""The web, fetched with care: guarded, bounded, polite (WEB-1, WEB-6)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from domain.common.messages import Message
from domain.watches.web.findings import Verdict
from domain.watches.web.selections import Selection


class FetchProblem(StrEnum):
    """Why a page could not be had; the wire name of a reason."""

    REFUSED_ADDRESS = "refused_address"  # SSRF guard (WEB-6)
    BAD_URL = "bad_url"
    DNS = "dns"
    CONNECT = "connect"
    TLS = "tls"
    TIMEOUT = "timeout"
    TOO_LARGE = "too_large"
    TOO_MANY_REDIRECTS = "too_many_redirects"
    BROKEN = "broken"  # the answer ended early or was not HTTP
    STATUS = "status"  # an HTTP status of 400 or more
    TYPE = "type"  # nothing that can be read as text
    RENDERING = "rendering"  # the browser failed, or there is none
    BUSY = "busy"  # politeness made it wait for too long
    TOO_COSTLY = "too_costly"  # reading it had to be ended
    WAITING = "waiting"  # too many readings of the same owner wait for their turn


class FetchFailed(Exception):
    """A page could not be had.

    Attributes:
        problem: which kind.
        status: HTTP status, 0 when there was none.
        retry_after: seconds that the server asked for, 0 when it did not.
        detail: what can be done about it, where the kind alone does not say that.
    """

    def __init__(
        self,
        problem: FetchProblem,
        logged: str,
        *,
        status: int = 0,
        retry_after: float = 0.0,
        detail: Message | None = None,
    ) -> None:
        super().__init__(logged)
        self.problem = problem
        self.detail = detail
        self.status = status
        self.retry_after = retry_after


@dataclass(frozen=True, kw_only=True)
class PageRequest:
    """What to fetch.

    Attributes:
        etag: validator kept from the last answer, verbatim; empty asks unconditionally.
        last_modified: as above.
        headers: further request headers; only harmless ones are accepted in configurations.
        credential: name of a configured credential to send, empty for none.
        render: let a real browser run the page's scripts (WEB-5).
        wait_for: CSS selector that must be there before a rendered page is read.
        most_bytes: of the decoded body; more is `TOO_LARGE`.
    """

    url: str
    etag: str = ""
    last_modified: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    credential: str = ""
    render: bool = False
    wait_for: str = ""
    timeout_seconds: float = 20.0
    most_bytes: int = 5_000_000


@dataclass(frozen=True, kw_only=True)
class Page:
    """An answer.

    Attributes:
        unchanged: the server said 304: text and body are empty, validators are the old ones.
        text: the body, decoded (BOM, header, meta or XML declaration, then detection).
        media_type: lower case, without parameters.
        screenshot: PNG of a rendered page, at most 1 MB; empty otherwise.
    """

    url: str
    status: int
    unchanged: bool = False
    text: str = ""
    media_type: str = ""
    etag: str = ""
    last_modified: str = ""
    body: bytes = b""
    screenshot: bytes = b""


class PageFetcher(Protocol):
    """Fetches pages; every redirect and every connection passes the guard."""

    async def fetch(self, request: PageRequest) -> Page:
        """Return the page, or raise `FetchFailed`."""


class PageReader(Protocol):
    """Makes text of pages with HTML, XML and JSON libraries (WEB-2).

    Owners take turns, so that nobody's pages hold up those of others (SEC-5).
    """

    async def select(self, page: Page, how: Selection, *, owner: str) -> str:
        """Return the chosen text.

        Raises:
            FetchFailed: it cannot be read within the bounds.
            SelectionEmpty: the filters found nothing, which is an error and not a change.
            InvalidRequest: a selector cannot be parsed; names the field.
        """

    async def article(self, page: Page, *, owner: str) -> "Article":
        """Return the main text of a page, its title and links.

        Raises:
            FetchFailed: it cannot be read within the bounds.
        """


class SelectionEmpty(Exception):
    """The filters found nothing; `why` says which."""

    def __init__(self, why: Message) -> None:
        super().__init__(why.id)
        self.why = why


@dataclass(frozen=True)
class Article:
    """The main text of a page.

    Attributes:
        links: (text, absolute URL), in the page's order, at most 200.
        published: ISO date as the page says it, empty when it does not.
    """

    title: str
    text: str
    links: tuple[tuple[str, str], ...] = ()
    published: str = ""
    language: str = ""


class ChangeJudge(Protocol):
    """Judges whether a change matters to what somebody wants to know."""

    async def judge(self, *, intent: str, diff: str) -> Verdict:
        """Return the verdict; one (intent, diff) is asked once and remembered. Never raises."""


MOST_TEXTS = 20
"""Texts of one page that are kept (WEB-7)."""


@dataclass(frozen=True)
class Snapshot:
    """A text of a page that is kept."""

    url: str
    digest: str
    kept_at: datetime


class PageTexts(Protocol):
    """Keeps the filtered texts of watched pages, to show what changed."""

    async def put(self, task_id: str, url: str, *, digest: str, text: str) -> None:
        """Keep a text under its digest; only the newest `MOST_TEXTS` of a page are kept."""

    async def snapshots(self, task_id: str) -> list[Snapshot]:
        """Return what is kept of all pages of a task, the newest first."""

    async def get(self, task_id: str, url: str, *, digest: str) -> str | None:
        """Return it; None when it is not kept any more."""
