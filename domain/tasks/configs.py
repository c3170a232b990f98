"""What the configurations of all types of tasks have in common (TSK-1)."""

from typing import Any, Self

from pydantic import (
    ModelWrapValidatorHandler,
    PrivateAttr,
    model_serializer,
    model_validator,
)

from domain.common.errors import InvalidRequest
from domain.common.messages import Message, message
from domain.common.shapes import Shape
from domain.deliveries.deliveries import ChannelAddress
from domain.deliveries.notifications import Notifications, addresses_of

_UNKNOWN = message("rule.malformed")


class TaskConfig(Shape):
    """What a task is configured to do.

    It is kept and shown as it was written: the published shape, with our optional fields.
    """

    notification: Notifications = ()

    _given: dict[str, Any] = PrivateAttr(default_factory=dict)

    @property
    def given(self) -> dict[str, Any]:
        """The JSON that it was read from."""
        return self._given

    @property
    def addresses(self) -> tuple[ChannelAddress, ...]:
        """Whom the task tells."""
        return addresses_of(self.notification)

    @property
    def words(self) -> str | Message:
        """What to call a task of it whose maker gave it no name."""
        return ""

    @model_validator(mode="wrap")
    @classmethod
    def _kept(cls, raw: Any, handler: ModelWrapValidatorHandler[Self]) -> Self:  # noqa: ANN401 - any JSON
        found = handler(raw)
        if found is not raw:
            found._given = dict(raw)  # noqa: SLF001 - our own
        return found

    @model_serializer(mode="plain")
    def _written(self) -> dict[str, Any]:
        return self._given


class UnreadableConfig(TaskConfig):
    """What was accepted once and breaks a rule of today; the task says so when it is to act.

    Attributes:
        field: that breaks it.
        rule: which one.
    """

    field: str = ""
    rule: Message = _UNKNOWN

    @classmethod
    def of(cls, kept: dict[str, Any], error: InvalidRequest) -> Self:
        """Return it."""
        rule = error.broken if isinstance(error.broken, Message) else _UNKNOWN
        found = cls(field=error.field, rule=rule)
        found._given = kept
        return found
