"""TC3-HMAC-SHA256, from the verifier's side."""

import hashlib
import hmac
from datetime import UTC, datetime

from sandbox.tencent.accounts import Account, Accounts
from sandbox.tencent.calls import Authorization, Call, RawRequest
from sandbox.tencent.errors import ApiError

ALGORITHM = "TC3-HMAC-SHA256"
UNSIGNED_PAYLOAD = "UNSIGNED-PAYLOAD"
# The vendor refuses requests whose timestamp differs by more than five minutes from its own clock.
TOLERANCE_S = 300


def verify(raw: RawRequest, call: Call, accounts: Accounts, now: float) -> Account:
    """Return the account that signed the request; `now` is the verifier's clock in epoch seconds.

    The order is ours: secret id, expiry, signature, token. The vendor does not publish its own.

    Raises:
        ApiError: with the `AuthFailure` code of the first check that fails.
    """
    account = accounts.find(call.authorization.secret_id)
    if account is None:
        raise ApiError("AuthFailure.SecretIdNotFound", "The SecretId is not known.")
    if abs(now - call.timestamp) > TOLERANCE_S:
        raise ApiError(
            "AuthFailure.SignatureExpire",
            "The signature has expired: X-TC-Timestamp is more than five minutes from the server.",
        )
    if not _signed_by(account, raw, call):
        raise ApiError(
            "AuthFailure.SignatureFailure",
            "The provided credentials could not be validated because of an exception in the "
            "signature. Check the secret key, the signed headers and the body.",
        )
    _check_token(account, call, now)
    return account


def _signed_by(account: Account, raw: RawRequest, call: Call) -> bool:
    day = datetime.fromtimestamp(call.timestamp, tz=UTC).strftime("%Y-%m-%d")
    if call.authorization.date != day:
        return False
    if any(name not in raw.headers for name in call.authorization.signed_headers):
        return False
    # The rule says header values are signed in lower case; the Python SDK signs them as they are.
    candidates = (
        sign(account.secret_key, raw, call.authorization, call.timestamp, lower_values=lower)
        for lower in (False, True)
    )
    return any(hmac.compare_digest(each, call.authorization.signature) for each in candidates)


def sign(
    secret_key: str,
    raw: RawRequest,
    authorization: Authorization,
    timestamp: int,
    *,
    lower_values: bool = False,
) -> str:
    """Return the hex signature that the owner of `secret_key` would have made."""
    scope = f"{authorization.date}/{authorization.service}/tc3_request"
    canonical = _canonical_request(raw, authorization.signed_headers, lower_values=lower_values)
    digest = hashlib.sha256(canonical.encode()).hexdigest()
    to_sign = f"{ALGORITHM}\n{timestamp}\n{scope}\n{digest}"
    key = f"TC3{secret_key}".encode()
    for part in (authorization.date, authorization.service, "tc3_request"):
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    return hmac.new(key, to_sign.encode(), hashlib.sha256).hexdigest()


def _canonical_request(raw: RawRequest, signed: tuple[str, ...], *, lower_values: bool) -> str:
    values = {name: raw.headers[name].strip() for name in signed}
    headers = "".join(
        f"{name}:{value.lower() if lower_values else value}\n" for name, value in values.items()
    )
    unsigned = raw.headers.get("x-tc-content-sha256") == UNSIGNED_PAYLOAD
    payload = UNSIGNED_PAYLOAD.encode() if unsigned else raw.body
    digest = hashlib.sha256(payload).hexdigest()
    query = raw.query if raw.method == "GET" else ""
    return "\n".join((raw.method, "/", query, headers, ";".join(signed), digest))


def _check_token(account: Account, call: Call, now: float) -> None:
    if account.token != call.token:
        raise ApiError("AuthFailure.TokenFailure", "The token is missing or wrong.")
    if account.expires_at is not None and now >= account.expires_at:
        raise ApiError("AuthFailure.TokenFailure", "The token has expired.")
