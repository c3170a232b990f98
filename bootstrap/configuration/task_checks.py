"""What only libraries and tools can judge in a task's configuration, judged when it is made."""

from collections.abc import Iterator
from dataclasses import dataclass

from application.ports.assistant.tools import ReadTools
from domain.common.errors import InvalidRequest
from domain.schedules.actions import ToolCall
from domain.schedules.digests import NewsDigestConfig
from domain.task_types.configs import tool_of
from domain.tasks.configs import TaskConfig
from domain.watches.metrics.sources import HttpJson
from domain.watches.metrics.thresholds import ThresholdWatchConfig
from domain.watches.web.monitors import WebMonitorConfig
from integrations.web.checks import check_public, check_selection
from integrations.web.json_growth import MOST_METRIC_GROWTH
from integrations.web.patterns import check_pattern
from integrations.web.selectors import check_json_path


@dataclass(frozen=True)
class ConfigChecks:
    """Refuses now what would fail at the first look or run.

    Attributes:
        tools: those that a schedule may call.
        allow: what may be reached though it is not public; see `Guard`.
    """

    tools: ReadTools
    allow: tuple[str, ...] = ()

    def __call__(self, config: TaskConfig) -> None:
        """Return when it is right, else raise `InvalidRequest` with the field's path."""
        for field, url in _addresses(config):
            check_public(url, f"config.{field}", allow=self.allow)
        if isinstance(config, WebMonitorConfig):
            check_selection(config.selection, "config.selection")
            if config.number is not None and config.number.pattern:
                check_pattern(config.number.pattern, "config.number.pattern")
        if isinstance(config, ThresholdWatchConfig) and isinstance(config.source, HttpJson):
            where = "config.source.http_json.json_path"
            check_json_path(config.source.json_path, where, most_growth=MOST_METRIC_GROWTH)
        if (call := tool_of(config)) is not None:
            self._check_call(call)

    def _check_call(self, call: ToolCall) -> None:
        try:
            self.tools.check(call.name, call.arguments)
        except InvalidRequest as error:
            raise InvalidRequest(f"config.action.{error.field}", error.broken) from None


def _addresses(config: TaskConfig) -> Iterator[tuple[str, str]]:
    """Yield the web addresses of a configuration with their fields."""
    match config:
        case WebMonitorConfig():
            yield from ((f"urls[{place}]", url) for place, url in enumerate(config.urls))
        case NewsDigestConfig():
            yield from ((f"news_urls[{place}]", url) for place, url in enumerate(config.news_urls))
        case ThresholdWatchConfig(source=HttpJson() as source):
            yield "source.http_json.url", source.url
