"""Everything that can be set.

Each setting is documented where it is declared (here, own_settings.py, outside_settings.py) and in
docs/settings.md. Values are read once, here, and passed on.
"""

from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from pydantic import BaseModel, Field, SecretStr, ValidationError
from pydantic.fields import FieldInfo
from pydantic_settings import (
    BaseSettings,
    EnvSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from bootstrap.configuration.assistant import AssistantSettings
from bootstrap.configuration.bridge import BridgeSettings
from bootstrap.configuration.environment import (
    DATA_DIR,
    ENV_FILE,
    PREFIX,
    PUBLISHED,
    env_file,
    file_of,
    given_settings,
    settings_from_files,
)
from bootstrap.configuration.kinds import Names
from bootstrap.configuration.outside import (
    EmbeddingsSettings,
    LlmSettings,
    LocalServices,
    MailSettings,
    Robots,
    TencentSettings,
)
from bootstrap.configuration.own import (
    ApiSettings,
    DiscussionsSettings,
    EncryptionKeys,
    LogSettings,
    McpSettings,
    MetricsSettings,
    ReachSettings,
    TemporalSettings,
    UpSettings,
    WorkerSettings,
)
from bootstrap.configuration.plugins import PluginsSettings
from bootstrap.configuration.repairs import AlertsSettings, KubernetesSettings, RepairsSettings
from bootstrap.configuration.sandbox_rule import (
    OutsideSettings,
    Service,
    never_mix,
    outside_services,
)
from bootstrap.configuration.tasks import (
    AppriseAddresses,
    FeedbackSettings,
    Presets,
    TwilioSettings,
    WatchesSettings,
    WeatherSettings,
    Webhooks,
    WebSettings,
)
from bootstrap.configuration.texts import SmsSettings
from bootstrap.configuration.voice import VoiceSettings
from domain.common.errors import Misconfigured
from storage.database import FEWEST_CONNECTIONS, MOST_CONNECTIONS


class Settings(BaseSettings):
    """Everything that can be set."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_nested_delimiter="_",
        env_nested_max_split=1,
        env_ignore_empty=True,  # a compose file passes what is unset as ""
        extra="ignore",  # the environment is full of other people's names
        frozen=True,
        hide_input_in_errors=True,
        use_attribute_docstrings=True,
    )

    data_dir: Path = Path(DATA_DIR)
    """Folder for everything that `zhiban up` keeps, and for the embedded database."""
    terminal_file: str = ""
    """File with address and token of the API that lists are asked of; empty: as `up` wrote it."""
    database_url: SecretStr = SecretStr("")
    """sqlite:///path or postgresql://user:password@host/name; empty: SQLite in the data folder."""
    database_connections: int = Field(default=MOST_CONNECTIONS, ge=FEWEST_CONNECTIONS, le=100)
    """Most connections of one process to PostgreSQL (4 to 100), half of them only for reading."""
    sandbox: bool = False
    """The outside world is a stand-in: needed for sandbox addresses, refuses real credentials."""
    local_services: LocalServices = ()
    """Real, but local: `mail`, `llm`, `weather`, `webhooks`, `apprise`, `alertmanager` …"""
    encryption_keys: EncryptionKeys = ()
    """`id:base64` of 32 bytes, comma separated: the first encrypts, all decrypt; empty: clear."""
    otlp_endpoint: str = ""
    """OTLP/HTTP collector for traces, such as http://127.0.0.1:4318; empty: no traces."""
    robots: Robots = {}
    """JSON object: name of a group robot to its kind, key, secret, keyword and (sandbox) url."""
    metric_presets: Presets = {}
    """JSON: name of a metric to source, unit and title (by language), beside `bitcoin_price`."""
    status_page: Presets = {}
    """JSON: part of the public page `/status` to title (by language) and task or workloads."""
    news_urls: Names = ()
    """Feeds that a schedule's news_digest reads when it names none, comma separated."""
    webhooks: Webhooks = {}
    """JSON object: name of a program to its url, secret and the types of events it gets."""
    apprise: AppriseAddresses = {}
    """JSON object: name of a further service to its Apprise address, which leads to one place."""
    temporal: TemporalSettings = TemporalSettings()
    api: ApiSettings = ApiSettings()
    mcp: McpSettings = McpSettings()
    discussions: DiscussionsSettings = DiscussionsSettings()
    reach: ReachSettings = ReachSettings()
    tencent: TencentSettings = TencentSettings()
    llm: LlmSettings = LlmSettings()
    embeddings: EmbeddingsSettings = EmbeddingsSettings()
    assistant: AssistantSettings = AssistantSettings()
    mail: MailSettings = MailSettings()
    watches: WatchesSettings = WatchesSettings()
    web: WebSettings = WebSettings()
    plugins: PluginsSettings = PluginsSettings()
    bridge: BridgeSettings = BridgeSettings()
    voice: VoiceSettings = VoiceSettings()
    sms: SmsSettings = SmsSettings()
    twilio: TwilioSettings = TwilioSettings()
    weather: WeatherSettings = WeatherSettings()
    feedback: FeedbackSettings = FeedbackSettings()
    alerts: AlertsSettings = AlertsSettings()
    kubernetes: KubernetesSettings = KubernetesSettings()
    repairs: RepairsSettings = RepairsSettings()
    log: LogSettings = LogSettings()
    worker: WorkerSettings = WorkerSettings()
    metrics: MetricsSettings = MetricsSettings()
    up: UpSettings = UpSettings()

    @property
    def database(self) -> str:
        """The address of the database, with its password."""
        return self.database_url.get_secret_value() or f"sqlite:///{self.embedded_database}"

    @property
    def embedded_database(self) -> Path:
        """The file that is used when no other database is named."""
        return self.data_dir / "zhiban.db"

    @property
    def discussions_dir(self) -> Path:
        """The folder of the store of discussions; the sandbox has one of its own."""
        if self.discussions.dir:
            return Path(self.discussions.dir).expanduser()
        return self.data_dir / "discussions" if self.sandbox else Path.home() / ".lingmessage"

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Let our names win over the published ones, and the environment over the file."""
        for source in (env_settings, dotenv_settings):
            if isinstance(source, EnvSettingsSource):
                source.env_vars = {
                    name: value for name, value in source.env_vars.items() if not file_of(name)
                }
        given = (env_settings, dotenv_settings, _FromFiles(settings_cls), file_secret_settings)
        return init_settings, *given, _Published(settings_cls, given)


class _FromFiles(EnvSettingsSource):
    """Finds settings whose values stand in files of their own, as containers are given secrets."""

    def _load_env_vars(self) -> Mapping[str, str | None]:
        return {name.lower(): value for name, value in settings_from_files().items()}


class _Published(PydanticBaseSettingsSource):
    """Finds the names of `PUBLISHED` among what other sources have read, first come first."""

    def __init__(
        self,
        settings_cls: type[BaseSettings],
        given: Iterable[PydanticBaseSettingsSource],
    ) -> None:
        super().__init__(settings_cls)
        self._given = [source for source in given if isinstance(source, EnvSettingsSource)]

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:  # noqa: ARG002 - the library's signature
        """Leave single fields to `__call__`, which knows the groups."""
        return None, field_name, False

    def __call__(self) -> dict[str, Any]:
        """Return what is set, in groups."""
        found: dict[str, Any] = {}
        for name, (group, field) in PUBLISHED.items():
            values = (source.env_vars.get(name.lower()) for source in self._given)
            if value := next(filter(None, values), None):
                found.setdefault(group, {})[field] = value
        return found


def load_settings() -> Settings:
    """Read the environment and the file of settings, once.

    Raises:
        Misconfigured: a name or value is wrong, or the sandbox would meet the real world; says
            which, never with a secret.
    """
    file = env_file()
    _refuse_unknown(given_settings())
    try:
        settings = Settings(_env_file=file)  # type: ignore[call-arg]  # BaseSettings has it
    except ValidationError as error:
        raise Misconfigured(_explain(error)) from None  # the cause may repeat a secret
    never_mix(
        _outside(settings),
        sandbox=settings.sandbox,
        local=settings.local_services,
        real=settings.up.real,
    )
    return _apart(settings) if settings.sandbox else settings


def _apart(settings: Settings) -> Settings:
    """Leave the store of other programs alone, where only their own name for it is set."""
    if f"{PREFIX}DISCUSSIONS_DIR" in given_settings():
        return settings
    discussions = settings.discussions.model_copy(update={"dir": ""})
    return settings.model_copy(update={"discussions": discussions})


def _outside(settings: Settings) -> list[Service]:
    return outside_services(
        OutsideSettings(
            tencent=settings.tencent,
            llm=settings.llm,
            embeddings=settings.embeddings,
            mail=settings.mail,
            robots=settings.robots,
            twilio=settings.twilio,
            weather=settings.weather,
            webhooks=settings.webhooks,
            apprise=settings.apprise,
            feedback=settings.feedback,
            alerts=settings.alerts,
        )
    )


def setting_names() -> Iterator[tuple[str, FieldInfo]]:
    """Name every setting as it is written in the environment, with its declaration."""
    for name, declared in Settings.model_fields.items():
        if isinstance(declared.annotation, type) and issubclass(declared.annotation, BaseModel):
            for inner, field in declared.annotation.model_fields.items():
                yield f"{PREFIX}{name}_{inner}".upper(), field
        else:
            yield f"{PREFIX}{name}".upper(), declared


def _refuse_unknown(names: Iterable[str]) -> None:
    """Catch a misspelt name, which would otherwise leave its default standing in silence."""
    known = {name for name, _ in setting_names()} | {ENV_FILE}
    for name in sorted(names):
        if name.startswith(PREFIX) and name not in known:
            near = get_close_matches(name, known, n=1)
            hint = f"did you mean {near[0]}?" if near else "docs/settings.md lists them all."
            raise Misconfigured(f"{name} is not a setting; {hint}")


def _explain(error: ValidationError) -> str:
    told = []
    for problem in error.errors(include_url=False, include_input=False, include_context=False):
        name = PREFIX + "_".join(str(part) for part in problem["loc"]).upper()
        told.append(f"{name}: {problem['msg'].removeprefix('Value error, ')}")
    return "Settings are wrong. " + "; ".join(told) + "."
