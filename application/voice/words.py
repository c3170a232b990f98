"""How a robot stands, as one sentence."""

from application.ports.voice.robots import KeptRobot
from domain.common.messages import Called, Message, message
from domain.voice.robots import RobotFault


def robot_line(kept: KeptRobot) -> Message:
    """Return a robot, its state since when, and why it is not connected."""
    standing = kept.standing
    return message(
        "robot.line",
        robot=Called(kept.robot.name),
        state=standing.state,
        since=standing.since,
        fault=None if standing.fault is RobotFault.NONE else standing.fault,
        code=Called(str(standing.code)) if standing.code else None,
    )
