"""The service for desk robots, and what it shares with what holds their connections."""

import structlog

from application.services import Services
from application.voice.requests import NoToolbox, VoiceRequestService
from application.voice.robots import RobotService
from bootstrap.foundation import Foundation
from bootstrap.sealing import KeySealing
from bootstrap.system import SystemCodes
from domain.people.access import Actor
from domain.voice.codes import CodeReader
from integrations.fluent_words import read_lexicon
from integrations.web.guard import Guard
from integrations.web.refusals import Refusal
from integrations.xiaozhi.places import GuardedPlaces
from mcp_server.identity import OneActor
from mcp_server.toolsets import TOGETHER, tools_of
from orchestration.deliveries import TemporalDeliveries
from storage.voice.requests import SqlVoiceRequests
from storage.voice.robots import SqlRobots

_LOOPBACK = ("127.0.0.1", "localhost")

_log = structlog.get_logger(__name__)


def robots_of(foundation: Foundation) -> SqlRobots:
    """Return where robots are kept."""
    return SqlRobots(foundation.stores.events, KeySealing(foundation.settings.encryption_keys))


def places_of(foundation: Foundation) -> GuardedPlaces:
    """Return where endpoints may be; the sandbox's own is on this machine."""
    settings = foundation.settings
    allow = (*settings.bridge.allow, *(_LOOPBACK if settings.sandbox else ()))
    return GuardedPlaces(Guard(allow, on_refused=_refused).admit)


def robot_service(foundation: Foundation) -> RobotService:
    """Return the service for robots."""
    return RobotService(
        robots=robots_of(foundation),
        places=places_of(foundation),
        throttle=foundation.stores.throttle,
        clock=foundation.clock,
        ids=foundation.ids,
        known=lambda: (),
    )


def voice_requests_of(foundation: Foundation) -> SqlVoiceRequests:
    """Return where what robots ask for is kept."""
    sealing = KeySealing(foundation.settings.encryption_keys)
    return SqlVoiceRequests(foundation.stores.events.with_reserve(), sealing)


def voice_request_service(foundation: Foundation) -> VoiceRequestService:
    """Return what takes changes that robots ask for, and codes; without the tools that do them."""
    lexicon, settings = read_lexicon(), foundation.settings
    return VoiceRequestService(
        requests=voice_requests_of(foundation),
        toolbox=NoToolbox(),
        briefings=foundation.stores.briefings,
        starts=TemporalDeliveries(foundation.client, settings.temporal.queue),
        throttle=foundation.stores.throttle,
        codes=SystemCodes(),
        reader=CodeReader(lexicon.digits, lexicon.refusals),
        clock=foundation.clock,
        ids=foundation.ids,
    )


def tool_names(services: Services) -> frozenset[str]:
    """Return the names of all tools that a robot may be offered; it takes half a second."""
    nobody = OneActor(Actor("", frozenset()))
    return frozenset(each.name for each in tools_of(services, nobody, TOGETHER))


def _refused(refusal: Refusal) -> None:
    """Leave a trace of every address that was refused (WEB-6)."""
    _log.warning("robots.address_refused", reason=refusal.reason, host=refusal.host)
