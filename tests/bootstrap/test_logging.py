import io
import json
import logging

import pytest
import structlog
from temporalio.exceptions import ApplicationError

from bootstrap.configuration.own import LogSettings
from bootstrap.logging import HIDDEN, configure_logging, without_secrets
from domain.common.errors import Unavailable


@pytest.fixture
def written():
    """What was logged, with the root logger put back afterwards."""
    root = logging.getLogger()
    before = root.handlers[:], root.level
    stream = io.StringIO()
    yield stream
    root.handlers[:], root.level = before
    structlog.reset_defaults()


def test_ours_and_a_librarys_messages_are_one_json_object_per_line(written):
    """OPS-5."""
    configure_logging(LogSettings(format="json"), stream=written)

    structlog.get_logger("zhiban").info("briefing prepared", person="mei", claims=3)
    logging.getLogger("uvicorn.error").warning("slow %s", "request")

    ours, theirs = map(json.loads, written.getvalue().splitlines())
    assert (ours["event"], ours["person"], ours["claims"]) == ("briefing prepared", "mei", 3)
    assert (theirs["event"], theirs["logger"], theirs["level"]) == (
        "slow request",
        "uvicorn.error",
        "warning",
    )


@pytest.mark.parametrize(
    ("cause", "traced"), [(Unavailable("It is away."), False), (KeyError("a mistake"), True)]
)
def test_only_what_nobody_expected_is_told_with_its_trace(written, cause, traced):
    """OPS-5: a source that is away for an hour fails thousands of tries."""
    configure_logging(LogSettings(format="json"), stream=written)

    error = ApplicationError("It is away.", type="Unavailable")
    error.__cause__ = cause
    logging.getLogger("temporalio.activity").warning("failed", exc_info=error)

    told = json.loads(written.getvalue())
    assert ("KeyError" in told.get("exception", "")) is traced
    assert told.get("reason") == (None if traced else "Unavailable: It is away.")


def test_a_library_that_had_silenced_itself_is_heard_again(written):
    """OPS-5."""
    speaker = logging.getLogger("uvicorn.error")
    speaker.addHandler(logging.NullHandler())
    speaker.propagate, speaker.disabled = False, True
    speaker.setLevel(logging.CRITICAL)

    configure_logging(LogSettings(format="json"), stream=written)
    speaker.warning("slow")

    assert json.loads(written.getvalue())["event"] == "slow"


def test_messages_below_the_level_are_left_out(written):
    """OPS-5."""
    configure_logging(LogSettings(level="error"), stream=written)

    structlog.get_logger("zhiban").warning("not this")
    logging.getLogger("any").warning("nor this")

    assert written.getvalue() == ""


@pytest.mark.parametrize("form", ["json", "console"])
def test_a_secret_is_hidden_wherever_it_stands(written, form):
    """CLD-4."""
    configure_logging(LogSettings(format=form), stream=written)
    log = structlog.get_logger("zhiban")

    log.info("a", api_key="hush-1", nested={"password": "hush-2", "list": [{"token": "hush-3"}]})
    log.info("posting to https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=hush-4")
    logging.getLogger("lib").warning("header %s", {"Authorization": "Bearer hush-5-hush-5"})
    address = "postgresql://zhiban:hush-6@db/zhiban"
    try:
        int(address)
    except ValueError:
        log.exception("failed")

    assert "hush" not in written.getvalue()
    assert written.getvalue().count(HIDDEN) == 6


@pytest.mark.parametrize(
    "text",
    [
        "https://oapi.dingtalk.com/robot/send?access_token=hush&timestamp=1&sign=hush",
        "https://open.feishu.cn/open-apis/bot/v2/hook/hush",
        "Authorization: Bearer hush-hush-hush",
        "TC3-HMAC-SHA256 Credential=AKIDhushhushhush/2026-11-21/cls, Signature=hush",
        '{"SecretKey": "hush", "password":"hush"}',
        "key sk-hush-hush-hush is wrong",
        "eyJhdXNoaHVzaA.eyJodXNoIjoxfQ.hush",
    ],
)
def test_what_has_the_shape_of_a_secret_is_hidden(text):
    """CLD-4."""
    assert "hush" not in without_secrets(text)
    assert HIDDEN in without_secrets(text)


@pytest.mark.parametrize(
    "text",
    [
        "The key of the delivery is briefing/mei/2026-11-21.",
        "http://127.0.0.1:8080/api/v1/briefings?cursor=abc",
        "prompt took 812 tokens in 3 s",
    ],
)
def test_what_is_no_secret_stays_readable(text):
    """OPS-5."""
    assert without_secrets(text) == text


def test_counts_of_tokens_are_not_hidden(written):
    """OPS-5."""
    configure_logging(LogSettings(format="json"), stream=written)

    structlog.get_logger("zhiban").info("summarised", prompt_tokens=812)

    assert json.loads(written.getvalue())["prompt_tokens"] == 812
