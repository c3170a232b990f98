"""What WeCom's error codes say about trying again.

Codes as published for group robots (document 99110) and in the table of global error codes.
"""

from domain.deliveries import Outcome
from domain.provider_answers import Provider, Ruling

_KEY = Ruling(Outcome.CONFIGURATION, "Check the robot's key in the settings.")
_OUR_FAULT = Ruling(Outcome.PERMANENT, "The message breaks a rule of WeCom.")

WECOM = Provider(
    name="WeCom",
    code_fields=("errcode",),
    text_field="errmsg",
    rulings={
        -1: Ruling(Outcome.RETRY, "WeCom is busy."),
        45009: Ruling(Outcome.RETRY, "The robot has spoken 20 times in a minute.", 60.0),
        45033: Ruling(Outcome.RETRY, "Too many calls at once.", 5.0),
        93000: _KEY,
        93004: Ruling(Outcome.CONFIGURATION, "The robot has been stopped; start it in WeCom."),
        93008: Ruling(Outcome.CONFIGURATION, "The robot is no longer in the group."),
        40005: _OUR_FAULT,
        40007: _OUR_FAULT,
        40008: _OUR_FAULT,
        40009: _OUR_FAULT,
        40033: _OUR_FAULT,
        40058: _OUR_FAULT,
        44004: _OUR_FAULT,
        45002: _OUR_FAULT,
        47001: _OUR_FAULT,
        301019: _OUR_FAULT,
    },
)
