"""Which fields a task's form has, in which order, and what they are called, for each type.

A test holds it to the schema: each value that a configuration may have stands here, or in
`NOT_ASKED` with its reason.
"""

from collections.abc import Mapping
from typing import Any

from api.tasks.form_fields import PREFIX, Ask, Field, Kind, field_of, source_kinds
from domain.common.messages import Called, message
from domain.schedules.actions import ScheduledActionKind as Action
from domain.schedules.schedules import Rhythm
from domain.tasks.tasks import TaskType
from domain.watches.metrics.options import Operator

NOTIFY = ("method", "target", "mentions")
"""Fields of one row of whom a task tells."""

NOT_ASKED = {
    "notification": "rows of their own",
    "check_interval_seconds": "minutes may be fractions",
    "interval_hours": "minutes say it",
    "message": "of an action that is only a word",
}
"""Values without a field of their own, and why."""

_WHERE = "source"
SOURCE = PREFIX + _WHERE
"""The field that says where a number comes from; what it is called in the form."""
_METRIC = "metric"


def _from(*sources: str) -> tuple[str, frozenset[str]]:
    return (SOURCE, frozenset(sources))


def _at(*rhythms: Rhythm) -> tuple[str, frozenset[str]]:
    return (PREFIX + "type", frozenset(each.value for each in rhythms))


def _for(*operators: Operator) -> tuple[str, frozenset[str]]:
    return (PREFIX + "operator", frozenset(each.value for each in operators))


def _does(*actions: Action) -> tuple[str, frozenset[str]]:
    return (PREFIX + "action.type", frozenset(each.value for each in actions))


_CSS = message("task_form.selection_css_hint")
_PAIRS = message("task_form.pairs_hint")
_CREDENTIAL = (message("task_form.credential"), message("task_form.credential_hint"))
_JSON_PATH = (
    message("task_form.json_path"),
    message("task_form.json_path_hint", example=Called("data.price")),
)
_REGION = (message("task_form.region"), message("task_form.region_hint"))
_MOMENT = message("task_form.moment_hint", example=Called("2026-12-01 08:30"))

_WATCH = (
    Ask(
        path="check_interval_minutes",
        label=message("task_form.every"),
        hint=message("task_form.every_hint", least=Called("0.17")),
    ),
)
_CARE = (
    Ask(path="failures_before_alert", label=message("task_form.failures"), folded=True),
    Ask(path="silent_after_periods", label=message("task_form.silent"), folded=True),
)
_PAGES = (
    Ask(
        path="urls",
        label=message("task_form.urls"),
        hint=message("task_form.urls_hint"),
        needed=True,
    ),
    Ask(
        path="keywords",
        label=message("task_form.keywords"),
        hint=message("task_form.keywords_hint"),
    ),
    Ask(path="number.operator", label=message("task_form.number_operator")),
    Ask(path="number.threshold", label=message("task_form.threshold")),
    Ask(path="selection.css", label=message("task_form.selection_css"), hint=_CSS),
    *_WATCH,
    Ask(path="on", label=message("task_form.on"), hint=message("task_form.on_hint"), folded=True),
    Ask(
        path="intent",
        label=message("task_form.intent"),
        hint=message("task_form.intent_hint"),
        folded=True,
    ),
    Ask(path="case_sensitive", label=message("task_form.case_sensitive"), folded=True),
    Ask(path="whole_words", label=message("task_form.whole_words"), folded=True),
    Ask(
        path="number.clear",
        label=message("task_form.number_clear"),
        hint=message("task_form.number_clear_hint"),
        folded=True,
    ),
    Ask(
        path="number.pattern",
        label=message("task_form.number_pattern"),
        hint=message("task_form.number_pattern_hint"),
        folded=True,
    ),
    Ask(path="number.decimal", label=message("task_form.number_decimal"), folded=True),
    Ask(path="unchanged_for_hours", label=message("task_form.unchanged"), folded=True),
    Ask(path="notify_first_sight", label=message("task_form.first_sight"), folded=True),
    Ask(
        path="selection.remove",
        label=message("task_form.selection_remove"),
        hint=message("task_form.selection_remove_hint"),
        folded=True,
    ),
    Ask(
        path="selection.xpath",
        label=message("task_form.selection_xpath"),
        hint=message("task_form.selection_xpath_hint"),
        folded=True,
    ),
    Ask(
        path="selection.json_path",
        label=_JSON_PATH[0],
        hint=_JSON_PATH[1],
        folded=True,
        kind=Kind.TEXT,
    ),
    Ask(path="selection.main_text", label=message("task_form.main_text"), folded=True),
    Ask(
        path="selection.ignore_lines",
        label=message("task_form.ignore_lines"),
        hint=message("task_form.ignore_lines_hint"),
        folded=True,
    ),
    Ask(
        path="selection.regex",
        label=message("task_form.selection_regex"),
        hint=message("task_form.selection_regex_hint"),
        folded=True,
    ),
    Ask(path="selection.sort_lines", label=message("task_form.sort_lines"), folded=True),
    Ask(path="selection.unique_lines", label=message("task_form.unique_lines"), folded=True),
    Ask(
        path="change_at_least_percent",
        label=message("task_form.least_percent"),
        hint=message("task_form.least_percent_hint"),
        folded=True,
    ),
    Ask(
        path="change_at_least_characters",
        label=message("task_form.least_characters"),
        hint=message("task_form.least_percent_hint"),
        folded=True,
    ),
    Ask(path="confirm_checks", label=message("task_form.confirm_checks"), folded=True),
    Ask(path="confirm_after_seconds", label=message("task_form.confirm_after"), folded=True),
    Ask(path="render", label=message("task_form.render"), folded=True),
    Ask(
        path="wait_for",
        label=message("task_form.wait_for"),
        hint=message("task_form.wait_for_hint"),
        folded=True,
        kind=Kind.TEXT,
    ),
    Ask(path="headers", label=message("task_form.headers"), hint=_PAIRS, folded=True),
    Ask(path="credential", label=_CREDENTIAL[0], hint=_CREDENTIAL[1], folded=True),
    Ask(path="timeout_seconds", label=message("task_form.timeout"), folded=True),
    *_CARE,
)

_SOURCES = (
    Ask(path=_WHERE, label=message("task_form.source"), switches=True, made=True),
    Ask(path=_METRIC, label=message("task_form.metric"), when=_from(_METRIC), needed=True),
    Ask(
        path="source.http_json.url",
        label=message("task_form.url_json"),
        when=_from("http_json"),
        kind=Kind.TEXT,
    ),
    Ask(
        path="source.http_json.json_path",
        label=_JSON_PATH[0],
        hint=_JSON_PATH[1],
        when=_from("http_json"),
        kind=Kind.TEXT,
    ),
    Ask(
        path="source.http_json.headers",
        label=message("task_form.headers"),
        hint=_PAIRS,
        when=_from("http_json"),
        folded=True,
    ),
    Ask(
        path="source.http_json.credential",
        label=_CREDENTIAL[0],
        hint=_CREDENTIAL[1],
        when=_from("http_json"),
        folded=True,
    ),
    Ask(
        path="source.prometheus.url",
        label=message("task_form.url_server"),
        when=_from("prometheus"),
        kind=Kind.TEXT,
    ),
    Ask(
        path="source.prometheus.query",
        label=message("task_form.query_prometheus"),
        hint=message("task_form.query_prometheus_hint"),
        when=_from("prometheus"),
    ),
    Ask(
        path="source.prometheus.credential",
        label=_CREDENTIAL[0],
        hint=_CREDENTIAL[1],
        when=_from("prometheus"),
        folded=True,
    ),
    *(
        Ask(
            path=f"source.{source}.{name}",
            label=label,
            hint=hint,
            when=_from(source),
            folded=folded,
            kind=kind,
        )
        for source, name, label, hint, folded, kind in (
            (
                "tencent_monitor",
                "namespace",
                message("task_form.namespace"),
                message("task_form.namespace_hint", example=Called("QCE/CVM")),
                False,
                None,
            ),
            ("tencent_monitor", "metric", message("task_form.metric_name"), None, False, None),
            (
                "tencent_monitor",
                "dimensions",
                message("task_form.dimensions"),
                _PAIRS,
                False,
                None,
            ),
            ("tencent_monitor", "period", message("task_form.period"), None, True, None),
            ("tencent_monitor", "statistic", message("task_form.statistic"), None, True, None),
            ("tencent_monitor", "region", *_REGION, True, None),
            (
                "tencent_statistic",
                "namespace",
                message("task_form.namespace"),
                message("task_form.namespace_hint", example=Called("QCE/TKE2")),
                False,
                None,
            ),
            ("tencent_statistic", "metric", message("task_form.metric_name"), None, False, None),
            (
                "tencent_statistic",
                "conditions",
                message("task_form.conditions"),
                message("task_form.conditions_hint"),
                False,
                Kind.CONDITIONS,
            ),
            ("tencent_statistic", "group", message("task_form.group"), None, True, Kind.WORDS),
            ("tencent_statistic", "period", message("task_form.period"), None, True, None),
            ("tencent_statistic", "region", *_REGION, True, None),
            (
                "cls",
                "topic_id",
                message("task_form.topic_id"),
                message("task_form.topic_hint"),
                False,
                None,
            ),
            (
                "cls",
                "query",
                message("task_form.query_logs"),
                message("task_form.query_logs_hint"),
                False,
                None,
            ),
            ("cls", "minutes", message("task_form.minutes_back"), None, False, None),
            ("cls", "region", *_REGION, True, None),
        )
    ),
)
_RANGES = _for(*(each for each in Operator if each.is_range))
_CHANGES = _for(*(each for each in Operator if each.is_change))
_LINES = _for(*(each for each in Operator if not each.is_range and each is not Operator.ANOMALY))
_CLEARS = _for(*(each for each in Operator if each.is_order or each.is_change))
_NUMBERS = (
    *_SOURCES,
    Ask(path="operator", label=message("task_form.operator"), switches=True),
    Ask(
        path="threshold",
        label=message("task_form.threshold"),
        hint=message("task_form.threshold_hint"),
        when=_LINES,
        needed=True,
    ),
    Ask(path="range.low", label=message("task_form.range_low"), when=_RANGES),
    Ask(path="range.high", label=message("task_form.range_high"), when=_RANGES),
    Ask(
        path="over_minutes",
        label=message("task_form.over_minutes"),
        when=_CHANGES,
        needed=True,
    ),
    Ask(path="direction", label=message("task_form.direction"), when=_CHANGES),
    Ask(
        path="anomaly.sensitivity",
        label=message("task_form.sensitivity"),
        when=_for(Operator.ANOMALY),
    ),
    Ask(path="anomaly.season", label=message("task_form.season"), when=_for(Operator.ANOMALY)),
    Ask(
        path="anomaly.learn_hours",
        label=message("task_form.learn_hours"),
        when=_for(Operator.ANOMALY),
        folded=True,
    ),
    Ask(
        path="anomaly.normal",
        label=message("task_form.normal"),
        hint=message("task_form.normal_hint"),
        when=_for(Operator.ANOMALY),
        folded=True,
    ),
    Ask(path="unit", label=message("task_form.unit")),
    Ask(path="for_minutes", label=message("task_form.for_minutes")),
    Ask(path="severity", label=message("task_form.severity")),
    *_WATCH,
    Ask(path="clear_value", label=message("task_form.clear_value"), when=_CLEARS, folded=True),
    Ask(path="clear_for_minutes", label=message("task_form.clear_for_minutes"), folded=True),
    Ask(path="notify_recovery", label=message("task_form.notify_recovery"), folded=True),
    Ask(path="reminder_minutes", label=message("task_form.reminder_minutes"), folded=True),
    Ask(path="most_reminders", label=message("task_form.most_reminders"), folded=True),
    Ask(path="no_data.policy", label=message("task_form.gap_policy"), folded=True),
    Ask(path="no_data.after_minutes", label=message("task_form.gap_after"), folded=True),
    Ask(path="flapping.transitions", label=message("task_form.flapping_transitions"), folded=True),
    Ask(path="flapping.window_minutes", label=message("task_form.flapping_window"), folded=True),
    Ask(
        path="opens_incident",
        label=message("task_form.opens_incident"),
        hint=message("task_form.opens_incident_hint"),
        folded=True,
    ),
    Ask(path="incident.cluster", label=message("task_form.incident_cluster"), folded=True),
    Ask(path="incident.namespace", label=message("task_form.incident_namespace"), folded=True),
    Ask(path="incident.kind", label=message("task_form.incident_kind"), folded=True),
    Ask(path="incident.name", label=message("task_form.incident_name"), folded=True),
    Ask(path="incident.fault", label=message("task_form.incident_fault"), folded=True),
    *_CARE,
)

_REPEATED = _at(Rhythm.DAILY, Rhythm.WEEKLY, Rhythm.MONTHLY)
_CLOCK = _at(Rhythm.DAILY, Rhythm.WEEKLY, Rhythm.MONTHLY, Rhythm.ONCE)
_ON_DAYS = (message("task_form.weekdays"), message("task_form.weekdays_hint"))
_CALENDAR = (
    Ask(
        path="zone",
        label=message("task_form.zone"),
        hint=message("task_form.zone_hint", example=Called("Asia/Shanghai")),
        folded=True,
    ),
    Ask(path="jitter_seconds", label=message("task_form.jitter"), folded=True),
    Ask(path="catch_up_minutes", label=message("task_form.catch_up"), folded=True),
)


def _news(start: str, when: tuple[str, frozenset[str]] | None = None) -> tuple[Ask, ...]:
    """Return the fields of what a digest is made from; `start` is where they stand."""
    return (
        Ask(
            path=f"{start}news_urls",
            label=message("task_form.news_urls"),
            hint=message("task_form.urls_hint"),
            when=when,
        ),
        Ask(
            path=f"{start}categories",
            label=message("task_form.categories"),
            hint=message("task_form.categories_hint"),
            when=when,
            kind=Kind.HEADINGS,
        ),
        Ask(path=f"{start}most_items", label=message("task_form.most_items"), when=when),
        Ask(
            path=f"{start}per_source",
            label=message("task_form.per_source"),
            when=when,
            folded=True,
        ),
        Ask(path=f"{start}hours", label=message("task_form.hours_back"), when=when, folded=True),
        Ask(
            path=f"{start}languages",
            label=message("task_form.languages"),
            hint=message("task_form.languages_hint", example=Called("zh")),
            when=when,
            folded=True,
        ),
        Ask(path=f"{start}title", label=message("task_form.digest_title"), when=when, folded=True),
        Ask(
            path=f"{start}tell_empty",
            label=message("task_form.tell_empty"),
            when=when,
            folded=True,
        ),
    )


_TIMES = (
    Ask(path="action.type", label=message("task_form.action"), switches=True),
    Ask(
        path="action.message",
        label=message("task_form.message"),
        hint=message("task_form.message_hint"),
        when=_does(Action.REMINDER),
    ),
    *_news("action.", _does(Action.NEWS_DIGEST)),
    Ask(
        path="action.topic",
        label=message("task_form.action_topic"),
        hint=message("task_form.action_topic_hint"),
        when=_does(Action.LOG_REPORT),
    ),
    Ask(
        path="action.query",
        label=message("task_form.action_query"),
        hint=message("task_form.action_query_hint"),
        when=_does(Action.LOG_REPORT),
    ),
    Ask(
        path="action.hours",
        label=message("task_form.hours_back"),
        when=_does(Action.LOG_REPORT, Action.ALERT_SWEEP),
    ),
    Ask(path="action.place", label=message("task_form.place"), when=_does(Action.WEATHER)),
    Ask(path="action.days", label=message("task_form.days_ahead"), when=_does(Action.WEATHER)),
    Ask(
        path="action.name",
        label=message("task_form.tool_name"),
        hint=message("task_form.tool_name_hint"),
        when=_does(Action.TOOL),
    ),
    Ask(
        path="action.arguments",
        label=message("task_form.arguments"),
        hint=message("task_form.arguments_hint"),
        when=_does(Action.TOOL),
        kind=Kind.JSON,
    ),
    Ask(path="type", label=message("task_form.rhythm"), switches=True),
    Ask(
        path="at",
        label=message("task_form.once_at"),
        hint=message("task_form.once_at_hint", example=Called("2026-12-01 08:30")),
        when=_at(Rhythm.ONCE),
    ),
    Ask(path="hour", label=message("task_form.hour"), when=_REPEATED, needed=True),
    Ask(path="hour", label=message("task_form.hour"), when=_at(Rhythm.ONCE)),
    Ask(path="minute", label=message("task_form.minute"), when=_CLOCK),
    Ask(
        path="weekdays",
        label=_ON_DAYS[0],
        hint=_ON_DAYS[1],
        when=_at(Rhythm.DAILY, Rhythm.WEEKLY),
        kind=Kind.WEEKDAYS,
    ),
    Ask(
        path="day_of_month",
        label=message("task_form.days"),
        hint=message("task_form.days_hint", example=Called("1, 15, last")),
        when=_at(Rhythm.MONTHLY),
        kind=Kind.WORDS,
        needed=True,
    ),
    Ask(
        path="interval_minutes",
        label=message("task_form.interval"),
        when=_at(Rhythm.INTERVAL),
        needed=True,
    ),
    Ask(
        path="cron",
        label=message("task_form.cron"),
        hint=message("task_form.cron_hint", example=Called("30 8 * * 1-5")),
        when=_at(Rhythm.CRON),
        needed=True,
    ),
    Ask(path="start_at", label=message("task_form.start_at"), hint=_MOMENT, folded=True),
    Ask(path="end_at", label=message("task_form.end_at"), hint=_MOMENT, folded=True),
    *_CALENDAR,
)
_PAPER = (
    *_news(""),
    Ask(path="hour", label=message("task_form.hour")),
    Ask(path="minute", label=message("task_form.minute")),
    Ask(
        path="weekdays",
        label=_ON_DAYS[0],
        hint=_ON_DAYS[1],
        folded=True,
        kind=Kind.WEEKDAYS,
    ),
    *_CALENDAR,
)

TABLE: Mapping[TaskType, tuple[Ask, ...]] = {
    TaskType.WEB_MONITOR: _PAGES,
    TaskType.THRESHOLD_WATCH: _NUMBERS,
    TaskType.SCHEDULE: _TIMES,
    TaskType.NEWS_DIGEST: _PAPER,
}


def fields_for(type_: TaskType, values: Mapping[str, str]) -> list[Field]:
    """Return the fields that a form asks for, by what it says where fields depend on others."""
    found: list[Field] = []
    chosen: dict[str, str] = {}
    for ask in TABLE[type_]:
        if ask.when is not None and chosen.get(ask.when[0]) not in ask.when[1]:
            continue
        field = field_of(type_, ask)
        if ask.switches:
            chosen[ask.name] = _chosen(field, values.get(ask.name, ""))
        found.append(field)
    return found


def _chosen(field: Field, typed: str) -> str:
    """Return what decides; what is no choice is for the model to refuse."""
    return typed or str(field.usual or field.choices[0])


def switches_of(type_: TaskType, config: Mapping[str, Any]) -> dict[str, str]:
    """Return the fields of a form that decide about others, as a configuration has them."""
    found: dict[str, str] = {}
    if type_ is TaskType.THRESHOLD_WATCH:
        source = config.get("source")
        given = [each for each in source_kinds() if isinstance(source, Mapping) and each in source]
        found[SOURCE] = (given or [_METRIC])[0]
        found[PREFIX + "operator"] = str(config.get("operator", Operator.ABOVE.value))
    if type_ is TaskType.SCHEDULE:
        action = config.get("action")
        found[PREFIX + "action.type"] = str(_part(action, "type") or Action.REMINDER.value)
        found[PREFIX + "type"] = str(config.get("type", Rhythm.DAILY.value))
    return found


def _part(config: object, name: str) -> object:
    return config.get(name) if isinstance(config, Mapping) else None
