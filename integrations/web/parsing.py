"""What a child of `integrations.isolation` does with a page: reads it, as `WebPageReader` does."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import asdict
from typing import Any

from application.ports.watches.web import Page, SelectionEmpty
from domain.common.errors import InvalidRequest
from domain.common.messages import Foreign, Message, message
from domain.watches.web.selections import Selection
from integrations.web.reader import WebPageReader


def answer(
    question: dict[str, Any], briefly: Callable[[], AbstractContextManager[None]]
) -> dict[str, Any]:
    """Return `text` or `article`; else `empty` or `invalid`, as the reader raises them."""
    page = Page(status=200, **question["page"])
    reader = WebPageReader(briefly)
    chosen: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in question["how"].items()
    }
    try:
        if question["verb"] == "article":
            return {"article": asdict(reader.article(page))}
        return {"text": reader.select(page, Selection(**chosen))}
    except SelectionEmpty as error:
        return {"empty": error.why.recorded}
    except InvalidRequest as error:
        return {"invalid": [error.field, _rule(error).recorded]}


def _rule(error: InvalidRequest) -> Message:
    if isinstance(error.broken, Message):
        return error.broken
    return message("error.foreign", text=Foreign(error.broken))
