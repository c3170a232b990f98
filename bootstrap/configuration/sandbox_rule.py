"""Keeps real credentials and the sandbox apart (OPS-6)."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

from pydantic import SecretStr

from bootstrap.configuration.outside import (
    EmbeddingsSettings,
    LlmSettings,
    MailSettings,
    Robot,
    TencentSettings,
)
from bootstrap.configuration.repairs import AlertsSettings
from bootstrap.configuration.tasks import FeedbackSettings, TwilioSettings, WeatherSettings, Webhook
from domain.common.errors import Misconfigured

_WITH_HOST = {"json", "jsons", "xml", "xmls", "form", "forms"}
"""Forms of Apprise whose address names a host of one's own, as a web address does."""

MARKS = ("sandbox-", "AKIDsandbox", "ACsandbox")
"""How every credential of the sandbox begins, so that it can be told from a real one."""


MODEL, CLOUD = "model", "cloud"
"""Sides of the outside world that can be real while the rest is the sandbox (ZHIBAN_UP_REAL)."""


@dataclass(frozen=True)
class Service:
    """One service of the outside world as it is configured.

    Attributes:
        name: as in ZHIBAN_LOCAL_SERVICES, or empty when it can never be a real local one.
        label: how messages call it.
        setting: what to change.
        host: empty for the provider's own.
        side: of the world, as in ZHIBAN_UP_REAL; empty when it is never real beside the sandbox.
    """

    name: str
    label: str
    setting: str
    host: str
    credentials: tuple[tuple[str, SecretStr], ...]
    side: str = ""


def never_mix(
    services: Iterable[Service],
    *,
    sandbox: bool,
    local: Collection[str],
    real: Collection[str] = (),
) -> None:
    """Return when each side of the outside world is wholly real, or wholly the sandbox.

    Args:
        services: see `outside_services`.
        sandbox: whether it shall be the sandbox.
        local: names of services that are real although they run on this machine.
        real: sides that are real beside the sandbox.

    Raises:
        Misconfigured: it is mixed; says which setting to change.
    """
    for service in services:
        if sandbox and service.side not in real:
            _only_sandbox(service)
        else:
            _only_real(service, local=service.name in local)


@dataclass(frozen=True, kw_only=True)
class OutsideSettings:
    """The settings that lead to the outside world, as they are configured."""

    tencent: TencentSettings
    llm: LlmSettings
    embeddings: EmbeddingsSettings
    mail: MailSettings
    robots: Mapping[str, Robot]
    twilio: TwilioSettings
    weather: WeatherSettings
    webhooks: Mapping[str, Webhook]
    apprise: Mapping[str, SecretStr]
    feedback: FeedbackSettings
    alerts: AlertsSettings


def outside_services(outside: OutsideSettings) -> list[Service]:
    """Return every service that is configured."""
    return [
        *_cloud(outside.tencent),
        *_model(outside.llm),
        *_embeddings(outside.embeddings),
        *_mail(outside.mail),
        *_robots(outside.robots),
        *_twilio(outside.twilio),
        *_weather(outside.weather),
        *_webhooks(outside.webhooks, outside.feedback),
        *_apprise(outside.apprise),
        *_alertmanager(outside.alerts),
    ]


def check_cluster(cluster: str, server: str, *, sandbox: bool, local: Collection[str]) -> None:
    """Return when a cluster is on the side of the world that is chosen.

    Raises:
        Misconfigured: a real cluster was met in the sandbox, or the other way round.
    """
    service = Service(
        "kubernetes", f"cluster '{cluster}'", f"the kubeconfig of '{cluster}'", _host(server), ()
    )
    never_mix((service,), sandbox=sandbox, local=local)


def is_sandbox_host(host: str) -> bool:
    """Say whether a host can only be a stand-in: this machine, or a host named `sandbox`."""
    name = host.lower().rstrip(".")
    if name in {"localhost", "sandbox"} or name.endswith((".localhost", ".sandbox")):
        return True
    try:
        address = ip_address(name)
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified


def _only_sandbox(service: Service) -> None:
    if not is_sandbox_host(service.host):
        where = service.host or "the real one"
        raise Misconfigured(
            f"ZHIBAN_SANDBOX=1, but {service.label} is {where}: point {service.setting} at the "
            "sandbox, or unset ZHIBAN_SANDBOX to work with the real world."
        )
    for setting, credential in service.credentials:
        value = credential.get_secret_value()
        if value and not value.startswith(MARKS):
            raise Misconfigured(
                f"{setting} looks like a real credential and ZHIBAN_SANDBOX=1: unset one of them; "
                f"credentials of the sandbox begin with {', '.join(MARKS)}."
            )


def _only_real(service: Service, *, local: bool) -> None:
    if is_sandbox_host(service.host) and not local:
        also = (
            f", or add '{service.name}' to ZHIBAN_LOCAL_SERVICES if it is a real one"
            if service.name
            else ""
        )
        raise Misconfigured(
            f"{service.setting} points at this machine, where only the sandbox would be: "
            f"set ZHIBAN_SANDBOX=1 to use the sandbox{also}."
        )
    for setting, credential in service.credentials:
        if credential.get_secret_value().startswith(MARKS):
            raise Misconfigured(
                f"{setting} is a credential of the sandbox, which opens nothing real: "
                "set ZHIBAN_SANDBOX=1, or use a real one."
            )


def _cloud(tencent: TencentSettings) -> Iterator[Service]:
    if tencent.configured:
        credentials = (
            ("ZHIBAN_TENCENT_SECRET_ID", tencent.secret_id),
            ("ZHIBAN_TENCENT_SECRET_KEY", tencent.secret_key),
        )
        host = _host(tencent.endpoint)
        yield Service("", "Tencent Cloud", "ZHIBAN_TENCENT_ENDPOINT", host, credentials, CLOUD)


def _model(llm: LlmSettings) -> Iterator[Service]:
    if llm.configured:
        credentials = (("ZHIBAN_LLM_API_KEY", llm.api_key),)
        host = _host(llm.base_url)
        yield Service("llm", "the model's server", "ZHIBAN_LLM_BASE_URL", host, credentials, MODEL)


def _embeddings(embeddings: EmbeddingsSettings) -> Iterator[Service]:
    if embeddings.configured:
        credentials = (("ZHIBAN_EMBEDDINGS_API_KEY", embeddings.api_key),)
        host, setting = _host(embeddings.base_url), "ZHIBAN_EMBEDDINGS_BASE_URL"
        yield Service("llm", "the server of embeddings", setting, host, credentials, MODEL)


def _mail(mail: MailSettings) -> Iterator[Service]:
    if mail.configured:
        credentials = (("ZHIBAN_MAIL_PASSWORD", mail.password),)
        yield Service("mail", "the mail server", "ZHIBAN_MAIL_HOST", mail.host, credentials)


def _robots(robots: Mapping[str, Robot]) -> Iterator[Service]:
    for name, robot in robots.items():
        label = f"the robot '{name}' in ZHIBAN_ROBOTS"
        credentials = ((f"The key of {label}", robot.key), (f"The secret of {label}", robot.secret))
        yield Service("", label, f"the url of {label}", _host(robot.url), credentials)


def _twilio(twilio: TwilioSettings) -> Iterator[Service]:
    if twilio.configured:
        credentials = (
            ("ZHIBAN_TWILIO_ACCOUNT_SID", SecretStr(twilio.account_sid)),
            ("ZHIBAN_TWILIO_AUTH_TOKEN", twilio.auth_token),
        )
        yield Service("", "Twilio", "ZHIBAN_TWILIO_URL", _host(twilio.url), credentials)


def _weather(weather: WeatherSettings) -> Iterator[Service]:
    for setting, url in (
        ("ZHIBAN_WEATHER_FORECAST_URL", weather.forecast_url),
        ("ZHIBAN_WEATHER_GEOCODING_URL", weather.geocoding_url),
    ):
        if url:
            yield Service("weather", "the weather", setting, _host(url), ())


def _webhooks(webhooks: Mapping[str, Webhook], feedback: FeedbackSettings) -> Iterator[Service]:
    for name, webhook in webhooks.items():
        label = f"the webhook '{name}' in ZHIBAN_WEBHOOKS"
        credentials = ((f"The secret of {label}", webhook.secret),)
        yield Service("webhooks", label, f"the url of {label}", _host(webhook.url), credentials)
    if feedback.url:
        secret = (("ZHIBAN_FEEDBACK_SECRET", feedback.secret),)
        host = _host(feedback.url)
        yield Service("webhooks", "the feedback program", "ZHIBAN_FEEDBACK_URL", host, secret)


def _apprise(addresses: Mapping[str, SecretStr]) -> Iterator[Service]:
    for name, address in addresses.items():
        label = f"the service '{name}' in ZHIBAN_APPRISE"
        scheme = urlsplit(address.get_secret_value()).scheme
        # Others have a key where a web address has its host.
        host = _host(address.get_secret_value()) if scheme in _WITH_HOST else ""
        yield Service("apprise", label, f"the address of {label}", host, ())


def _alertmanager(alerts: AlertsSettings) -> Iterator[Service]:
    if alerts.alertmanager_url:
        token = (("ZHIBAN_ALERTS_ALERTMANAGER_TOKEN", alerts.alertmanager_token),)
        host = _host(alerts.alertmanager_url)
        yield Service("alertmanager", "Alertmanager", "ZHIBAN_ALERTS_ALERTMANAGER_URL", host, token)


def _host(url: str) -> str:
    return urlsplit(url if "//" in url else f"//{url}").hostname or ""
