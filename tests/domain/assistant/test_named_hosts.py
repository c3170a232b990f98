"""Whose hosts a person named."""

import pytest

from domain.assistant.named_hosts import is_named

PAGE = "https://status.example.cn/today?x=1"


@pytest.mark.parametrize(
    ("address", "said"),
    [
        (PAGE, "What does https://status.example.cn/ say?"),
        (PAGE, "看看status.example.cn的首页"),
        (PAGE, "Look at STATUS.EXAMPLE.CN."),
        (PAGE, "看看ｓｔａｔｕｓ．ｅｘａｍｐｌｅ．ｃｎ"),
        ("https://www.example.cn/", "open example.cn, please"),
        ("https://example.cn/", "open www.example.cn"),
        ("http://10.0.0.8:9090/metrics", "read 10.0.0.8:9090/metrics"),
        ("https://status.example.cn./", "status.example.cn"),
    ],
)
def test_a_host_that_was_named_is_known(address, said):
    """SEC-4."""
    assert is_named(address, ["Good morning.", said])


@pytest.mark.parametrize(
    ("address", "said"),
    [
        (PAGE, ""),
        (PAGE, "What is new at example.cn?"),
        (PAGE, "old-status.example.cn"),
        (PAGE, "status.example.cn.evil.net"),
        (PAGE, "status.example.cnx"),
        ("https://example.cn/", "status.example.cn"),
        ("https://example.cn/", "write to ops@example.cn"),
        ("https://evil.net/?status.example.cn", "status.example.cn"),
        ("https://status.example.cn@evil.net/", "status.example.cn"),
        ("https://evil.net\\@status.example.cn/", "status.example.cn"),
        ("https://status.example.cn\t.evil.net/", "status.example.cn"),
        ("ftp://status.example.cn/", "status.example.cn"),
        ("status.example.cn", "status.example.cn"),
        ("https://[oops/", "oops"),
        ("https:///", "anything"),
        (None, "anything"),
        (7, "7"),
    ],
)
def test_everything_else_was_not_named(address, said):
    """SEC-4: what two programs may read differently counts as not named."""
    assert not is_named(address, [said])
