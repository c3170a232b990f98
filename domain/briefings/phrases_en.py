"""The sentences of a briefing in English; `phrases.py` says what each one tells."""

from domain.briefings.phrases import AlarmWords, CapacityWords, Compared, Phrases
from domain.logs.gaps import Gap, Source, WhyUnread
from domain.monitoring.alarms import Severity
from domain.monitoring.metric_words import metric_words

_SEVERITIES = {
    Severity.CRITICAL: "Critical alarm",
    Severity.WARNING: "Alarm",
    Severity.INFO: "Minor alarm",
    Severity.UNKNOWN: "Ungraded alarm",
}
_SOURCES = {
    Source.LOG_TOPICS: "The list of log topics",
    Source.LOGS: "Log topic",
    Source.ALARMS: "Alarms",
    Source.METRICS: "Metrics",
    Source.EVENTS: "Our own events",
}
_METRICS = {
    "disk": "disk usage",
    "storage": "storage usage",
    "memory": "memory usage",
    "cpu": "CPU usage",
    "connections": "connections",
}
_PREFIXES = {"rollback": "Rollback", "task": "Task"}
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_BY_RULES = "this briefing was written by rules, straight from the data."
_WHY_RULES = {
    "not_configured": f"No language model is configured; {_BY_RULES}",
    "unreachable": f"The language model could not be reached; {_BY_RULES}",
    "rate_limited": f"The language model is rate limited; {_BY_RULES}",
    "too_slow": f"The language model did not answer in time; {_BY_RULES}",
    "refused": f"The language model's service refused us (check key and settings); {_BY_RULES}",
    "budget_spent": f"Today's budget for the language model is spent; {_BY_RULES}",
    "cut_off": f"The language model's answer stopped early and was not used; {_BY_RULES}",
    "unreadable": f"The language model's answer was malformed and was not used; {_BY_RULES}",
    "nothing_held": f"No sentence of the language model could be backed up; {_BY_RULES}",
}


class _English:
    """English as a colleague would say it."""

    def amount(self, count: int) -> str:
        return f"{count:,}"

    def rate(self, percent: float) -> str:
        if percent == 0:
            return "0%"
        if percent < 0.01:
            return "under 0.01%"
        return f"{percent:.{0 if percent >= 10 else 1 if percent >= 1 else 2}f}%"

    def moment(self, days_ago: int, month: int, day: int, clock: str) -> str:
        named = {0: "today", 1: "yesterday"}.get(days_ago, f"{_MONTHS[month - 1]} {day}")
        return f"{clock} {named}"

    def lines_of(self, pattern: str, count: int) -> str:
        return f"{pattern} {self._times(count)}"

    def _times(self, count: int) -> str:
        return "once" if count == 1 else f"{self.amount(count)} times"

    def volume(self, lines: Compared, errors: Compared, rate: float, rate_before: float) -> str:
        told = f"{_without_stop(self.lines(lines))}; {self.amount(errors.now)} of them errors"
        if not errors.now:
            told = f"{_without_stop(self.lines(lines))}; none of them errors"
        share = f", a rate of {self.rate(rate)}" if errors.now else ""
        return f"{told}{share}{self._rate_before(errors, rate_before)}."

    def lines(self, lines: Compared) -> str:
        noun = "log line" if lines.now == 1 else "log lines"
        return f"{self.amount(lines.now)} {noun}{self._against(lines)}."

    def errors(self, errors: Compared, rate: float, rate_before: float) -> str:
        noun = "error" if errors.now == 1 else "errors"
        told = f"{self.amount(errors.now)} {noun}, a rate of {self.rate(rate)}"
        told = told if errors.now else "No errors"
        return f"{told}{self._rate_before(errors, rate_before)}."

    def _against(self, count: Compared) -> str:
        if not count.before:
            return ""
        change = (count.now - count.before) / count.before
        if abs(change) < 0.05:
            return ", about as many as in the period before"
        if change >= 1:
            return f", {_times(count.now / count.before)} times the period before"
        more = "more" if change > 0 else "fewer"
        return f", {self.rate(abs(change) * 100)} {more} than in the period before"

    def _rate_before(self, errors: Compared, rate_before: float) -> str:
        if errors.before is None:
            return ""
        if errors.before == 0:
            return " against none before" if errors.now else ", as before"
        return f" against {self.rate(rate_before)} before"

    def no_lines(self) -> str:
        return "Not a single log line in this period; collection may have stopped."

    def new_error(self, pattern: str, count: int) -> str:
        return f"A new error: {pattern}, seen {self._times(count)}."

    def more_new_errors(self, kinds: int, example: str, count: int) -> str:
        if kinds == 1:
            return f"Another new error: {example}, seen {self._times(count)}."
        told = f"{kinds} more new errors; the most frequent is {example}"
        return f"{told}, {self._times(count)}."

    def new_lines(self, kinds: int, example: str, count: int) -> str:
        if kinds == 1:
            return f"A new kind of line: {example}, seen {self._times(count)}."
        return f"{kinds} new kinds of lines; the most frequent is {example}, {self._times(count)}."

    def grew(self, pattern: str, before: int, now: int) -> str:
        return f"{pattern} grew from {self.amount(before)} to {self.amount(now)}."

    def gone_error(self, kinds: int, example: str, before: int) -> str:
        if kinds == 1:
            return f"The error {example} is gone; before, it came {self._times(before)}."
        told = f"{kinds} kinds of errors are gone; the most frequent was {example}"
        return f"{told}, {self._times(before)}."

    def gone_lines(self, kinds: int, example: str, before: int) -> str:
        if kinds == 1:
            return f"The usual line {example} has stopped; before, it came {self._times(before)}."
        told = f"{kinds} usual kinds of lines have stopped; the most frequent was {example}"
        return f"{told}, {self._times(before)}."

    def top_errors(self, items: list[str]) -> str:
        return f"The most frequent errors: {'; '.join(items)}."

    def gap(self, gap: Gap) -> str:
        if gap.why is WhyUnread.NOTHING_VISIBLE:
            return "No searchable log topic is visible; check the account's rights."
        if gap.why is WhyUnread.TOO_MANY:
            return f"Only {gap.read} of {gap.there} log topics were read."
        what = f"{_SOURCES[gap.source]}{f' {gap.name}' if gap.name else ''} could not be read"
        if gap.why is WhyUnread.TOO_SLOW:
            return f"{what}: it took too long."
        return f"{what}{f': {_without_stop(gap.detail)}' if gap.detail else ''}."

    def unread(self, gap: str) -> str:
        return f"{_without_stop(gap)}; so this part is unknown."

    def firing(self, alarm: AlarmWords) -> str:
        told = f"{_SEVERITIES[alarm.severity]} {alarm.name}{self._on(alarm.target)}"
        if not alarm.sure:
            often = f" fired {alarm.times} times, last" if alarm.times > 1 else " fired"
            told += f"{often} at {alarm.since}"
            return f"{told}; whether it is over is not known. {self._handled(alarm.handled)}."
        often = f" fired {alarm.times} times and" if alarm.times > 1 else ""
        told += f"{often} has been firing since {alarm.since}{self._lasting(alarm.minutes)}"
        return f"{told}. {self._handled(alarm.handled)}."

    def recovered(self, alarm: AlarmWords) -> str:
        times = f"fired {alarm.times} times and is over" if alarm.times > 1 else "is over"
        told = f"{_SEVERITIES[alarm.severity]} {alarm.name}{self._on(alarm.target)} {times}"
        return f"{told}. {self._handled(alarm.handled)}."

    def _on(self, target: str) -> str:
        return f" on {target}" if target else ""

    def _lasting(self, minutes: int | None) -> str:
        if minutes is None:
            return ""
        if minutes < 120:
            return f", {minutes} minutes by now"
        return f", about {round(minutes / 60)} hours by now"

    def _handled(self, handled: str) -> str:
        return f"Handling: {_without_stop(handled)}" if handled else "No handling on record"

    def more_alarms(self, firing: int, recovered: int, critical: int) -> str:
        told = [f"{firing} still firing"] if firing else []
        told += [f"{recovered} over"] if recovered else []
        told += [f"{critical} of them critical"] if critical else []
        return f"Other alarms: {', '.join(told)}."

    def happening(self, kind: str, text: str) -> str:
        prefix = f"{_PREFIXES[kind]}: " if kind in _PREFIXES else ""
        return f"{prefix}{_without_stop(text)}."

    def more_happenings(self, kind: str, count: int, briefs: list[str]) -> str:
        noun = {
            "broadcast": "thing needs you" if count == 1 else "things need you",
            "rollback": "rollback" if count == 1 else "rollbacks",
            "task": "task message" if count == 1 else "task messages",
        }
        if not briefs:
            return f"{count} more {noun[kind]}; see the evidence."
        rest = ", and more" if count > len(briefs) else ""
        return f"{count} more {noun[kind]}: {'; '.join(briefs)}{rest}."

    def capacity(self, warning: CapacityWords) -> str:
        told = f"{warning.name} is at {warning.value}"
        if warning.days < 1:
            return f"{told} and reaches its limit of {warning.limit} in less than a day."
        unit = "day" if warning.days == 1 else "days"
        told += f" and reaches its limit of {warning.limit} in about {warning.days} {unit}"
        if warning.high is None:
            return f"{told} ({warning.low} at the earliest)."
        if warning.low == warning.high:
            return f"{told}."
        return f"{told} (between {warning.low} and {warning.high})."

    def more_capacity(self, count: int) -> str:
        noun = "capacity warning" if count == 1 else "capacity warnings"
        return f"{count} more {noun}; see the chart."

    def untold(self, count: int) -> str:
        told = (
            "One more item is not read out"
            if count == 1
            else f"{count} more items are not read out"
        )
        return f"{told}; the text and the web page have {'it' if count == 1 else 'them'}."

    def metric(self, name: str) -> str:
        return metric_words(name, _METRICS)

    def brief_rate(self, rate: float, before: float) -> str:
        return f"the error rate rose from {self.rate(before)} to {self.rate(rate)}"

    def brief_steady_rate(self, rate: float) -> str:
        return f"an error rate of {self.rate(rate)}"

    def brief_new_errors(self, kinds: int) -> str:
        return f"{kinds} new kinds of errors appeared" if kinds > 1 else "a new error appeared"

    def brief_volume(self, times: float) -> str:
        return f"log volume is {_times(times)} times what it was"

    def brief_alarm(self, name: str) -> str:
        return f"alarm {name} is not over"

    def brief_capacity(self, name: str, days: int) -> str:
        if days < 1:
            return f"{name} is full in less than a day"
        return f"{name} is full in about {days} {'day' if days == 1 else 'days'}"

    def brief_counts(self, kind: str, count: int) -> str:
        if count == 0:
            return {"recovered": "no alarms", "lines": "no log lines"}[kind]
        words = {
            "lines": f"{self.amount(count)} log lines",
            "recovered": "one alarm, now over" if count == 1 else f"{count} alarms, all over",
            "rollback": "one rollback was made" if count == 1 else f"{count} rollbacks were made",
            "task": "a task has news" if count == 1 else f"tasks have {count} pieces of news",
        }
        return words[kind]

    def must(self, count: int, briefs: list[str]) -> str:
        if count == 1:
            return f"One thing needs you: {briefs[0]}."
        rest = ", and more" if count > len(briefs) else ""
        return f"{count} things need you: {'; '.join(briefs)}{rest}."

    def worth_a_look(self, briefs: list[str], *, all_read: bool) -> str:
        told = f"worth a look: {'; '.join(briefs)}."
        return f"Nothing is urgent, but {told}" if all_read else _capital(told)

    def quiet(self, briefs: list[str], *, all_read: bool) -> str:
        told = f"{', '.join(briefs)}."
        if all_read:
            return f"A quiet day: {told}" if briefs else "There is no news for you."
        return f"What could be read: {told}" if briefs else "Good day or bad, nobody can say yet."

    def partly(self, headline: str, sources: int) -> str:
        what = "One source" if sources == 1 else f"{sources} sources"
        return f"{what} could not be read, so this is only part of the picture. {headline}"

    def sampled(self, mined: int, total: int) -> str:
        told = f"Patterns come from a sample of {self.amount(mined)} of {self.amount(total)} lines"
        return f"{told}, and so do their counts."

    def by_rules(self, why: str) -> str:
        return _WHY_RULES[why]

    def dropped(self, count: int) -> str:
        noun = "sentence" if count == 1 else "sentences"
        return f"{count} {noun} of the language model had no evidence and {_was(count)} left out."


def _was(count: int) -> str:
    return "was" if count == 1 else "were"


def _capital(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]


def _times(times: float) -> str:
    return f"{times:.1f}".removesuffix(".0")


def _without_stop(sentence: str) -> str:
    return sentence.rstrip("。.！!；; ")


ENGLISH: Phrases = _English()
