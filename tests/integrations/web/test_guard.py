from ipaddress import ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from application.ports.watches.web import FetchFailed, FetchProblem
from domain.common.errors import Misconfigured
from integrations.web.addresses import AddressKind, kind_of
from integrations.web.guard import Guard, SystemResolver, is_own
from integrations.web.refusals import Refused
from integrations.web.urls import BadUrl, read_url
from tests.fakes.pages import Names, Refusals

PUBLIC = "93.184.215.14"

HOSTILE = [
    # loopback and its spellings
    "http://127.0.0.1/",
    "http://127.0.0.1:8080/",
    "http://127.1.2.3/",
    "http://127.0.0.1./",
    "http://127.1/",
    "http://127.0.1/",
    "http://2130706433/",
    "http://017700000001/",
    "http://0177.0.0.1/",
    "http://0x7f000001/",
    "http://0x7f.0.0.1/",
    "http://0x7F.1/",
    "http://127.0.0.0x1/",
    "http://00000127.0.0.1/",
    "http://127.0.0.1.0/",
    "http://0/",
    "http://0.0.0.0/",
    "http://0.1.2.3/",
    "http://１２７.０.０.１/",
    "http://①②⑦.⓪.⓪.①/",
    "http://127。0。0。1/",
    "http://127．0．0．1/",
    "http://localhost/",
    "http://LOCALHOST./",
    "http://loopback.example/",
    # private, shared, link-local, metadata
    "http://10.0.0.1/",
    "http://172.16.0.1/",
    "http://172.31.255.255/",
    "http://192.168.1.1/",
    "http://100.64.0.1/",
    "http://100.100.100.200/latest/meta-data/",
    "http://169.254.1.1/",
    "http://169.254.169.254/latest/meta-data/",
    "http://169.254.169.254./",
    "http://2852039166/",
    "http://0xA9FEA9FE/",
    "http://0251.0376.0251.0376/",
    "http://169.254.0.23/latest/meta-data/cam/",
    "http://169.254.170.2/v2/credentials",
    "http://168.63.129.16/machine",
    "http://metadata.tencentyun.com/",
    "http://metadata.google.internal/",
    "http://192.0.0.192/",
    # what nobody serves pages on
    "http://192.0.2.1/",
    "http://198.18.0.1/",
    "http://198.51.100.7/",
    "http://203.0.113.9/",
    "http://224.0.0.1/",
    "http://239.255.255.250:1900/",
    "http://240.0.0.1/",
    "http://255.255.255.255/",
    "http://192.88.99.1/",
    # IPv6 and what it can carry
    "http://[::1]/",
    "http://[0:0:0:0:0:0:0:1]/",
    "http://[::]/",
    "http://[::127.0.0.1]/",
    "http://[::ffff:127.0.0.1]/",
    "http://[::ffff:7f00:1]/",
    "http://[::ffff:169.254.169.254]/",
    "http://[::ffff:0:127.0.0.1]/",
    "http://[64:ff9b::127.0.0.1]/",
    "http://[64:ff9b::a9fe:a9fe]/",
    "http://[64:ff9b:1::7f00:1]/",
    "http://[2002:7f00:1::]/",
    "http://[2002:a9fe:a9fe::1]/",
    "http://[2001:0:7f00:1::]/",
    "http://[2606:4700::5efe:10.0.0.1]/",
    "http://[fe80::1]/",
    "http://[fe80::1%25eth0]/",
    "http://[fe80::1%eth0]/",
    "http://[fc00::1]/",
    "http://[fd00:ec2::254]/latest/meta-data/",
    "http://[fec0::1]/",
    "http://[ff02::1]/",
    "http://[2001:db8::1]/",
    "http://[::1]evil.example/",
    # written so that two programs disagree
    "http://public.example@127.0.0.1/",
    "http://127.0.0.1@public.example/",
    "http://user:hunter2@public.example/",
    "http://public.example:80@127.0.0.1/",
    "http://public.example\\@127.0.0.1/",
    "http://127.0.0.1\\.public.example/",
    "http:\\\\127.0.0.1\\",
    "http://127.0.0.1%00.public.example/",
    "http://public.example%00@127.0.0.1/",
    "http://%31%32%37.0.0.1/",
    "http://127.0.0.1%2f.public.example/",
    "http://127.0.0.1\t/",
    "http://pub\tlic.example/",
    "http://public.example\r\nHost: 127.0.0.1/",
    "http://public.example /",
    "http://public.example\u3000/",
    "http://public.exa\u00admple/",
    "http://public\u200b.example/",
    "http://public..example/",
    "http://public.example/a\\b",
    "http://public.example/\\@127.0.0.1/",
    "http://public.example/\u2028",
    "http://-public.example/",
    "http://public.example:99999/",
    "http://public.example:0/",
    "http://public.example:80:22/",
    "http://public.example:-1/",
    "http://*.example/",
    "http://public.1/",
    "http://public.0x10/",
    # not the web
    "file:///etc/passwd",
    "file://127.0.0.1/etc/passwd",
    "ftp://public.example/",
    "gopher://127.0.0.1:6379/_FLUSHALL",
    "dict://127.0.0.1:11211/stats",
    "ldap://public.example/",
    "jar:http://public.example!/",
    "javascript:alert(1)",
    "data:text/html,hello",
    "view-source:http://127.0.0.1/",
    "//127.0.0.1/",
    "http:/127.0.0.1/",
    "http:127.0.0.1",
    "http://",
    "http:///127.0.0.1/",
    "http://?@127.0.0.1/",
    "",
    "127.0.0.1",
    "http://public.example/" + "a" * 5000,
    # ports of services that can be made to act on a line of HTTP
    "http://public.example:22/",
    "http://public.example:25/",
    "http://public.example:53/",
    "http://public.example:110/",
    "http://public.example:445/",
    "http://public.example:587/",
    "http://public.example:6667/",
    "http://public.example:5060/",
]

NAMES = {
    "public_example": [[PUBLIC]],
    "localhost": [["127.0.0.1", "::1"]],
    "loopback_example": [["127.0.0.1"]],
    "metadata_tencentyun_com": [["169.254.0.23"]],
    "metadata_google_internal": [["169.254.169.254"]],
}


async def ask(guard: Guard, url: str) -> tuple[str, ...]:
    target = guard.read(url)
    return await guard.admit(target.host, target.port)


@pytest.mark.parametrize("url", HOSTILE, ids=lambda url: ascii(url)[:60])
async def test_a_hostile_address_is_refused_and_recorded(url):
    """WEB-6, SEC-2."""
    refusals = Refusals()
    guard = Guard(resolve=Names(**NAMES), on_refused=refusals)

    with pytest.raises(FetchFailed) as refused:
        await ask(guard, url)

    assert refused.value.problem in (FetchProblem.REFUSED_ADDRESS, FetchProblem.BAD_URL)
    assert len(refusals.all) == 1
    assert "hunter2" not in repr(refusals.all) + str(refused.value)


def test_more_than_sixty_hostile_addresses_are_tried():
    """WEB-6."""
    assert len(set(HOSTILE)) >= 120


@given(st.text(max_size=60).map(lambda rest: "http://" + rest) | st.text(max_size=80))
def test_whatever_is_written_is_refused_or_read_in_one_way(text):
    """WEB-6: what is connected to, sent as `Host` and shown is one and the same."""
    try:
        target = read_url(text)
    except BadUrl:
        return

    again = read_url(target.text)
    assert again == target
    assert target.url.raw_host.decode("ascii") == target.host
    assert target.host.isascii()
    assert target.host == target.host.lower()
    assert not set(target.host) & set(" @/\\%?#[]")


@pytest.mark.parametrize(
    ("url", "host", "port", "text"),
    [
        ("http://public.example", "public.example", 80, "http://public.example"),
        ("https://PUBLIC.example./a?b=1#c", "public.example", 443, "https://public.example/a?b=1"),
        ("HTTP://public.example:8080/", "public.example", 8080, "http://public.example:8080/"),
        ("https://例子.测试/路", "xn--fsqu00a.xn--0zwm56d", 443, None),
        (f"http://{PUBLIC}:3000/", PUBLIC, 3000, f"http://{PUBLIC}:3000/"),
        ("http://[2606:4700:0:0::1111]/", "2606:4700::1111", 80, "http://[2606:4700::1111]/"),
        ("http://public.example/a b", "public.example", 80, "http://public.example/a%20b"),
        ("http://a_b.public.example/@x", "a_b.public.example", 80, None),
    ],
)
def test_an_honest_address_gets_its_one_spelling(url, host, port, text):
    """WEB-6."""
    target = Guard().read(url)

    assert (target.host, target.port) == (host, port)
    assert text is None or target.text == text


async def test_a_public_name_is_admitted_with_exactly_the_addresses_that_were_judged():
    """WEB-6."""
    names = Names(public_example=[[PUBLIC, "2606:4700::1111"]])

    admitted = await ask(Guard(resolve=names), "https://public.example/")

    assert admitted == (PUBLIC, "2606:4700::1111")
    assert names.asked == ["public.example"]


async def test_one_private_address_among_public_ones_refuses_the_whole_name():
    """WEB-6."""
    refusals = Refusals()
    guard = Guard(resolve=Names(mixed=[[PUBLIC, "10.0.0.5"]]), on_refused=refusals)

    with pytest.raises(FetchFailed, match=r"web\.address"):
        await ask(guard, "http://mixed/")

    [refusal] = refusals.all
    assert (refusal.reason, refusal.host, refusal.address, refusal.kind) == (
        Refused.ADDRESS,
        "mixed",
        "10.0.0.5",
        "private",
    )


async def test_a_refusal_tells_the_asker_no_address_of_the_inner_network():
    """WEB-6: names of hosts inside must not be resolvable through our errors."""
    guard = Guard(resolve=Names(inside=[["10.20.30.40"]]))

    with pytest.raises(FetchFailed) as refused:
        await ask(guard, "http://inside/")

    assert "10.20.30.40" not in str(refused.value)


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        ([], FetchProblem.DNS),
        ([PUBLIC] * 17, FetchProblem.DNS),
        (["fe80::1%2"], None),
        (["x"], None),
    ],
)
async def test_an_odd_answer_of_a_name_server_is_no_address(answer, problem):
    """WEB-6."""
    guard = Guard(resolve=Names(odd=[answer]))

    with pytest.raises(FetchFailed) as refused:
        await ask(guard, "http://odd/")

    assert refused.value.problem is (problem or FetchProblem.REFUSED_ADDRESS)


async def test_an_unknown_name_is_said_to_be_unknown():
    """WEB-6."""
    with pytest.raises(FetchFailed, match="no usable address") as failed:
        await ask(Guard(resolve=Names()), "http://nowhere.example/")

    assert failed.value.problem is FetchProblem.DNS


@pytest.mark.parametrize(
    ("allowed", "url"),
    [
        ("127.0.0.1", "http://127.0.0.1:9999/"),
        ("127.0.0.1:8080", "http://127.0.0.1:8080/"),
        ("127.0.0.0/8", "http://127.9.9.9/"),
        ("10.0.0.0/8:9090", "http://10.1.2.3:9090/"),
        ("[::1]:8080", "http://[::1]:8080/"),
        ("::1", "http://[::1]/"),
        ("fd00::/8", "http://[fd12::1]/"),
        ("127.0.0.1", "http://[::ffff:127.0.0.1]/"),
        ("inside", "http://inside/"),
        ("inside:25", "http://inside:25/"),
        ("INSIDE.", "http://inside:81/"),
        ("169.254.169.254", "http://169.254.169.254/"),
    ],
)
async def test_what_an_operator_allows_is_admitted(allowed, url):
    """WEB-6."""
    assert await ask(Guard([allowed], resolve=Names(inside=[["10.0.0.5"]])), url)


@pytest.mark.parametrize(
    ("allowed", "url"),
    [
        ("127.0.0.1:8080", "http://127.0.0.1:8081/"),
        ("10.0.0.0/8", "http://11.0.0.0:22/"),
        ("10.0.0.0/8", "http://192.168.0.1/"),
        ("inside", "http://other.inside/"),
        ("inside:8080", "http://inside/"),
        ("169.254.0.0/16", "http://169.254.169.254/"),
        ("0.0.0.0/0", "http://169.254.0.23/"),
        ("::/0", "http://[fd00:ec2::254]/"),
        ("metadata", "http://metadata/"),
    ],
)
async def test_an_allowance_reaches_no_further_than_it_says(allowed, url):
    """WEB-6: and a wide network does not open a cloud's metadata."""
    answers = {
        "inside": [["10.0.0.5"]],
        "other_inside": [["10.0.0.6"]],
        "metadata": [["169.254.169.254"]],
    }

    with pytest.raises(FetchFailed):
        await ask(Guard([allowed], resolve=Names(**answers)), url)


@pytest.mark.parametrize("entry", ["10.0.0.0/33", "a b", "[host]:80", "host:99999", "host:x", "*"])
def test_an_allowance_that_cannot_be_read_is_named(entry):
    """WEB-6."""
    with pytest.raises(Misconfigured) as wrong:
        Guard([entry])

    assert f"'{entry}'" in str(wrong.value)


def test_this_machines_own_address_is_known_without_sending_anything():
    """WEB-6."""
    assert is_own(ip_address("127.0.0.1"))
    assert not is_own(ip_address(PUBLIC))


async def test_this_machine_is_refused_also_under_a_public_address():
    """WEB-6: services that only listen on all addresses are not to be reached from outside in."""
    refusals = Refusals()

    with pytest.raises(FetchFailed, match=r"web\.own_address"):
        await ask(Guard(own=lambda address: True, on_refused=refusals), f"http://{PUBLIC}/")

    assert refusals.all[0].reason is Refused.OWN_ADDRESS


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("127.0.0.1", AddressKind.LOOPBACK),
        ("::1", AddressKind.LOOPBACK),
        ("10.0.0.1", AddressKind.PRIVATE),
        ("fc00::1", AddressKind.PRIVATE),
        ("fec0::1", AddressKind.PRIVATE),
        ("100.64.0.1", AddressKind.SHARED),
        ("169.254.1.1", AddressKind.LINK_LOCAL),
        ("fe80::1", AddressKind.LINK_LOCAL),
        ("169.254.169.254", AddressKind.METADATA),
        ("::ffff:100.100.100.200", AddressKind.METADATA),
        ("224.0.0.1", AddressKind.MULTICAST),
        ("ff02::1", AddressKind.MULTICAST),
        ("0.0.0.0", AddressKind.UNSPECIFIED),
        ("::", AddressKind.UNSPECIFIED),
        ("2002:808:808::1", AddressKind.TUNNEL),
        ("192.0.0.8", AddressKind.RESERVED),
        ("240.0.0.1", AddressKind.RESERVED),
        ("2001:db8::1", AddressKind.RESERVED),
        ("4000::1", AddressKind.RESERVED),
    ],
)
def test_an_operator_is_told_what_a_refused_address_is(text, kind):
    """WEB-6."""
    assert kind_of(ip_address(text)) is kind


@pytest.mark.parametrize(
    "text", ["8.8.8.8", "2606:4700::1111", "64:ff9b::8.8.8.8", "::ffff:8.8.8.8"]
)
def test_a_public_address_is_public_in_each_of_its_forms(text):
    """WEB-6."""
    assert kind_of(ip_address(text)) is AddressKind.PUBLIC


async def test_the_machines_own_resolver_finds_loopback():
    """WEB-6."""
    resolver = SystemResolver()

    found = await resolver("localhost", 80)
    resolver.close()

    assert {"127.0.0.1", "::1"} & set(found)
