"""Putting back the content of a ConfigMap that a healthy workload ran with."""

from domain.clusters.clusters import ConfigRef
from domain.clusters.repairs import SkipReason
from domain.common.messages import message
from domain.incidents.ladder.views import View, Why

MOST_CONFIGS = 10
"""ConfigMaps that one attempt puts back."""


def configs_to_restore(view: View) -> tuple[ConfigRef, ...]:
    """Return ConfigMaps whose content is another than the newest that worked."""
    return tuple(
        config
        for config in _config_maps(view)
        if config.version and view.kept_configs.get(config.name, config.digest) != config.digest
    )[:MOST_CONFIGS]


def why_not_refresh(view: View) -> Why | None:
    """Say why no configuration is put back; None when one can be."""
    if view.workload.paused:
        return Why(SkipReason.ROLLOUT_PAUSED)
    if "configs" in view.unread:
        return Why(SkipReason.NOT_READABLE, message("skip.kept_configs"))
    if configs_to_restore(view):
        return None
    maps = _config_maps(view)
    if maps and all(config.name in view.kept_configs for config in maps):
        return Why(SkipReason.CONFIG_UNCHANGED, message("skip.same_configs", count=len(maps)))
    return Why(SkipReason.NO_KEPT_CONFIG, message("skip.configs", count=len(maps)))


def _config_maps(view: View) -> list[ConfigRef]:
    return [config for config in view.workload.configs if config.kind == "ConfigMap"]
