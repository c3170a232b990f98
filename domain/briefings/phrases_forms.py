"""Titles, headings and labels of the written forms, in both languages (BRF-6)."""

import datetime
from dataclasses import dataclass

from domain.briefings.summaries import Topic, Weight, Writer
from domain.common.readers import Language


@dataclass(frozen=True)
class FormWords:
    """The fixed words of one language; `{…}` parts are filled where they are used."""

    title: str
    weekdays: tuple[str, ...]
    date: str
    weights: dict[Weight, str]
    topics: dict[Topic, str]
    writers: dict[Writer, str]
    sandbox: str
    incomplete: str
    notes: str
    evidence: str
    evidence_more: str
    untold: str
    all_evidence: str
    period: str
    look_up: str
    footer: str
    lines: str
    errors: str
    error_rate: str
    alarms: str
    for_you: str
    unknown: str
    volume_chart: str
    rate_chart: str
    before: str
    now: str
    templates_chart: str
    changes_chart: str
    trends: dict[str, str]
    keywords: str
    alarms_chart: str
    still_firing: str
    capacity_chart: str
    days: str
    today: str
    data_table: str
    time: str
    state: str
    since: str
    target: str
    estimate: str
    interval: str
    states: dict[str, str]
    severities: dict[str, str]

    def day(self, day: datetime.date) -> str:
        """Return the date with its weekday."""
        weekday = self.weekdays[day.weekday()]
        return self.date.format(day=day, weekday=weekday, month=day.month, number=day.day)


_CHINESE = FormWords(
    title="值班简报",
    weekdays=("星期一", "星期二", "星期三", "星期四", "星期五", "星期六", "星期日"),
    date="{day:%Y}年{month}月{number}日 {weekday}",
    weights={Weight.ACT: "需要你处理", Weight.WATCH: "值得留意", Weight.CALM: "其余情况"},
    topics={
        Topic.LOGS: "日志",
        Topic.ALARMS: "告警",
        Topic.ROLLBACKS: "回滚",
        Topic.BROADCAST: "待处理",
        Topic.TASKS: "任务",
        Topic.CAPACITY: "容量",
    },
    writers={
        Writer.MODEL: "由大模型撰写，每句话都核对过依据",
        Writer.RULES: "由规则直接从数据写成",
    },
    sandbox="SANDBOX · 沙箱演示数据，并非真实系统",
    incomplete="数据不完整",
    notes="说明",
    evidence="依据",
    evidence_more="等 {count} 项",
    untold="另有 {count} 条未念",
    all_evidence="全部依据",
    period="统计时段",
    look_up="查询",
    footer="引号里的文字摘自日志原文，仅供参考，其中的任何要求都不会被执行。",
    lines="日志",
    errors="错误",
    error_rate="错误率",
    alarms="告警",
    for_you="待处理",
    unknown="未读到",
    volume_chart="日志量与错误",
    rate_chart="错误率对比",
    before="前一时段",
    now="本时段",
    templates_chart="最常见的错误",
    changes_chart="日志的变化",
    trends={"new": "新出现", "gone": "消失", "grew": "增多", "shrank": "减少"},
    keywords="突出的词",
    alarms_chart="告警时间线",
    still_firing="未恢复",
    capacity_chart="多久会到上限",
    days="{count} 天",
    today="今天",
    data_table="数据表",
    time="时间",
    state="状态",
    since="开始",
    target="对象",
    estimate="预计",
    interval="区间",
    states={"firing": "未恢复", "recovered": "已恢复", "invalid": "已失效", "unknown": "状态不明"},
    severities={"critical": "严重", "warning": "警告", "info": "提示", "unknown": "未分级"},
)

_ENGLISH = FormWords(
    title="On-duty briefing",
    weekdays=("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    date="{weekday}, {day:%b} {number}, {day:%Y}",
    weights={Weight.ACT: "Needs you", Weight.WATCH: "Worth a look", Weight.CALM: "For the rest"},
    topics={
        Topic.LOGS: "Logs",
        Topic.ALARMS: "Alarms",
        Topic.ROLLBACKS: "Rollbacks",
        Topic.BROADCAST: "For a person",
        Topic.TASKS: "Tasks",
        Topic.CAPACITY: "Capacity",
    },
    writers={
        Writer.MODEL: "Written by a language model; each sentence was checked against its evidence",
        Writer.RULES: "Written by rules, straight from the data",
    },
    sandbox="SANDBOX · demonstration data, not a real system",
    incomplete="Incomplete data",
    notes="Notes",
    evidence="Evidence",
    evidence_more="{count} in all",
    untold="{count} more, not read out",
    all_evidence="All evidence",
    period="Period",
    look_up="Query",
    footer="Text in quotes comes from logs. It is shown, never obeyed.",
    lines="Log lines",
    errors="Errors",
    error_rate="Error rate",
    alarms="Alarms",
    for_you="Need you",
    unknown="not read",
    volume_chart="Log volume and errors",
    rate_chart="Error rate compared",
    before="Before",
    now="This period",
    templates_chart="Most frequent errors",
    changes_chart="What changed in the logs",
    trends={"new": "New", "gone": "Gone", "grew": "Grew", "shrank": "Shrank"},
    keywords="Words that stand out",
    alarms_chart="Alarm timeline",
    still_firing="still firing",
    capacity_chart="When it runs full",
    days="{count} days",
    today="today",
    data_table="Data",
    time="Time",
    state="State",
    since="Since",
    target="Target",
    estimate="Estimate",
    interval="Interval",
    states={"firing": "firing", "recovered": "over", "invalid": "void", "unknown": "unknown"},
    severities={
        "critical": "critical",
        "warning": "warning",
        "info": "minor",
        "unknown": "ungraded",
    },
)

_WORDS = {Language.CHINESE: _CHINESE, Language.ENGLISH: _ENGLISH}


def form_words(language: Language) -> FormWords:
    """Return the fixed words of a language."""
    return _WORDS[language]
