"""A number in a JSON document, found with JMESPath."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from application.ports.isolation import Isolation, ParsingFailed, Spoiled
from application.ports.watches.web import PageFetcher
from domain.watches.metrics.numbers import series_in
from domain.watches.metrics.problems import MetricProblem, MetricUnreadable
from domain.watches.metrics.sources import HttpJson, Sample
from integrations.metrics.answers import get_text

PARSING = "integrations.metrics.parsing"

_PROBLEM = {
    Spoiled.EXPRESSION: MetricProblem.TOO_COSTLY,
    Spoiled.TIME: MetricProblem.TOO_COSTLY,
    Spoiled.BROKEN: MetricProblem.TOO_COSTLY,  # a document of 1 MB breaks nothing but memory
    Spoiled.TURN: MetricProblem.WAITING,
}


@dataclass(frozen=True)
class HttpJsonReader:
    """Reads `http_json` sources; a value was measured when it was read."""

    fetcher: PageFetcher
    isolation: Isolation

    async def read(self, source: HttpJson, *, now: datetime, owner: str) -> list[Sample]:
        """Return what the path finds: one number, or one per item or member."""
        text = await get_text(
            self.fetcher, source.url, headers=dict(source.headers), credential=source.credential
        )
        found = await self._found(text, source.json_path, owner)
        return [Sample(now, value, label) for label, value in series_in(found)]

    async def _found(self, text: str, path: str, owner: str) -> Any:  # noqa: ANN401 - any JSON
        question = {"text": text, "path": path}
        try:
            given = await self.isolation.ask(PARSING, question, owner=owner)
        except ParsingFailed as failed:
            raise MetricUnreadable(_PROBLEM[failed.why]) from None
        if "not_json" in given:
            raise MetricUnreadable(MetricProblem.NOT_JSON)
        if "bad_path" in given:
            raise MetricUnreadable(MetricProblem.BAD_PATH, str(given["bad_path"]))
        return given["found"]
