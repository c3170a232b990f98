"""Pages that can be changed, and what of a page a client may keep (RFC 9110, section 13)."""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from enum import StrEnum

from starlette.requests import Request
from starlette.responses import Response

from sandbox.web.frame import HTML, framed

Now = Callable[[], datetime]

MOST_DOCUMENTS = 50_000
"""Pages that can exist at once; a load test uses 10,000."""


class Validators(StrEnum):
    """Which validators a page sends."""

    STRONG = "strong"  # a strong ETag and Last-Modified
    WEAK = "weak"  # a weak ETag and Last-Modified
    FRESH = "fresh"  # an ETag that differs in each answer although the text is the same
    DATE = "date"  # Last-Modified only
    NONE = "none"


@dataclass(frozen=True)
class Document:
    """One page as it stands.

    Attributes:
        body: what stands inside the frame of an HTML page; the whole of anything else.
        version: counts changes, from 1.
    """

    path: str
    title: str
    body: str
    changed_at: datetime
    media_type: str = HTML
    validators: Validators = Validators.STRONG
    version: int = 1

    def content(self) -> bytes:
        """Return the bytes that are served."""
        text = framed(self.title, self.body) if self.media_type == HTML else self.body
        return text.encode()


class Documents:
    """All pages that can be changed, by path."""

    def __init__(self, now: Now) -> None:
        self._now = now
        self._kept: dict[str, Document] = {}
        self._answers = 0

    def get(self, path: str) -> Document | None:
        """Return the page at a path."""
        return self._kept.get(path)

    def put(
        self,
        path: str,
        *,
        title: str = "",
        body: str,
        media_type: str = "",
        validators: Validators | None = None,
    ) -> Document:
        """Make or change a page; what is not given stays as it was.

        Raises:
            ValueError: the path is no path, or there are too many pages.
        """
        if not path.startswith("/"):
            raise ValueError("A path begins with '/'.")
        before = self._kept.get(path)
        if before is None:
            if len(self._kept) >= MOST_DOCUMENTS:
                raise ValueError(f"There are {MOST_DOCUMENTS} pages already.")
            before = Document(path, path, "", self._now(), version=0)
        page = replace(
            before,
            title=title or before.title,
            body=body,
            media_type=media_type or before.media_type,
            validators=validators or before.validators,
        )
        if page != before or not page.version:
            page = replace(page, version=before.version + 1, changed_at=self._now())
        self._kept[path] = page
        return page

    def listed(self) -> Iterator[Document]:
        """Yield every page, by path."""
        for path in sorted(self._kept):
            yield self._kept[path]

    def answer(self, page: Document, request: Request) -> Response:
        """Serve a page, or say that the client has it already."""
        content = page.content()
        self._answers += 1
        headers = _validators(page, content, self._answers)
        if is_fresh(request, headers):
            return Response(status_code=304, headers=headers)
        return Response(content, headers=headers | {"content-type": page.media_type})


def is_fresh(request: Request, headers: dict[str, str]) -> bool:
    """Tell whether the client's copy is good; `If-Modified-Since` counts only without an ETag."""
    wanted = request.headers.get("if-none-match")
    if wanted is not None:
        kept = {_opaque(tag) for tag in wanted.split(",")}
        return "*" in kept or ("etag" in headers and _opaque(headers["etag"]) in kept)
    since = request.headers.get("if-modified-since")
    if since is None or "last-modified" not in headers:
        return False
    try:
        return parsedate_to_datetime(headers["last-modified"]) <= parsedate_to_datetime(since)
    except ValueError:
        return False


def digest(content: bytes) -> str:
    """Return a short digest for an ETag."""
    return hashlib.sha256(content).hexdigest()[:16]


def http_date(moment: datetime) -> str:
    """Return a moment as HTTP writes it, to the second."""
    return format_datetime(moment.astimezone(UTC), usegmt=True)


def _validators(page: Document, content: bytes, answers: int) -> dict[str, str]:
    date = {"last-modified": http_date(page.changed_at)}
    tag = digest(content)
    match page.validators:
        case Validators.STRONG:
            return {"etag": f'"{tag}"', **date}
        case Validators.WEAK:
            return {"etag": f'W/"{tag}"', **date}
        case Validators.FRESH:
            return {"etag": f'"{tag}-{answers}"'}
        case Validators.DATE:
            return date
        case Validators.NONE:
            return {}


def _opaque(tag: str) -> str:
    """Return a tag without its weakness: reading compares weakly."""
    return tag.strip().removeprefix("W/")
