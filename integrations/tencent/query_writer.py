"""The `QueryWriter` port on the assistant of CLS (ChatCompletions, `text2sql`)."""

import re
from dataclasses import dataclass

from domain.common.errors import Rejected, Unavailable
from domain.common.messages import Called, message
from domain.logs.logs import LogTopic
from integrations.tencent.calls import TencentCalls

_MODEL = "text2sql"
_REFUSED = "sensitive"
_FENCED = re.compile(r"```[a-zA-Z]*\n?(.*?)```", re.DOTALL)


@dataclass(frozen=True)
class TencentQueryWriter:
    """Asks the log service itself, which knows the index of the topic."""

    calls: TencentCalls

    async def query_for(self, words: str, topic: LogTopic) -> str:
        """Return CQL, perhaps with SQL, for what somebody asks in their own words."""
        region = topic.region or self.calls.access.region
        answer = await self.calls.call(
            "cls",
            "ChatCompletions",
            {
                "Model": _MODEL,
                "Messages": [{"Role": "user", "Content": words}],
                "Stream": False,
                "Metadata": [
                    {"Key": "topic_id", "Value": topic.id},
                    {"Key": "topic_region", "Value": region},
                ],
            },
            region=region,
        )
        choices = answer.get("Choices")
        if not isinstance(choices, list) or not choices:
            raise Unavailable(message("tencent.nonsense", action=Called("ChatCompletions")))
        if choices[0].get("FinishReason") == _REFUSED:
            raise Rejected(message("log_question.refused"))
        return _query_in(str((choices[0].get("Message") or {}).get("Content") or ""))


def _query_in(text: str) -> str:
    """Return the query without the fence that a model may put around it, on one line."""
    fenced = _FENCED.search(text)
    return " ".join((fenced.group(1) if fenced else text).split())
