"""Translate our errors into Temporal's, once, for every activity."""

from typing import Any

from temporalio.exceptions import ApplicationError
from temporalio.worker import ActivityInboundInterceptor, ExecuteActivityInput, Interceptor

from domain.common.errors import PermanentError, TemporaryError, ZhibanError


class TranslateFailures(Interceptor):
    """Stop retrying what cannot succeed; wait as long as the source asked."""

    def intercept_activity(self, next: ActivityInboundInterceptor) -> ActivityInboundInterceptor:  # noqa: A002 - Temporal's name
        """Wrap every activity that this worker runs."""
        return _TranslateActivityFailures(next)


class _TranslateActivityFailures(ActivityInboundInterceptor):
    async def execute_activity(self, input: ExecuteActivityInput) -> Any:  # noqa: A002, ANN401 - Temporal's signature
        try:
            return await super().execute_activity(input)
        except PermanentError as error:
            raise ApplicationError(
                str(error), *_details(error), type=type(error).__name__, non_retryable=True
            ) from error
        except TemporaryError as error:
            raise ApplicationError(
                str(error),
                *_details(error),
                type=type(error).__name__,
                next_retry_delay=error.delay,
            ) from error


def _details(error: ZhibanError) -> tuple[dict[str, Any], ...]:
    """Return what people are told, where the error knows it (`workflows/reasons.py` reads it)."""
    return (error.explanation.recorded,) if error.explanation is not None else ()
