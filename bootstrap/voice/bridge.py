"""What holds the connections of desk robots in one process."""

import random
from collections.abc import Callable

from application.services import Services
from application.voice.dialect import RobotDialect
from bootstrap.authorities import authorities
from bootstrap.foundation import Foundation
from bootstrap.version import own_version
from bootstrap.voice.names import name_reader
from bootstrap.voice.service import places_of, robots_of
from domain.voice.offers import USUAL, read_offers
from domain.voice.robots import Robot
from integrations.xiaozhi.bridge import RobotBridge


def robot_bridge(foundation: Foundation, services: Services) -> RobotBridge:
    """Return what holds the connections of robots in this process."""
    settings, robots = foundation.settings, robots_of(foundation)
    requests = services.voice_requests
    usual = settings.bridge.tools or USUAL
    names = name_reader()
    read_offers(usual)  # says now what is wrong with the setting

    def dialect(robot: Robot, on_call: Callable[[str], None]) -> RobotDialect:
        return RobotDialect(
            robot=robot,
            toolbox=requests.toolbox,
            people=foundation.stores.people,
            requests=requests,
            preferences=services.preferences,
            names=names,
            words=foundation.words,
            clock=foundation.clock,
            ids=foundation.ids,
            usual=usual,
            version=own_version(),
            on_call=on_call,
        )

    return RobotBridge(
        robots=robots,
        leases=robots,
        places=places_of(foundation),
        dialect=dialect,
        clock=foundation.clock,
        holder=foundation.ids.new(),
        dice=random.random,
        dials=settings.bridge.dials,
        tls=authorities(settings.web.ca_file, "ZHIBAN_WEB_CA_FILE"),
    )
