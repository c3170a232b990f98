"""What DingTalk's error codes say about trying again.

Codes as published for custom robots and in the table of global error codes.
"""

from domain.deliveries import Outcome
from domain.provider_answers import Provider, Ruling

_TOKEN = Ruling(Outcome.CONFIGURATION, "Check the robot's access token in the settings.")
_OUR_FAULT = Ruling(Outcome.PERMANENT, "The message breaks a rule of DingTalk.")
_TOO_FAST = Ruling(
    Outcome.RETRY, "The robot has spoken 20 times in a minute and is silenced for ten.", 600.0
)

DINGTALK = Provider(
    name="DingTalk",
    code_fields=("errcode",),
    text_field="errmsg",
    rulings={
        -1: Ruling(Outcome.RETRY, "DingTalk is busy."),
        130101: _TOO_FAST,
        410100: _TOO_FAST,
        310000: Ruling(
            Outcome.CONFIGURATION,
            "The robot's lock did not open: compare keyword, secret, clock and address list.",
        ),
        300005: _TOKEN,
        400101: _TOKEN,
        400102: Ruling(Outcome.CONFIGURATION, "The robot has been stopped; start it in DingTalk."),
        400013: Ruling(Outcome.CONFIGURATION, "The robot's group is gone."),
        400106: Ruling(Outcome.CONFIGURATION, "The robot is no longer in the group."),
        400105: _OUR_FAULT,
        400402: _OUR_FAULT,
        40035: _OUR_FAULT,
        43004: _OUR_FAULT,
        430101: _OUR_FAULT,
        430102: _OUR_FAULT,
        430103: _OUR_FAULT,
        430104: _OUR_FAULT,
        460101: _OUR_FAULT,
    },
)
