"""Lines and analyses in the form of the API's replies."""

import json
from collections.abc import Mapping
from typing import Any

from sandbox.tencent.cls.cql import parse
from sandbox.tencent.cls.lines import LogLine
from sandbox.tencent.cls.matching import keys_of
from sandbox.tencent.cls.questions import Question
from sandbox.tencent.cls.sql import Analysis
from sandbox.tencent.cls.state import Topic


def log_info(topic: Topic, line: LogLine, question: Question) -> dict[str, Any]:
    """Return one line of `Results`."""
    return {
        "Time": line.time,
        "TopicId": topic.topic_id,
        "TopicName": topic.name,
        "Source": line.source,
        "FileName": line.file_name,
        "HostName": line.host_name,
        "PkgId": line.package,
        "PkgLogId": str(line.number),
        "LogJson": line.as_json(),
        "RawLog": "",
        "IndexStatus": "",
        "HighLights": _highlights(line, question) if question.highlight else None,
    }


def _highlights(line: LogLine, question: Question) -> list[dict[str, Any]]:
    keys = keys_of(parse(question.condition, question.syntax))
    values = {key: line.value(key) for key in sorted(keys)}
    return [{"Key": key, "Values": [value]} for key, value in values.items() if value is not None]


def analysis_reply(analysis: Analysis, *, new_form: bool) -> Mapping[str, Any]:
    """Return an analysis as records and columns, or in the old form as names and texts."""
    names = [column.name for column in analysis.columns]
    reply: dict[str, Any] = {
        "Context": "",
        "ListOver": True,
        "Analysis": True,
        "Results": None,
    }
    if new_form:
        rows = [dict(zip(names, row, strict=True)) for row in analysis.rows]
        reply["AnalysisRecords"] = [json.dumps(row, ensure_ascii=False) for row in rows]
        reply["Columns"] = [{"Name": each.name, "Type": each.type} for each in analysis.columns]
        return reply
    reply["ColNames"] = names
    reply["AnalysisResults"] = [
        {
            "Data": [
                {"Key": key, "Value": _text(value)} for key, value in zip(names, row, strict=True)
            ]
        }
        for row in analysis.rows
    ]
    return reply


def _text(value: object) -> str:
    return "null" if value is None else str(value)
