"""Reads pages where a page or a pattern that takes too long can be ended (WEB-2, SEC-5)."""

from dataclasses import asdict, dataclass
from typing import Any

from application.ports.isolation import Isolation, ParsingFailed, Spoiled
from application.ports.watches.web import Article, FetchFailed, FetchProblem, Page, SelectionEmpty
from domain.common.errors import InvalidRequest
from domain.common.messages import message, message_of
from domain.watches.web.selections import Selection

PARSING = "integrations.web.parsing"

_PROBLEM = {
    Spoiled.EXPRESSION: FetchProblem.TOO_COSTLY,
    Spoiled.TIME: FetchProblem.TOO_COSTLY,
    Spoiled.BROKEN: FetchProblem.TYPE,
    Spoiled.TURN: FetchProblem.WAITING,
}


@dataclass(frozen=True)
class IsolatedReader:
    """Reads pages in child processes; implements `PageReader`."""

    isolation: Isolation

    async def select(self, page: Page, how: Selection, *, owner: str) -> str:
        """Return the chosen text; see `PageReader.select`.

        Raises:
            FetchFailed: the page cannot be read within the bounds.
        """
        return str((await self._ask("select", page, how, owner))["text"])

    async def article(self, page: Page, *, owner: str) -> Article:
        """Return the main text of a page; see `PageReader.article`.

        Raises:
            FetchFailed: the page cannot be read within the bounds.
        """
        found = (await self._ask("article", page, Selection(), owner))["article"]
        links = tuple((str(text), str(address)) for text, address in found.pop("links"))
        return Article(**found, links=links)

    async def _ask(self, verb: str, page: Page, how: Selection, owner: str) -> dict[str, Any]:
        shown = {"url": page.url, "media_type": page.media_type, "text": page.text}
        question = {"verb": verb, "page": shown, "how": asdict(how)}
        try:
            given = await self.isolation.ask(PARSING, question, owner=owner)
        except ParsingFailed as failed:
            said = f"The page {failed}; choose less of it, or write simpler patterns."
            raise FetchFailed(_PROBLEM[failed.why], said) from None
        if "empty" in given:
            raise SelectionEmpty(message_of(given["empty"]) or message("selection.no_text"))
        if "invalid" in given:
            field, rule = given["invalid"]
            raise InvalidRequest(str(field), message_of(rule) or message("rule.malformed"))
        return given
