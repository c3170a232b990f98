"""The ports that the outside world keeps: cloud, web and channels, as the settings say."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit

import httpx

from application.deliveries.texts_by_number import TextsByNumber
from application.ports.clock import Clock
from application.ports.deliveries import Channel, Pace
from application.ports.embeddings import Embeddings
from application.ports.incidents.alert_sources import AlertReader
from application.ports.voice.ears import Ear
from application.ports.voice.prints import Voiceprints
from application.ports.voices import Voice
from application.ports.weather import WeatherSource
from application.watches.metric_reading import HistoryReading, MetricReading
from bootstrap.authorities import authorities
from bootstrap.clusters import AllEdits, cluster_connections
from bootstrap.configuration.outside import (
    EmbeddingsSettings,
    MailSettings,
    Robot,
    TencentSettings,
)
from bootstrap.configuration.repairs import AlertsSettings
from bootstrap.configuration.settings import Settings
from bootstrap.configuration.tasks import TwilioSettings
from bootstrap.configuration.texts import SmsSettings
from bootstrap.configuration.voice import VoiceSettings
from bootstrap.fingerprints import KeyedFingerprints
from bootstrap.system import SystemIds
from bootstrap.web import Web, open_web
from bootstrap.webhooks import webhook_targets
from domain.alerts.alerts import AlertSource
from domain.alerts.forms import FormSettings
from domain.common.errors import Misconfigured
from domain.common.readers import Language
from domain.deliveries.deliveries import ChannelKind
from domain.deliveries.destinations import Destinations
from domain.deliveries.reach import Reach
from domain.deliveries.text_templates import TextTemplate
from domain.schedules.weather import Place, Weather
from integrations.alertmanager.reader import AlertmanagerAccess, AlertmanagerReader
from integrations.apprise.channel import AppriseChannel
from integrations.chat_robots.dialects import Dialect
from integrations.chat_robots.dialects import Robot as ChatRobot
from integrations.chat_robots.dingtalk import Dingtalk
from integrations.chat_robots.feishu import Feishu
from integrations.chat_robots.posting import RobotChannel
from integrations.chat_robots.wecom import Wecom
from integrations.espeak.voice import EspeakVoice
from integrations.fluent_words import read_lexicon, read_speech
from integrations.kubernetes.editing import KubernetesEdits
from integrations.kubernetes.looking import KubernetesDetails
from integrations.kubernetes.reading import KubernetesClusters
from integrations.kubernetes.writing import KubernetesWrites
from integrations.mail.channel import MailChannel, MailEncryption, MailServer
from integrations.metrics.http_json import HttpJsonReader
from integrations.metrics.prometheus import PrometheusReader
from integrations.open_meteo.source import OpenMeteo, OpenMeteoSettings
from integrations.tencent.alarm_policies import TencentAlarmPolicies
from integrations.tencent.alarm_readers import TencentClsReader
from integrations.tencent.alarm_readers import TencentMonitorReader as TencentAlarmReader
from integrations.tencent.alarms import TencentAlarms
from integrations.tencent.calls import TencentAccess, TencentCalls
from integrations.tencent.dashboards import TencentDashboards
from integrations.tencent.ears import TencentEar
from integrations.tencent.log_resources import TencentLogResources
from integrations.tencent.logs import TencentLogs
from integrations.tencent.metric_catalogue import TencentMetricCatalogue
from integrations.tencent.metrics import CapacityMetric, TencentMetrics
from integrations.tencent.query_writer import TencentQueryWriter
from integrations.tencent.series import TencentMonitorReader, TencentStatisticReader
from integrations.tencent.texts import TencentTexts, TextAccount
from integrations.tencent.usage import TencentUsage
from integrations.tencent.voiceprints import TencentVoiceprints
from integrations.tencent.voices import TencentVoice
from integrations.twilio.channel import SERVER, SmsChannel, TwilioAccount
from integrations.webhooks.channel import WebhookChannel
from integrations.webhooks.poster import HttpWebhooks


class NoWeather:
    """A sandbox whose weather nobody configured: the real service is not asked from there."""

    async def find(self, name: str, *, language: Language) -> Place | None:  # noqa: ARG002 - the port's signature
        """Say what to set."""
        raise Misconfigured(_NO_WEATHER)

    async def weather(self, place: Place, *, days: int) -> Weather:  # noqa: ARG002 - the port's signature
        """Say what to set."""
        raise Misconfigured(_NO_WEATHER)


_NO_WEATHER = (
    "The sandbox has no weather here; point ZHIBAN_WEATHER_FORECAST_URL and "
    "ZHIBAN_WEATHER_GEOCODING_URL at its small web."
)


@dataclass(frozen=True, kw_only=True)
class Outside:
    """Each field is one port."""

    logs: TencentLogs
    alarms: TencentAlarms
    metrics: TencentMetrics
    channels: Mapping[ChannelKind, Channel]
    web: Web
    series: MetricReading
    histories: HistoryReading
    weather: WeatherSource
    voice: Voice | None
    ear: Ear | None
    voiceprints: Voiceprints | None
    embeddings: Embeddings | None
    programs: HttpWebhooks
    clusters: KubernetesClusters
    cluster_details: KubernetesDetails
    cluster_writes: KubernetesWrites
    cluster_edits: AllEdits
    alarm_policies: TencentAlarmPolicies
    log_resources: TencentLogResources
    dashboards: TencentDashboards
    usage: TencentUsage
    metric_catalogue: TencentMetricCatalogue
    query_writer: TencentQueryWriter
    alert_readers: Mapping[AlertSource, AlertReader]
    alert_polls: tuple[AlertReader, ...]


@asynccontextmanager
async def open_outside(settings: Settings, *, pace: Pace, clock: Clock) -> AsyncIterator[Outside]:
    """Open connections to the outside world and close them at the end; nothing is called yet."""
    calls = TencentCalls(_access(settings.tencent), pace, clock)
    logs = TencentLogs(calls)
    policies, resources = TencentAlarmPolicies(calls), TencentLogResources(calls, logs)
    connections = cluster_connections(settings, calls, pace, clock)
    alertmanager = _alertmanager(settings.alerts)
    async with (
        httpx.AsyncClient(follow_redirects=False, trust_env=False) as http,
        open_web(settings) as web,
        _embeddings(settings.embeddings) as embeddings,
    ):
        programs = HttpWebhooks(http, webhook_targets(settings))
        try:
            readers, polls = _alert_readers(settings, calls, alertmanager)
            yield Outside(
                logs=logs,
                alarms=TencentAlarms(calls),
                metrics=TencentMetrics(calls, _watched(settings.tencent)),
                channels=_channels(settings, http, calls, clock)
                | _programs(settings, programs, clock)
                | _services(settings),
                web=web,
                series=MetricReading(
                    HttpJsonReader(web.fetcher, web.isolation),
                    PrometheusReader(web.fetcher),
                    TencentMonitorReader(calls),
                    TencentStatisticReader(calls),
                    logs,
                ),
                histories=HistoryReading(
                    PrometheusReader(web.fetcher),
                    TencentMonitorReader(calls),
                    TencentStatisticReader(calls),
                ),
                weather=_weather(settings, http, clock),
                voice=_voice(settings.voice, calls),
                ear=TencentEar(calls) if settings.voice.listening == "tencent" else None,
                voiceprints=_voiceprints(settings.voice, calls),
                embeddings=embeddings,
                programs=programs,
                clusters=KubernetesClusters(connections),
                cluster_details=KubernetesDetails(connections),
                cluster_writes=KubernetesWrites(connections),
                cluster_edits=AllEdits(
                    KubernetesEdits(connections, KeyedFingerprints(settings.encryption_keys)),
                    policies,
                    resources,
                ),
                alarm_policies=policies,
                log_resources=resources,
                dashboards=TencentDashboards(calls),
                usage=TencentUsage(calls),
                metric_catalogue=TencentMetricCatalogue(calls),
                query_writer=TencentQueryWriter(calls),
                alert_readers=readers,
                alert_polls=polls,
            )
        finally:
            if alertmanager is not None:
                await alertmanager.close()
            await connections.close()
            await calls.close()


def _alertmanager(alerts: AlertsSettings) -> AlertmanagerReader | None:
    if not alerts.alertmanager_url:
        return None
    token = alerts.alertmanager_token.get_secret_value()
    return AlertmanagerReader(
        AlertmanagerAccess(alerts.alertmanager_url, alert_forms(alerts), token)
    )


def _alert_readers(
    settings: Settings, calls: TencentCalls, alertmanager: AlertmanagerReader | None
) -> tuple[dict[AlertSource, AlertReader], tuple[AlertReader, ...]]:
    """Return what reads alarms back, by source, and what is polled: each region by itself."""
    forms = alert_forms(settings.alerts)
    readers: dict[AlertSource, AlertReader] = {}
    polls: list[AlertReader] = []
    if settings.tencent.configured:
        monitor, cls = TencentAlarmReader(calls, forms), TencentClsReader(calls, forms)
        readers[AlertSource.TENCENT_MONITOR] = monitor
        readers[AlertSource.TENCENT_CLS] = cls
        polls += [*monitor.by_region, *cls.by_region]
    if alertmanager is not None:
        readers[AlertSource.ALERTMANAGER] = alertmanager
        polls.append(alertmanager)
    return readers, tuple(polls)


def alert_forms(alerts: AlertsSettings) -> FormSettings:
    """Return what the operators say about alerts that leave something out."""
    return FormSettings(read_lexicon().faults, cluster=alerts.cluster, zone=alerts.zone)


def _access(tencent: TencentSettings) -> TencentAccess:
    endpoint = urlsplit(tencent.endpoint)
    return TencentAccess(
        secret_id=tencent.secret_id.get_secret_value(),
        secret_key=tencent.secret_key.get_secret_value(),
        region=tencent.region,
        endpoint=endpoint.netloc,
        tls=endpoint.scheme != "http",
        calls_per_second=max(1, int(tencent.calls_per_second)),
        at_once=tencent.searches_at_once,
        patience=timedelta(seconds=tencent.timeout_seconds),
        regions=tencent.regions,
    )


def _watched(tencent: TencentSettings) -> tuple[CapacityMetric, ...]:
    return tuple(
        CapacityMetric(each.namespace, each.metric, each.dimensions, each.unit, each.limit)
        for each in tencent.capacity
    )


_DIALECTS: tuple[Dialect, ...] = (Wecom(), Dingtalk(), Feishu())


def _channels(
    settings: Settings, http: httpx.AsyncClient, calls: TencentCalls, clock: Clock
) -> dict[ChannelKind, Channel]:
    channels: dict[ChannelKind, Channel] = {}
    if settings.mail.configured:
        channels[ChannelKind.MAIL] = MailChannel(_mail_server(settings.mail), clock)
    if (texts := _texts(settings, http, calls)) is not None:
        channels[ChannelKind.SMS] = texts
    for dialect in _DIALECTS:
        robots = {
            name: _robot(robot)
            for name, robot in settings.robots.items()
            if robot.kind is dialect.kind
        }
        if robots:
            channels[dialect.kind] = RobotChannel(dialect, http, robots, clock)
    return channels


def destinations(settings: Settings) -> Destinations:
    """Return where messages can go: the channels that `open_outside` opens, and their names."""
    names: dict[ChannelKind, frozenset[str]] = {
        dialect.kind: frozenset(
            name for name, robot in settings.robots.items() if robot.kind is dialect.kind
        )
        for dialect in _DIALECTS
    }
    names[ChannelKind.WEBHOOK] = frozenset(webhook_targets(settings))
    names[ChannelKind.APPRISE] = frozenset(settings.apprise)
    if settings.mail.configured:
        names[ChannelKind.MAIL] = frozenset()
    if settings.twilio.configured or settings.sms.configured:
        names[ChannelKind.SMS] = frozenset()
    allowed = frozenset(each.casefold() for each in settings.reach.allowed)
    return Destinations(names, Reach(allowed, frozenset(settings.reach.on_call_robots)))


def _voice(voice: VoiceSettings, calls: TencentCalls) -> Voice | None:
    """Return what says briefings, if anything does; nothing is tried yet."""
    match voice.engine:
        case "espeak":
            return EspeakVoice(read_speech()[Language.CHINESE].readings, voice.program)
        case "tencent":
            return TencentVoice(calls, SystemIds(), voice.tencent_type)
        case "off":
            return None


def _voiceprints(voice: VoiceSettings, calls: TencentCalls) -> Voiceprints | None:
    return TencentVoiceprints(calls, voice.group) if voice.listening == "tencent" else None


@asynccontextmanager
async def _embeddings(settings: EmbeddingsSettings) -> AsyncIterator[Embeddings | None]:
    """Lend the model that finds memories by meaning, None without one; nothing is asked yet."""
    if not settings.configured:
        yield None
        return
    # Most commands need no such model, and its library takes longest to load.
    from integrations.openai_models.embeddings import (  # noqa: PLC0415 - as said above
        EmbeddingSettings,
        OpenAiEmbeddings,
    )

    model = OpenAiEmbeddings(
        EmbeddingSettings(
            base_url=settings.base_url,
            api_key=settings.api_key.get_secret_value(),
            model=settings.model,
            dimensions=settings.dimensions,
            least=settings.least,
            timeout_seconds=settings.timeout_seconds,
        )
    )
    try:
        yield model
    finally:
        await model.close()


def _texts(settings: Settings, http: httpx.AsyncClient, calls: TencentCalls) -> Channel | None:
    """Return what sends text messages; with two providers each has the numbers it is best at."""
    abroad = _twilio(settings.twilio, http) if settings.twilio.configured else None
    mainland = _tencent_texts(settings.sms, calls) if settings.sms.configured else None
    if mainland and abroad:
        return TextsByNumber(mainland, abroad)
    return mainland or abroad


def _twilio(twilio: TwilioSettings, http: httpx.AsyncClient) -> SmsChannel:
    account = TwilioAccount(
        twilio.account_sid,
        twilio.auth_token.get_secret_value(),
        twilio.sender,
        twilio.service_sid,
        server=twilio.url or SERVER,
    )
    return SmsChannel(account, http, timeout_seconds=twilio.timeout_seconds)


def _tencent_texts(sms: SmsSettings, calls: TencentCalls) -> TencentTexts:
    template = TextTemplate(sms.gaps, sms.longest)
    return TencentTexts(calls, TextAccount(sms.app_id, sms.sign, sms.template_id, template))


def _programs(
    settings: Settings, programs: HttpWebhooks, clock: Clock
) -> dict[ChannelKind, Channel]:
    if not webhook_targets(settings):
        return {}
    return {ChannelKind.WEBHOOK: WebhookChannel(programs, clock)}


def _services(settings: Settings) -> dict[ChannelKind, Channel]:
    if not settings.apprise:
        return {}
    addresses = {name: each.get_secret_value() for name, each in settings.apprise.items()}
    return {ChannelKind.APPRISE: AppriseChannel(addresses)}


def _weather(settings: Settings, http: httpx.AsyncClient, clock: Clock) -> WeatherSource:
    forecasts, places = settings.weather.forecast_url, settings.weather.geocoding_url
    if settings.sandbox and not (forecasts and places):
        return NoWeather()
    return OpenMeteo(
        OpenMeteoSettings(
            forecasts or OpenMeteoSettings.forecast_server,
            places or OpenMeteoSettings.geocoding_server,
            endings=read_lexicon().places,
        ),
        http,
        clock,
    )


def _mail_server(mail: MailSettings) -> MailServer:
    return MailServer(
        host=mail.host,
        port=mail.port,
        sender=mail.sender,
        user=mail.user,
        password=mail.password.get_secret_value(),
        encryption=MailEncryption(mail.tls.value),
        context=authorities(mail.ca_file, "ZHIBAN_MAIL_CA_FILE"),
        timeout_seconds=mail.timeout_seconds,
    )


def _robot(robot: Robot) -> ChatRobot:
    return ChatRobot(
        robot.key.get_secret_value(), robot.secret.get_secret_value(), robot.keyword, robot.url
    )
