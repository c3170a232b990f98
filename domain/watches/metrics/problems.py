"""Why a number could not be read, in both languages."""

from enum import StrEnum

from domain.common.quoting import inert, plain
from domain.common.readers import Language


class MetricProblem(StrEnum):
    """What kind of failure it was; the wire name of a reason."""

    NOT_JSON = "not_json"
    NO_NUMBER = "no_number"  # something was found that is no number
    BAD_PATH = "bad_path"  # the JMESPath cannot be read
    BAD_QUERY = "bad_query"
    NOT_FOUND = "not_found"
    SEVERAL_SERIES = "several_series"  # the rule looks back on one
    TOO_MANY_SERIES = "too_many_series"
    CREDENTIALS = "credentials"
    THROTTLED = "throttled"
    UNAVAILABLE = "unavailable"
    REFUSED = "refused"
    CONFIGURATION = "configuration"
    TOO_COSTLY = "too_costly"  # finding the number had to be ended
    WAITING = "waiting"  # too many readings of the same owner wait for their turn


class MetricUnreadable(Exception):
    """A number could not be read.

    Attributes:
        problem: which kind.
        detail: what was found instead, or the source's own words; untrusted, may be empty.
    """

    def __init__(self, problem: MetricProblem, detail: str = "") -> None:
        super().__init__(f"{problem}: {detail}" if detail else problem.value)
        self.problem = problem
        self.detail = detail


_SENTENCES = {
    Language.CHINESE: {
        MetricProblem.NOT_JSON: "回答不是可以读的 JSON",
        MetricProblem.NO_NUMBER: "找到的内容不是数字",
        MetricProblem.BAD_PATH: "json_path 不是有效的 JMESPath 表达式",
        MetricProblem.BAD_QUERY: "数据源拒绝了这个查询，请检查查询语句和名称",
        MetricProblem.NOT_FOUND: "数据源中没有这个对象",
        MetricProblem.SEVERAL_SERIES: "返回了多个序列，而这条规则要与过去比较，只能看一个序列",
        MetricProblem.TOO_MANY_SERIES: "返回的序列太多",
        MetricProblem.CREDENTIALS: "凭据被拒绝，需要管理员检查设置",
        MetricProblem.THROTTLED: "请求太多，被限流",
        MetricProblem.UNAVAILABLE: "数据源没有正常回答",
        MetricProblem.REFUSED: "数据源拒绝了请求",
        MetricProblem.CONFIGURATION: "任务的配置已不能使用",
        MetricProblem.TOO_COSTLY: "json_path 的计算超出了时间或内存上限，已被中止，请简化表达式",
        MetricProblem.WAITING: "你的其他任务还在读取，这次没有轮到，请减少任务或加大间隔",
    },
    Language.ENGLISH: {
        MetricProblem.NOT_JSON: "the answer is no JSON that can be read",
        MetricProblem.NO_NUMBER: "what was found is no number",
        MetricProblem.BAD_PATH: "json_path is no valid JMESPath expression",
        MetricProblem.BAD_QUERY: "the source refused the query; check it and its names",
        MetricProblem.NOT_FOUND: "the source has no such object",
        MetricProblem.SEVERAL_SERIES: "it gave several series, but this rule compares with the "
        "past and can see only one",
        MetricProblem.TOO_MANY_SERIES: "it gave too many series",
        MetricProblem.CREDENTIALS: "the credentials were refused; an operator must check them",
        MetricProblem.THROTTLED: "there were too many requests",
        MetricProblem.UNAVAILABLE: "the source did not answer as it should",
        MetricProblem.REFUSED: "the source refused the request",
        MetricProblem.CONFIGURATION: "the task's configuration can no longer be used",
        MetricProblem.TOO_COSTLY: "evaluating json_path exceeded the time or memory limit and was "
        "ended; simplify the expression",
        MetricProblem.WAITING: "your other sources were still being read; run fewer tasks or "
        "choose longer intervals",
    },
}


def sentence_of(problem: MetricProblem, detail: str, language: Language) -> str:
    """Return the reason in words, with what the source said, made harmless."""
    said = _SENTENCES[language][problem]
    if not detail:
        return said
    shown = inert(plain(detail))
    return f"{said}（{shown}）" if language is Language.CHINESE else f"{said} ({shown})"


def trouble(place: str, why: str, language: Language) -> str:
    """Say that a place could not be read, and why."""
    if language is Language.CHINESE:
        return f"没有从 {plain(place)} 读到数值：{why}。"
    return f"No value could be read from {plain(place)}: {why}."
