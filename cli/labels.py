"""Labels and short sentences around incidents, repairs and controls, in the reader's language.

With `--json` nothing of this is said: programs get names.
"""

from collections.abc import Sequence

from application.common.wording import Localizer
from domain.common.messages import message
from domain.common.readers import Language

LABELS: dict[Language, dict[str, str]] = {
    Language.ENGLISH: {
        "id": "id",
        "workload": "workload",
        "fault": "fault",
        "state": "state",
        "score": "score",
        "tried": "tried",
        "opened": "opened",
        "doing": "doing",
        "field": "field",
        "value": "value",
        "waits_for": "waits for",
        "until": "until",
        "missing": "missing",
        "alerts": "alerts",
        "newest_alert": "newest alert",
        "asked_by": "asked for by",
        "question": "question",
        "called": "person called",
        "taken": "taken over by",
        "policy": "policy",
        "workflow": "workflow",
        "number": "number",
        "unit": "unit",
        "action": "action",
        "verified": "verified",
        "false_fixes": "came back",
        "failed": "failed",
        "unclear": "unclear",
        "kind": "kind",
        "name": "name",
        "covers": "covers",
        "start": "start",
        "end": "end",
        "again": "again",
        "by": "by",
        "reason": "reason",
        "outcome": "outcome",
        "address": "address",
        "repairable": "repairable",
        "watchable": "watchable",
        "title": "title",
        "yes": "yes",
        "no": "no",
        "no_data": "no data",
    },
    Language.CHINESE: {
        "id": "编号",
        "workload": "工作负载",
        "fault": "故障",
        "state": "状态",
        "score": "评分",
        "tried": "已尝试",
        "opened": "开始",
        "doing": "正在做",
        "field": "项目",
        "value": "内容",
        "waits_for": "等待",
        "until": "最晚到",
        "missing": "缺少",
        "alerts": "告警次数",
        "newest_alert": "最新告警",
        "asked_by": "要求人",
        "question": "待批准",
        "called": "已找人",
        "taken": "接手人",
        "policy": "策略",
        "workflow": "工作流",
        "number": "指标",
        "unit": "单位",
        "action": "动作",
        "verified": "验证通过",
        "false_fixes": "复发",
        "failed": "无效",
        "unclear": "不明",
        "kind": "种类",
        "name": "名称",
        "covers": "范围",
        "start": "开始",
        "end": "结束",
        "again": "重复",
        "by": "设置人",
        "reason": "原因",
        "outcome": "结果",
        "address": "地址",
        "repairable": "可修复",
        "watchable": "可只看",
        "title": "标题",
        "yes": "是",
        "no": "否",
        "no_data": "没有数据",
    },
}

PHRASES: dict[Language, dict[str, str]] = {
    Language.ENGLISH: {
        "more": "More: --before {before}, all else unchanged.",
        "ladder": "The ladder:",
        "untried": "nothing was tried so far",
        "passed_over": "passed over: {what}",
        "scored": "{total} ({band}, {attempts} attempts)",
        "at": "{at} ({reason})",
        "calling": "being called ({reason})",
        "unreached": "could not reach anybody since {at} ({reason}); calling goes on",
        "nothing_waits": "Nothing waits for an answer.",
        "wish_of": "asked for by {by}",
        "wish_of_none": "proposed by Zhiban",
        "question": "{id}  {action} of {target}, {who}, until {until}",
        "answered": "{action} of {target}: {answer} by {by}.",
        "settled": "{action} of {target}: {answer}.",
        "begun": "Begun: {action} of {target}. {will}",
        "follow": "Follow it: zhiban incident watch {id}",
        "would_send": "{action} of {target} would send:",
        "nothing": "nothing",
        "undo": "To undo it: {undo}",
        "goal": "Goal: {goal}.",
        "approve?": "Approve {action} of {target}?",
        "do?": "Do exactly this: {action} of {target}?",
        "not_done": "Nothing was done.",
        "soon": "{sentence} Try again shortly.",
        "later": "{sentence} Try again in {seconds} s.",
        "need_writes": "Those that are not watchable need --enable-writes.",
    },
    Language.CHINESE: {
        "more": "还有更多：加上 --before {before}，其余不变。",
        "ladder": "阶梯：",
        "untried": "还没有尝试任何动作",
        "passed_over": "跳过：{what}",
        "scored": "{total}（{band}，最多 {attempts} 次）",
        "at": "{at}（{reason}）",
        "calling": "正在联系（{reason}）",
        "unreached": "自 {at} 起谁也没联系上（{reason}），会继续联系",
        "nothing_waits": "没有等待答复的问题。",
        "wish_of": "{by} 要求",
        "wish_of_none": "Zhiban 提出",
        "question": "{id}  {target}：{action}，{who}，{until} 前有效",
        "answered": "{target}：{action}，{answer}（{by}）。",
        "settled": "{target}：{action}，{answer}。",
        "begun": "已开始：{target}，{action}。{will}",
        "follow": "查看进展：zhiban incident watch {id}",
        "would_send": "{target}，{action}，将发送：",
        "nothing": "无",
        "undo": "撤回方法：{undo}",
        "goal": "目标：{goal}。",
        "approve?": "批准对 {target} 执行{action}吗？",
        "do?": "就这样对 {target} 执行{action}吗？",
        "not_done": "什么都没有做。",
        "soon": "{sentence}请稍后再试。",
        "later": "{sentence}请在 {seconds} 秒后再试。",
        "need_writes": "不能只看的需要加上 --enable-writes。",
    },
}


def heads(reader: Localizer, *names: str) -> Sequence[str]:
    """Return the heads of columns: entries of the catalogues."""
    return [reader.text(message(each)) for each in names]


def labels(language: Language, *names: str) -> Sequence[str]:
    """Return the heads of columns."""
    return [LABELS[language][name] for name in names]


def phrase(language: Language, name: str, **facts: object) -> str:
    """Return a sentence by its name."""
    return PHRASES[language][name].format(**facts)
