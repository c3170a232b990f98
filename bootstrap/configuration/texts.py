"""Settings of text messages through Tencent Cloud."""

from pydantic import Field

from bootstrap.configuration.kinds import Group


class SmsSettings(Group):
    """Text messages through Tencent Cloud, whose credentials send them."""

    app_id: str = ""
    """Application of the SMS console (`SmsSdkAppId`); empty: no texts through it."""
    template_id: str = ""
    """Approved text that each message is poured into; without it none is sent."""
    sign: str = ""
    """Approved signature, without its brackets; numbers of the mainland need one."""
    gaps: int = Field(default=4, ge=1, le=20)
    """How many gaps the template has."""
    longest: int = Field(default=6, ge=1, le=200)
    """Characters that each gap takes; 6 unless Tencent Cloud allows your account more."""

    @property
    def configured(self) -> bool:
        """Whether texts can be sent."""
        return bool(self.app_id and self.template_id)
