"""How a robot stands, as one sentence."""

from application.ports.voice.robots import KeptRobot
from domain.common.messages import Called, Message, message
from domain.voice.robots import RobotFault, RobotState


def robot_line(kept: KeptRobot) -> Message:
    """Return a robot, its state since when, why it is not connected or when it was not lately."""
    standing = kept.standing
    before = standing.last_fault_at if standing.state is RobotState.CONNECTED else None
    return message(
        "robot.line",
        robot=Called(kept.robot.name),
        state=standing.state,
        since=standing.since,
        fault=None if standing.fault is RobotFault.NONE else standing.fault,
        code=Called(str(standing.code)) if standing.code else None,
        before=before,
        last_fault=standing.last_fault if before else None,
    )
