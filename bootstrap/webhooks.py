"""The programs that the settings name, as the services and the adapter each see them."""

from bootstrap.configuration.settings import Settings
from domain.common.errors import Misconfigured, ZhibanError
from domain.deliveries.webhooks import ABOUT_TASKS, Endpoint, check_endpoint, secret_of
from integrations.webhooks.poster import Target

FEEDBACK = "feedback"
"""Name of the program at `EVENT_FEEDBACK_URL`."""


def webhook_endpoints(settings: Settings) -> dict[str, Endpoint]:
    """Return who gets which events, by name.

    Raises:
        Misconfigured: a name or a pattern breaks a rule.
    """
    found = [Endpoint(name, each.types) for name, each in settings.webhooks.items()]
    if settings.feedback.url:
        if FEEDBACK in settings.webhooks:
            raise Misconfigured(
                f"ZHIBAN_WEBHOOKS names a program '{FEEDBACK}', which is the name of the one at "
                "ZHIBAN_FEEDBACK_URL; give it another."
            )
        found.append(Endpoint(FEEDBACK, ABOUT_TASKS))
    try:
        return {each.name: check_endpoint(each) for each in found}
    except ZhibanError as error:
        raise Misconfigured(f"ZHIBAN_WEBHOOKS is wrong: {error}") from None


def webhook_targets(settings: Settings) -> dict[str, Target]:
    """Return where each name leads; addresses and secrets stay in there."""
    targets = {
        name: Target(each.url, secret_of(each.secret.get_secret_value()))
        for name, each in settings.webhooks.items()
    }
    if settings.feedback.url:
        secret = secret_of(settings.feedback.secret.get_secret_value())
        targets[FEEDBACK] = Target(settings.feedback.url, secret)
    return targets
