"""Settings of the bridge to desk robots."""

from pydantic import Field

from bootstrap.configuration.kinds import Group, Names, PortOrOff


class BridgeSettings(Group):
    """Endpoints of robots that people register, and what is offered there."""

    allow: Names = ()
    """Private hosts (`name`, `name:port`) and networks (CIDR) where endpoints may be."""
    tools: Names = ()
    """What a robot is offered, in this order, `name` or `name=alias`; empty: the usual 18."""
    port: PortOrOff = 0
    """Port of this machine on which GET /health is answered by the bridge's event loop; 0: off."""
    dials: int = Field(default=20, ge=1, le=200)
    """Most endpoints that one process dials at once."""
