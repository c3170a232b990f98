"""The assistant of the log service, played by rules: a query for a few ways of asking."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sandbox.tencent.actions import Request
from sandbox.tencent.cls.state import ClsState
from sandbox.tencent.errors import invalid_parameter

MODELS = ("text2sql", "text2sql-reasoning")
MOST_MESSAGES = 11
_ERRORS = ("error", "fail", "报错", "错误", "失败", "异常")
_WARNINGS = ("warn", "警告")
_COUNTS = ("how many", "count", "多少", "几条", "数量", "统计")
_BY_SERVICE = ("by service", "which service", "每个服务", "哪个服务", "按服务")
_HOURLY = ("per hour", "hourly", "每小时", "按小时")


@dataclass(frozen=True)
class Text2Sql:
    """Answers in the shape of the service; what it does not understand finds every line."""

    state: ClsState

    def chat_completions(self, request: Request) -> Mapping[str, Any]:
        """Perform ChatCompletions, not streamed."""
        params = request.params
        if params["Model"] not in MODELS:
            raise invalid_parameter("Model", f"it must be one of {MODELS}.")
        messages = params["Messages"]
        if not 0 < len(messages) <= MOST_MESSAGES or messages[-1].get("Role") != "user":
            raise invalid_parameter("Messages", "1 to 11, the last of them the user's.")
        known = {each.get("Key"): each.get("Value") for each in params.get("Metadata", ())}
        if "topic_id" in known:
            self.state.topic(known["topic_id"], known.get("topic_region", request.region))
        content = f"```sql\n{_query(messages[-1].get('Content', ''))}\n```"
        message = {"Role": "assistant", "Content": content, "ReasoningContent": ""}
        return {
            "Created": int(self.state.clock.seconds()),
            "Id": self.state.identifiers.uuid(),
            "Model": params["Model"],
            "Choices": [{"Index": 0, "FinishReason": "stop", "Message": message}],
            "Usage": {"PromptTokens": 0, "CompletionTokens": 0, "TotalTokens": 0},
        }


def _query(asked: str) -> str:
    words = asked.lower()

    def says(some: tuple[str, ...]) -> bool:
        return any(each in words for each in some)

    found = "level:ERROR" if says(_ERRORS) else "level:WARN" if says(_WARNINGS) else "*"
    if says(_BY_SERVICE):
        return f"{found} | select service, count(*) as n group by service order by n desc"
    if says(_HOURLY):
        hour = "time_series(__TIMESTAMP__, '1h', '%Y-%m-%d %H:%i', '0')"
        return f"{found} | select {hour} as hour, count(*) as n group by hour order by hour"
    return f"{found} | select count(*) as n" if says(_COUNTS) else found
