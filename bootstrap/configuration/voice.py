"""Settings of speech: the voice that says briefings, and what understands people."""

from typing import Literal

from pydantic import Field

from bootstrap.configuration.kinds import Group


class VoiceSettings(Group):
    """Who says a briefing to whoever would rather listen."""

    engine: Literal["espeak", "tencent", "off"] = "espeak"
    """`espeak`: espeak-ng of this machine, offline; `tencent`: speech of Tencent Cloud; `off`."""
    program: str = "espeak-ng"
    """Name or path of the program, for `espeak`."""
    tencent_type: int = Field(default=0, ge=0)
    """Voice of Tencent Cloud's list (`VoiceType`), for `tencent`; 0: the vendor's choice."""
    listening: Literal["tencent", "off"] = "off"
    """What understands speech: `tencent` sends recordings to Tencent Cloud; `off`: nothing does."""
    group: str = Field(default="zhiban", pattern="^[A-Za-z_]{1,128}$")
    """Group of voices at the service; installations that share an account have one each."""
