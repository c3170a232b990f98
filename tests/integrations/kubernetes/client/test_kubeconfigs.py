"""Kubeconfigs that run, read or redirect something are refused, and none is ever repeated."""

import json

import httpx2
import pytest

from domain.common.errors import Misconfigured
from integrations.kubernetes.client.kubeconfigs import MOST_CHARACTERS, opened

SECRET = "hunter2-token"


def kubeconfig(*, cluster: dict | None = None, user: dict | None = None, **top) -> str:
    content = {
        "current-context": "c",
        "clusters": [
            {"name": "k", "cluster": {"server": "https://127.0.0.1:1", **(cluster or {})}}
        ],
        "users": [{"name": "u", "user": {"token": SECRET, **(user or {})}}],
        "contexts": [{"name": "c", "context": {"cluster": "k", "user": "u"}}],
        **top,
    }
    return json.dumps(content)


def try_open(text: str, *, insecure: bool = False) -> httpx2.AsyncClient:
    return opened(text, cluster="cls-1", insecure=insecure, timeout=httpx2.Timeout(1))


TRAPS = {
    "a command": {"user": {"exec": {"apiVersion": "v1", "command": "touch"}}},
    "a provider": {"user": {"auth-provider": {"name": "gcp"}}},
    "a token file": {"user": {"tokenFile": "/etc/shadow"}},
    "a certificate file": {"user": {"client-certificate": "/etc/shadow", "client-key": "/x"}},
    "a password": {"user": {"username": "a", "password": SECRET}},
    "somebody else's name": {"user": {"as": "system:admin"}},
    "an authority file": {"cluster": {"certificate-authority": "/etc/shadow"}},
    "a proxy": {"cluster": {"proxy-url": "http://127.0.0.1:2"}},
    "no check of the certificate": {"cluster": {"insecure-skip-tls-verify": True}},
    "another name to check": {"cluster": {"tls-server-name": "elsewhere"}},
    "plain http": {"cluster": {"server": "http://127.0.0.1:1"}},
    "a file as address": {"cluster": {"server": "file:///etc/shadow"}},
    "credentials in the address": {"cluster": {"server": "https://a:b@127.0.0.1"}},
    "an address that is none": {"cluster": {"server": "https://[::"}},
    "an unknown context": {"current-context": "other"},
    "no context": {"current-context": None},
    "no users": {"users": []},
    "users that are none": {"users": ["u"]},
    "an authority that is none": {"cluster": {"certificate-authority-data": "!!"}},
    "a key that is none": {"user": {"client-certificate-data": "YQ==", "client-key-data": "YQ=="}},
    "a number as token": {"user": {"token": 7}},
}


@pytest.mark.parametrize("trap", TRAPS.values(), ids=TRAPS)
def test_a_kubeconfig_with_a_trap_is_refused_without_repeating_it(trap):
    """CLD-4, SEC-2."""
    with pytest.raises(Misconfigured) as refused:
        try_open(kubeconfig(**trap))

    assert "cls-1" in str(refused.value)
    assert SECRET not in repr(refused.value)
    assert refused.value.__context__ is None
    assert "/etc/shadow" not in str(refused.value)


@pytest.mark.parametrize(
    "text", ["", "[]", "{", "!!python/object/apply:os.system ['true']", "a" * (MOST_CHARACTERS + 1)]
)
def test_what_is_no_kubeconfig_is_refused(text):
    """CLD-4."""
    with pytest.raises(Misconfigured):
        try_open(text)


async def test_a_sandbox_may_use_plain_http_and_nothing_else_more():
    """SEC-2."""
    client = try_open(kubeconfig(cluster={"server": "http://127.0.0.1:1"}), insecure=True)

    assert str(client.base_url) == "http://127.0.0.1:1"
    assert not client.trust_env
    await client.aclose()
    with pytest.raises(Misconfigured):
        try_open(kubeconfig(user={"exec": {"command": "touch"}}), insecure=True)
