"""A number in a JSON document, found with JMESPath."""

import asyncio
from dataclasses import dataclass
from datetime import datetime

import jmespath
from jmespath.exceptions import JMESPathError, JMESPathTypeError

from application.ports.web import PageFetcher
from domain.foreign_values import wrong_argument
from domain.metric_numbers import series_in
from domain.metric_problems import MetricProblem, MetricUnreadable
from domain.metric_sources import HttpJson, Sample
from integrations.metrics.answers import get_json


@dataclass(frozen=True)
class HttpJsonReader:
    """Reads `http_json` sources; a value was measured when it was read."""

    fetcher: PageFetcher

    async def read(self, source: HttpJson, *, now: datetime) -> list[Sample]:
        """Return what the path finds: one number, or one per item or member."""
        document = await get_json(
            self.fetcher, source.url, headers=dict(source.headers), credential=source.credential
        )
        try:
            # In a thread: a document may be large, and its owner's expression slow.
            found = await asyncio.to_thread(jmespath.search, source.json_path, document)
        except JMESPathTypeError as error:
            why = wrong_argument(error.function_name, error.expected_types)
            raise MetricUnreadable(MetricProblem.BAD_PATH, why) from None
        except JMESPathError as error:
            said = " ".join(str(error).split())
            raise MetricUnreadable(MetricProblem.BAD_PATH, said) from None
        except (ValueError, RecursionError):
            raise MetricUnreadable(MetricProblem.BAD_PATH) from None
        return [Sample(now, value, label) for label, value in series_in(found)]
