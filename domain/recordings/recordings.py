"""A recording: a text that a voice has said."""

from dataclasses import dataclass

SLOWEST, FASTEST = 0.6, 2.0
"""Speaking rates that can be asked for; 1 is the voice's own. Tencent's voices begin at 0.6, and
beyond twice the usual rate nobody follows figures."""


VOICE_SETTING = "ZHIBAN_VOICE_ENGINE"
"""What a person sets to get another voice."""


@dataclass(frozen=True, kw_only=True)
class Recording:
    """Sound that every browser and telephone plays: WAV, one channel, 16 bit.

    Attributes:
        sound: the whole file.
        seconds: how long it lasts.
    """

    sound: bytes
    seconds: float
