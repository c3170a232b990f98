"""What can be chosen in the fields of a task's form, and what it is called."""

from collections.abc import Iterable, Mapping

from domain.alerts.alerts import FaultClass
from domain.common.messages import Called, Message, message, named

_CHOICES: Mapping[str, Mapping[str, Message]] = {
    "on": {
        "change": message("task_form.trigger_change"),
        "keyword_appears": message("task_form.trigger_appears"),
        "keyword_disappears": message("task_form.trigger_disappears"),
        "number_crosses": message("task_form.trigger_crosses"),
        "unchanged": message("task_form.trigger_unchanged"),
    },
    "operator": {
        ">": message("task_form.above"),
        ">=": message("task_form.at_least"),
        "<": message("task_form.below"),
        "<=": message("task_form.at_most"),
        "=": message("task_form.equal"),
        "!=": message("task_form.not_equal"),
        "in_range": message("task_form.in_range"),
        "outside_range": message("task_form.outside_range"),
        "change_by": message("task_form.change_by"),
        "change_by_percent": message("task_form.change_by_percent"),
        "anomaly": message("task_form.anomaly"),
    },
    "decimal": {".": message("task_form.point"), ",": message("task_form.comma")},
    "direction": {
        "either": message("task_form.either"),
        "up": message("task_form.up"),
        "down": message("task_form.down"),
    },
    "sensitivity": {
        "low": message("task_form.low"),
        "medium": message("task_form.medium"),
        "high": message("task_form.high"),
    },
    "season": {
        "none": message("task_form.season_none"),
        "daily": message("task_form.season_daily"),
        "weekly": message("task_form.season_weekly"),
    },
    "policy": {
        "alert": message("task_form.gap_alert"),
        "ignore": message("task_form.gap_ignore"),
        "treat_as_ok": message("task_form.gap_ok"),
    },
    "severity": {
        "info": message("severity.info"),
        "warning": message("severity.warning"),
        "critical": message("severity.critical"),
    },
    "statistic": {
        "avg": message("task_form.average"),
        "max": message("task_form.maximum"),
        "min": message("task_form.minimum"),
    },
    "type": {
        "daily": message("task_form.daily"),
        "weekly": message("task_form.weekly"),
        "monthly": message("task_form.monthly"),
        "interval": message("task_form.steady"),
        "cron": message("task_form.by_cron"),
        "once": message("task_form.once"),
        "reminder": message("task_form.kind_reminder"),
        "news_digest": message("task_form.kind_news"),
        "log_report": message("task_form.kind_log_report"),
        "alert_sweep": message("task_form.kind_sweep"),
        "weather": message("task_form.kind_weather"),
        "tool": message("task_form.kind_tool"),
    },
    "source": {
        "metric": message("task_form.from_metric"),
        "http_json": message("task_form.from_json"),
        "prometheus": message("value.plain", value=Called("Prometheus")),
        "tencent_monitor": message("task_form.from_cloud"),
        "tencent_statistic": message("task_form.from_containers"),
        "cls": message("task_form.from_logs"),
    },
    "fault": {each.value: named(each) for each in FaultClass},
    "method": {
        "": message("task_form.tells_nobody"),
        "none": message("task_form.tells_nobody"),
        "email": message("task_form.mail"),
        "sms": message("task_form.sms"),
        "wecom": message("task_form.wecom"),
        "dingtalk": message("task_form.dingtalk"),
        "feishu": message("task_form.feishu"),
        "webhook": message("task_form.webhook"),
        "apprise": message("task_form.apprise"),
    },
    "weekdays": {
        name: message("schedule.weekday", n=number)
        for number, name in (
            (1, "mon"),
            (2, "tue"),
            (3, "wed"),
            (4, "thu"),
            (5, "fri"),
            (6, "sat"),
            (0, "sun"),
        )
    },
}
"""What can be chosen, by the last part of a field's path; others are shown as they are written."""


def choices_of(path: str, values: Iterable[str]) -> list[tuple[str, Message | str]]:
    """Return what can be chosen in a field, each with what it is called."""
    known = _CHOICES.get(path.rpartition(".")[2], {})
    return [(each, known.get(each, each)) for each in values]


METHODS = tuple(_CHOICES["method"])
WEEKDAYS = tuple(_CHOICES["weekdays"])
