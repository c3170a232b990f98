"""The sentences of a briefing in Chinese; `phrases.py` says what each one tells."""

from domain.briefings.phrases import AlarmWords, CapacityWords, Compared, Phrases
from domain.logs.gaps import Gap, Source, WhyUnread
from domain.monitoring.alarms import Severity
from domain.monitoring.metric_words import metric_words

_SEVERITIES = {
    Severity.CRITICAL: "严重告警",
    Severity.WARNING: "告警",
    Severity.INFO: "提示级告警",
    Severity.UNKNOWN: "未分级告警",
}
_SOURCES = {
    Source.LOG_TOPICS: "日志主题的清单",
    Source.LOGS: "日志主题",
    Source.ALARMS: "告警",
    Source.METRICS: "监控指标",
    Source.EVENTS: "本系统的事件",
}
_METRICS = {
    "disk": "磁盘用量",
    "storage": "存储用量",
    "memory": "内存用量",
    "cpu": "CPU 用量",
    "connections": "连接数",
}
_PREFIXES = {"rollback": "回滚", "task": "任务"}
_WHY_RULES = {
    "not_configured": "没有配置大模型，本简报由规则直接从数据写成。",
    "unreachable": "大模型没有连上，本简报由规则直接从数据写成。",
    "rate_limited": "大模型限流了，本简报由规则直接从数据写成。",
    "too_slow": "大模型没有在限定时间内回答，本简报由规则直接从数据写成。",
    "refused": "大模型服务拒绝了请求（密钥或设置需要检查），本简报由规则直接从数据写成。",
    "budget_spent": "今天的大模型额度已用完，本简报由规则直接从数据写成。",
    "cut_off": "大模型的回答中途停止，不完整，没有采用；本简报由规则直接从数据写成。",
    "unreadable": "大模型的回答格式不对，没有采用；本简报由规则直接从数据写成。",
    "nothing_held": "大模型的回答没有一句能找到依据，没有采用；本简报由规则直接从数据写成。",
}


class _Chinese:
    """Chinese as a colleague would say it."""

    def amount(self, count: int) -> str:
        return f"{count:,}"

    def rate(self, percent: float) -> str:
        if percent == 0:
            return "0%"
        if percent < 0.01:
            return "不到 0.01%"
        return f"{percent:.{0 if percent >= 10 else 1 if percent >= 1 else 2}f}%"

    def moment(self, days_ago: int, month: int, day: int, clock: str) -> str:
        named = {0: "今天", 1: "昨天"}.get(days_ago, f"{month}月{day}日")
        return f"{named} {clock}"

    def lines_of(self, pattern: str, count: int) -> str:
        return f"{pattern}{self.amount(count)} 次"

    def volume(self, lines: Compared, errors: Compared, rate: float, rate_before: float) -> str:
        among = "其中" if errors.now else ""
        told = f"{_without_stop(self.lines(lines))}；{among}"
        return told + self.errors(errors, rate, rate_before)

    def lines(self, lines: Compared) -> str:
        return f"共 {self.amount(lines.now)} 行日志{self._against(lines)}。"

    def errors(self, errors: Compared, rate: float, rate_before: float) -> str:
        told = f"错误 {self.amount(errors.now)} 行，错误率 {self.rate(rate)}"
        told = told if errors.now else "没有错误"
        return f"{told}{self._rate_before(errors, rate_before)}。"

    def _against(self, count: Compared) -> str:
        if not count.before:
            return ""
        change = (count.now - count.before) / count.before
        if abs(change) < 0.05:
            return "，与前一时段相当"
        if change >= 1:
            return f"，是前一时段的 {_times(count.now / count.before)} 倍"
        return f"，比前一时段{'多' if change > 0 else '少'} {self.rate(abs(change) * 100)}"

    def _rate_before(self, errors: Compared, rate_before: float) -> str:
        if errors.before is None:
            return ""
        if errors.before == 0:
            return "，前一时段没有错误" if errors.now else "，前一时段也没有"
        return f"，前一时段是 {self.rate(rate_before)}"

    def no_lines(self) -> str:
        return "这段时间一行日志都没有，可能是采集中断了。"

    def new_error(self, pattern: str, count: int) -> str:
        return f"新出现的错误：{pattern}，共 {self.amount(count)} 次。"

    def more_new_errors(self, kinds: int, example: str, count: int) -> str:
        told = f"另有 {kinds} 种新错误" if kinds > 1 else "另有一种新错误"
        return f"{told}{'，最多的是' if kinds > 1 else '：'}{example}，共 {self.amount(count)} 次。"

    def new_lines(self, kinds: int, example: str, count: int) -> str:
        if kinds == 1:
            return f"新出现一种日志：{example}，共 {self.amount(count)} 行。"
        return f"新出现 {kinds} 种日志，最多的是{example}，共 {self.amount(count)} 行。"

    def grew(self, pattern: str, before: int, now: int) -> str:
        return f"{pattern}从 {self.amount(before)} 次增加到 {self.amount(now)} 次。"

    def gone_error(self, kinds: int, example: str, before: int) -> str:
        if kinds == 1:
            return f"错误{example}不再出现，前一时段有 {self.amount(before)} 次。"
        told = f"有 {kinds} 种错误不再出现，最多的是{example}"
        return f"{told}，前一时段有 {self.amount(before)} 次。"

    def gone_lines(self, kinds: int, example: str, before: int) -> str:
        if kinds == 1:
            return f"平时会有的日志{example}不见了，前一时段有 {self.amount(before)} 行。"
        told = f"有 {kinds} 种平时会有的日志不见了，最多的是{example}"
        return f"{told}，前一时段有 {self.amount(before)} 行。"

    def top_errors(self, items: list[str]) -> str:
        return f"出现最多的错误：{'；'.join(items)}。"

    def gap(self, gap: Gap) -> str:
        if gap.why is WhyUnread.NOTHING_VISIBLE:
            return "看不到可以检索的日志主题，请检查账号的权限。"
        if gap.why is WhyUnread.TOO_MANY:
            return f"日志主题有 {gap.there} 个，只读了 {gap.read} 个。"
        what = f"{_SOURCES[gap.source]}{f' {gap.name} ' if gap.name else ''}"
        if gap.why is WhyUnread.TOO_SLOW:
            return f"{what}没有读到：用时太长。"
        return f"{what}没有读到{f'（{_without_stop(gap.detail)}）' if gap.detail else ''}。"

    def unread(self, gap: str) -> str:
        return f"{_without_stop(gap)}，这部分情况不明。"

    def firing(self, alarm: AlarmWords) -> str:
        told = f"{_SEVERITIES[alarm.severity]}{alarm.name}{self._on(alarm.target)}"
        if alarm.times > 1:
            told += f"触发了 {alarm.times} 次，"
        if not alarm.sure:
            told += f"{alarm.since} 触发，是否恢复不明，请确认"
        else:
            told += f"自{alarm.since} 起仍未恢复{self._lasting(alarm.minutes)}"
        return f"{told}；{self._handled(alarm.handled)}。"

    def recovered(self, alarm: AlarmWords) -> str:
        times = f"触发了 {alarm.times} 次，都已恢复" if alarm.times > 1 else "已经恢复"
        told = f"{_SEVERITIES[alarm.severity]}{alarm.name}{self._on(alarm.target)}{times}"
        return f"{told}；{self._handled(alarm.handled)}。"

    def _on(self, target: str) -> str:
        return f"（{target}）" if target else ""

    def _lasting(self, minutes: int | None) -> str:
        if minutes is None:
            return ""
        if minutes < 120:
            return f"，已有 {minutes} 分钟"
        return f"，已约 {round(minutes / 60)} 小时"

    def _handled(self, handled: str) -> str:
        return f"处理：{_without_stop(handled)}" if handled else "还没有处理记录"

    def more_alarms(self, firing: int, recovered: int, critical: int) -> str:
        told = [f"{firing} 条未恢复"] if firing else []
        told += [f"{recovered} 条已恢复"] if recovered else []
        told += [f"其中 {critical} 条严重"] if critical else []
        return f"其余告警：{'，'.join(told)}。"

    def happening(self, kind: str, text: str) -> str:
        prefix = f"{_PREFIXES[kind]}：" if kind in _PREFIXES else ""
        return f"{prefix}{_without_stop(text)}。"

    def more_happenings(self, kind: str, count: int, briefs: list[str]) -> str:
        what = {
            "broadcast": f"还有 {count} 件事需要你处理",
            "rollback": f"还有 {count} 次回滚",
            "task": f"还有 {count} 条任务消息",
        }
        if not briefs:
            return f"{what[kind]}，详见依据。"
        rest = "等" if count > len(briefs) else ""
        return f"{what[kind]}：{'；'.join(briefs)}{rest}。"

    def capacity(self, warning: CapacityWords) -> str:
        told = f"{warning.name} 已到 {warning.value}"
        if warning.days < 1:
            return f"{told}，不到一天就会到上限 {warning.limit}。"
        told += f"，照现在的速度约 {warning.days} 天后到上限 {warning.limit}"
        if warning.high is None:
            return f"{told}（最早 {warning.low} 天）。"
        if warning.low == warning.high:
            return f"{told}。"
        return f"{told}（{warning.low} 到 {warning.high} 天之间）。"

    def more_capacity(self, count: int) -> str:
        return f"另有 {count} 项容量预警，详见图表。"

    def untold(self, count: int) -> str:
        return f"另有 {count} 条未念，文字版和网页版简报里都有。"

    def metric(self, name: str) -> str:
        return metric_words(name, _METRICS)

    def brief_rate(self, rate: float, before: float) -> str:
        return f"错误率从 {self.rate(before)} 升到 {self.rate(rate)}"

    def brief_steady_rate(self, rate: float) -> str:
        return f"错误率 {self.rate(rate)}"

    def brief_new_errors(self, kinds: int) -> str:
        return f"出现 {kinds} 种新错误" if kinds > 1 else "出现一种新错误"

    def brief_volume(self, times: float) -> str:
        return f"日志量是前一时段的 {_times(times)} 倍"

    def brief_alarm(self, name: str) -> str:
        return f"告警{name}未恢复"

    def brief_capacity(self, name: str, days: int) -> str:
        return f"{name} 约 {days} 天后到上限" if days else f"{name} 不到一天就到上限"

    def brief_counts(self, kind: str, count: int) -> str:
        if count == 0:
            return {"recovered": "没有告警", "lines": "没有日志"}[kind]
        words = {
            "lines": f"日志 {self.amount(count)} 行",
            "recovered": f"{count} 条告警都已恢复",
            "rollback": f"做了 {count} 次回滚",
            "task": f"任务有 {count} 条消息",
        }
        return words[kind]

    def must(self, count: int, briefs: list[str]) -> str:
        if count == 1:
            return f"有一件事需要你处理：{briefs[0]}。"
        rest = "等" if count > len(briefs) else ""
        return f"有 {count} 件事需要你处理：{'；'.join(briefs)}{rest}。"

    def worth_a_look(self, briefs: list[str], *, all_read: bool) -> str:
        told = f"值得看一眼：{'；'.join(briefs)}。"
        return f"没有必须马上处理的事，但{told}" if all_read else told

    def quiet(self, briefs: list[str], *, all_read: bool) -> str:
        told = f"{'，'.join(briefs)}。"
        if all_read:
            return f"平静的一天：{told}" if briefs else "没有需要告诉你的新情况。"
        return f"读到的部分：{told}" if briefs else "今天是好是坏，还说不准。"

    def partly(self, headline: str, sources: int) -> str:
        what = "有一处" if sources == 1 else f"有 {sources} 处"
        return f"{what}数据没有读到，下面只是一部分情况。{headline}"

    def sampled(self, mined: int, total: int) -> str:
        told = f"日志共 {self.amount(total)} 行，模式是从其中 {self.amount(mined)} 行的抽样里归纳的"
        return f"{told}，次数是抽样中的次数。"

    def by_rules(self, why: str) -> str:
        return _WHY_RULES[why]

    def dropped(self, count: int) -> str:
        return f"大模型有 {count} 句话找不到依据，已去掉。"


def _times(times: float) -> str:
    return f"{times:.1f}".removesuffix(".0")


def _without_stop(sentence: str) -> str:
    return sentence.rstrip("。.！!；; ")


CHINESE: Phrases = _Chinese()
