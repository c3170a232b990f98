"""What Feishu's error codes say about trying again, as published for custom bots."""

from domain.deliveries import Outcome
from domain.provider_answers import Provider, Ruling

_TOO_FAST = Ruling(Outcome.RETRY, "The bot has spoken too often.", 60.0)
_OUR_FAULT = Ruling(Outcome.PERMANENT, "The message breaks a rule of Feishu.")

FEISHU = Provider(
    name="Feishu",
    code_fields=("code", "StatusCode"),
    text_field="msg",
    rulings={
        11232: _TOO_FAST,
        11233: _TOO_FAST,
        19001: Ruling(Outcome.CONFIGURATION, "Check the bot's token in the settings."),
        19021: Ruling(Outcome.CONFIGURATION, "Compare the bot's secret, and this machine's clock."),
        19022: Ruling(Outcome.CONFIGURATION, "The bot's address list does not have this machine."),
        19024: Ruling(Outcome.CONFIGURATION, "Give the robot its keyword in the settings."),
        9499: _OUR_FAULT,
        19002: _OUR_FAULT,
        19036: _OUR_FAULT,
        11246: _OUR_FAULT,
    },
)
