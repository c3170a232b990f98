"""The settings of what runs here, as commands in other terminals find them."""

from bootstrap.configuration.environment import ELSEWHERE, adopt, given_settings
from bootstrap.configuration.settings import Settings, load_settings
from supervisor.environment import part_environment
from supervisor.local_secrets import local_secrets
from supervisor.preflight import is_running
from supervisor.record import read_record


def running_settings() -> Settings:
    """Return the settings of what `zhiban up` runs in this data folder, else those that are set.

    A command in another terminal is meant for what runs here, whose keys and addresses nobody set
    by hand. Naming a database or a Temporal server says that it is meant for something else.
    """
    settings = load_settings()
    given = given_settings()
    if ELSEWHERE & given.keys() or not is_running(settings.data_dir):
        return settings
    record = read_record(settings.data_dir)
    if record is not None:
        adopt({name: value for name, value in record.chosen.items() if name not in given})
        settings = load_settings()
    adopt(part_environment(settings, local_secrets(settings.data_dir)))
    return load_settings()
