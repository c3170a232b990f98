"""Twilio as a `Channel`: one text message per message, in as many segments as it needs."""

from dataclasses import dataclass, field

import httpx

from domain.common.errors import InvalidRequest
from domain.deliveries.deliveries import ChannelAddress, ChannelKind, Message, Receipt
from domain.deliveries.rulings import bad_number, sent_before
from domain.deliveries.text_messages import MOST_SEGMENTS, check_number, segments_of, text_of
from integrations.twilio.answers import (
    Answer,
    bad_server,
    never_left,
    no_answer,
    read_answer,
)

TIMEOUT_SECONDS = 10.0
"""Twilio answers well under a second; ten leave room for a slow line."""

SERVER = "https://api.twilio.com"


@dataclass(frozen=True)
class TwilioAccount:
    """Who sends.

    Attributes:
        sid: the account, `AC…`.
        token: the account's token, or the secret of `key`; never in an error or a log line.
        sender: a number in E.164 form, a short code or a sender's name.
        service: a messaging service (`MG…`) that chooses the sender; it goes before `sender`.
        key: an API key (`SK…`); empty signs in with the account itself.
        server: in place of Twilio's own, for the sandbox.
    """

    sid: str
    token: str = field(repr=False)
    sender: str = ""
    service: str = ""
    key: str = ""
    server: str = SERVER


class SmsChannel:
    """Sends text messages from one account.

    Args:
        account: who sends.
        http: carries the requests; redirects are never followed.
        most_segments: a longer message is cut at a sentence, and ends with the link.
        timeout_seconds: longest wait for one answer.
    """

    def __init__(
        self,
        account: TwilioAccount,
        http: httpx.AsyncClient,
        *,
        most_segments: int = MOST_SEGMENTS,
        timeout_seconds: float = TIMEOUT_SECONDS,
    ) -> None:
        self._account = account
        self._http = http
        self._most_segments = most_segments
        self._timeout = timeout_seconds

    @property
    def kind(self) -> ChannelKind:
        """Which channel this is."""
        return ChannelKind.SMS

    def parts_of(self, message: Message, to: ChannelAddress) -> int:
        """Return how many segments a message takes: those are what a sender's pace counts."""
        del to
        return segments_of(self._text(message)).count

    async def send(self, message: Message, to: ChannelAddress, *, first_part: int = 0) -> Receipt:
        """Send once; segments travel together, so a try that went out has nothing left."""
        text = self._text(message)
        segments = segments_of(text).count
        if first_part >= segments:
            return sent_before(segments)
        try:
            number = check_number(to.target)
        except InvalidRequest:
            return bad_number()
        return await self._create({"To": number, "Body": text, **self._sender()}, segments)

    def _text(self, message: Message) -> str:
        return text_of(message, most_segments=self._most_segments)

    def _sender(self) -> dict[str, str]:
        account = self._account
        if account.service:
            return {"MessagingServiceSid": account.service}
        return {"From": account.sender}

    async def _create(self, form: dict[str, str], segments: int) -> Receipt:
        account = self._account
        path = f"/2010-04-01/Accounts/{account.sid}/Messages.json"
        try:
            response = await self._http.post(
                account.server.rstrip("/") + path,
                data=form,
                auth=(account.key or account.sid, account.token),
                # A connection that is not kept cannot be found dead by the next message.
                headers={"accept": "application/json", "connection": "close"},
                timeout=self._timeout,
                follow_redirects=False,
            )
        except (httpx.InvalidURL, httpx.UnsupportedProtocol):
            return bad_server()
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError):
            return never_left()
        except httpx.HTTPError:
            return no_answer()
        retry_after = response.headers.get("retry-after", "")
        answer = Answer(response.status_code, response.content, retry_after)
        return read_answer(answer, segments=segments, secrets=(account.token, account.sid))
