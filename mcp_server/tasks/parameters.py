"""Arguments of the tools about background tasks, each with its meaning and its bounds."""

from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, Field, WithJsonSchema, model_validator

from domain.common.errors import BrokenRule
from domain.common.messages import Called, message
from domain.task_types.schemas import inlined_schema

Owner = Annotated[
    str,
    Field(
        description="Whose tasks; empty: the caller's own. Admins may name others, 'u_…'.",
        pattern=r"^(u_[a-z0-9][a-z0-9_-]{2,39})?$",
    ),
]

TaskId = Annotated[
    str,
    Field(
        description="Task id, from list_background_tasks.",
        pattern=r"^t_[a-z0-9]{26}$",
    ),
]

TaskTypeName = Annotated[
    Literal["web_monitor", "threshold_watch", "schedule", "news_digest"],
    Field(
        description="web_monitor looks at pages; threshold_watch at a number; schedule acts at "
        "times of day; news_digest collects news once a day."
    ),
]

_WHAT = (
    "The fields of the type, one alternative each. Examples: web_monitor: e.g. "
    '{"urls": ["https://a.cn/"], "keywords": ["outage"], "check_interval_minutes": 10, '
    '"notification": {"method": "email"}}. '
    'threshold_watch: e.g. {"metric": "bitcoin_price", "threshold": 100000, '
    '"check_interval_minutes": 5}. '
    'schedule: e.g. {"type": "daily", "hour": 8, "minute": 30, "action": '
    '{"type": "reminder", "message": "stand-up"}}. '
    'news_digest: e.g. {"news_urls": ["https://b.cn/feed"], "hour": 8, '
    '"categories": ["business"]}.'
)

_ALIAS = (
    " Required, here or as settings: use settings if your framework keeps the name config for "
    "itself, as LangChain does."
)

ConfigJson = Annotated[dict[str, Any], WithJsonSchema(inlined_schema())]
"""A configuration on its way to the one place that reads it."""

TaskConfig = Annotated[ConfigJson | None, Field(description=_WHAT + _ALIAS)]

Settings = Annotated[
    dict[str, Any] | None,
    Field(
        description="The same as config under another name, for frameworks that keep the name "
        "config for themselves, as LangChain does. Give one of the two, not both."
    ),
]

ConfigChanges = Annotated[
    dict[str, Any] | None,
    Field(
        description="Fields to change, as in create_background_task: each replaces the field of "
        "that name as a whole, null takes it away, others stay; e.g. "
        '{"check_interval_minutes": 60, "keywords": null}. Use settings instead if your framework '
        "keeps the name config for itself."
    ),
]

ClientKey = Annotated[
    str,
    Field(
        description="A key of your own choice that makes repeating safe: the same key gives the "
        "same task; may be empty. At most 64 characters.",
        max_length=64,
    ),
]


class OneName(BaseModel):
    """Takes a configuration as `config` or as `settings`, never as both."""

    @model_validator(mode="after")
    def _is_one(self) -> Self:
        if all(_names_of(self)):
            raise BrokenRule(message("rule.same_as", other=Called("settings")), "config")
        return self


class OneConfig(OneName):
    """Takes exactly one configuration."""

    @model_validator(mode="after")
    def _is_there(self) -> Self:
        if not any(_names_of(self)):
            raise BrokenRule(message("rule.or_other", other=Called("settings")), "config")
        return self


def _names_of(arguments: BaseModel) -> list[bool]:
    """Return which of the two was given."""
    return [getattr(arguments, name) is not None for name in ("config", "settings")]
