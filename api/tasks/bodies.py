"""What is sent and answered about background tasks, as it travels."""

from datetime import datetime
from typing import Annotated, Any

from pydantic import BaseModel, Field

from api.strict import Moment, Strict
from application.tasks.status import EventSourcingStatus
from application.tasks.tasks import LONGEST_KEY, LONGEST_REASON, TaskPage
from application.tasks.views import TaskView
from domain.tasks.tasks import LONGEST_NAME, TaskState, TaskType

EXAMPLES: dict[TaskType, dict[str, Any]] = {
    TaskType.WEB_MONITOR: {
        "urls": ["https://status.example.cn/"],
        "keywords": ["outage"],
        "check_interval_minutes": 30,
        "notification": {"method": "send_sms", "phone_number": "+8613800138000"},
    },
    TaskType.THRESHOLD_WATCH: {
        "metric": "bitcoin_price",
        "threshold": 100000,
        "check_interval_minutes": 15,
        "notification": {"method": "email", "email": "mei@example.cn"},
    },
    TaskType.SCHEDULE: {
        "type": "daily",
        "hour": 8,
        "minute": 30,
        "action": {"type": "reminder", "message": "Stand-up"},
        "notification": {"method": "dingtalk", "robot": "ops"},
    },
    TaskType.NEWS_DIGEST: {
        "news_urls": ["https://news.example.cn/feed.xml"],
        "hour": 8,
        "categories": ["technology", "business"],
        "notification": {"method": "send_sms", "phone_number": "+8613800138000"},
    },
}
"""One configuration of each type, in the published shape (TSK-1)."""

Config = Annotated[
    dict[str, Any],
    Field(description="Fields of the type's shape; `docs/tasks.md` lists them all."),
]


class TaskIn(Strict):
    """A task to make."""

    type: TaskType
    config: Config
    name: str = Field("", max_length=LONGEST_NAME, description="Made from `config` when empty.")
    client_key: str = Field(
        "", max_length=LONGEST_KEY, description="Your own key; the same key is the same task."
    )
    person_id: str | None = Field(None, max_length=64, description="Whose; your own.")

    model_config = Strict.model_config | {
        "json_schema_extra": {
            "examples": [
                {"type": type_.value, "config": config} for type_, config in EXAMPLES.items()
            ]
        }
    }


class TaskTrialIn(Strict):
    """A configuration to try."""

    type: TaskType
    config: Config
    name: str = Field("", max_length=LONGEST_NAME, description="Made from `config` when empty.")
    person_id: str | None = Field(None, max_length=64, description="Whose; your own.")

    model_config = TaskIn.model_config


class TaskPatch(Strict):
    """What to change; fields of `config` each replace the field of that name as a whole."""

    config: Config | None = Field(
        None, description="Fields to change; null takes one away, what is left out stays."
    )
    name: str | None = Field(None, max_length=LONGEST_NAME)

    model_config = Strict.model_config | {
        "json_schema_extra": {"examples": [{"config": {"check_interval_minutes": 60}}]}
    }


class TaskPauseIn(Strict):
    """Why it is paused, for whoever looks later."""

    reason: str = Field("", max_length=LONGEST_REASON)


class NormalIn(Strict):
    """Which alert was normal."""

    at: Moment | None = Field(
        None, description="Its moment, as `watch.told` has it; the newest when left out."
    )


class TasksOut(BaseModel):
    """Tasks, the oldest first; pass `next_after` as `after` to go on, empty at the end."""

    tasks: list[TaskView]
    next_after: str

    @classmethod
    def of(cls, page: TaskPage) -> "TasksOut":
        """Return the wire form."""
        return cls(tasks=list(page.tasks), next_after=page.next_after)


class TaskCountOut(BaseModel):
    """How many tasks of a type are in a state."""

    type: TaskType
    state: TaskState
    count: int


class UnhealthyOut(BaseModel):
    """A watch that fails or is silent."""

    task_id: str
    name: str
    owner: str
    event: str = Field(description="Type of the event that told of it.")
    told_at: datetime
    last_success_at: datetime | None
    problem: str


class EventsTodayOut(BaseModel):
    """Events since midnight where the asker is."""

    by_type: dict[str, int]
    newest_sequence: int
    complete: bool = Field(description="False when there were more than are counted.")


class StatusOut(BaseModel):
    """How background tasks and their events stand."""

    everybody: bool = Field(description="Whether all people's tasks are counted.")
    temporal_answers: bool
    tasks: list[TaskCountOut]
    events_today: EventsTodayOut
    unhealthy: list[UnhealthyOut] = Field(description="The longest without a success first.")

    @classmethod
    def of(cls, status: EventSourcingStatus) -> "StatusOut":
        """Return the wire form."""
        return cls.model_validate(status, from_attributes=True)
