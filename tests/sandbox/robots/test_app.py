import httpx
import pytest

from sandbox.robots.app import MOST_BODY_BYTES, RobotSandbox
from sandbox.robots.dingtalk import DingtalkRobot
from sandbox.robots.faults import Fault, FaultKind
from sandbox.robots.feishu import FeishuRobot
from sandbox.robots.wecom import WecomRobot
from tests.fakes.loopback import serve

WECOM = "/cgi-bin/webhook/send?key=wecom-key"
DINGTALK = "/robot/send?access_token=ding-token"
FEISHU = "/open-apis/bot/v2/hook/feishu-token"


def wecom_text(content="hello"):
    return {"msgtype": "text", "text": {"content": content}}


@pytest.fixture
def robots():
    return RobotSandbox(
        wecom=[WecomRobot("ops", "wecom-key")],
        dingtalk=[DingtalkRobot("night", "ding-token")],
        feishu=[FeishuRobot("platform", "feishu-token")],
    )


@pytest.fixture
async def http(robots):
    async with (
        serve(robots.app) as base,
        httpx.AsyncClient(base_url=base, timeout=30) as client,
    ):
        yield client


async def test_each_provider_takes_a_message_at_its_own_address(http, robots):
    """PSH-1."""
    replies = [
        (await http.post(WECOM, json=wecom_text("one"))).json(),
        (await http.post(DINGTALK, json=wecom_text("two"))).json(),
        (await http.post(FEISHU, json={"msg_type": "text", "content": {"text": "three"}})).json(),
    ]

    assert [reply.get("errcode", reply.get("code")) for reply in replies] == [0, 0, 0]
    assert [(m.provider, m.robot, m.text) for m in robots.messages()] == [
        ("wecom", "ops", "one"),
        ("dingtalk", "night", "two"),
        ("feishu", "platform", "three"),
    ]


async def test_the_page_escapes_messages_and_says_sandbox(http):
    """OPS-6, SEC-4."""
    await http.post(WECOM, json=wecom_text("<script>alert(1)</script>"))

    page = await http.get("/")

    assert "SANDBOX" in page.text
    assert "<script" not in page.text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page.text
    assert "default-src 'none'" in page.headers["content-security-policy"]


async def test_secrets_are_on_no_page_and_in_no_list(http):
    """CLD-4."""
    await http.post(WECOM, json=wecom_text())

    shown = (await http.get("/")).text + (await http.get("/messages")).text

    assert not [key for key in ("wecom-key", "ding-token", "feishu-token") if key in shown]


async def test_messages_can_be_asked_by_robot_and_from_a_number_on(http):
    """OPS-1."""
    for content in ("one", "two"):
        await http.post(WECOM, json=wecom_text(content))
    await http.post(DINGTALK, json=wecom_text("three"))

    listed = (await http.get("/messages", params={"robot": "ops", "after": "1"})).json()

    assert listed["sandbox"] is True
    assert [message["text"] for message in listed["messages"]] == ["two"]


async def test_an_ordered_status_hits_the_nth_call_only(http, robots):
    """REL-2."""
    robots.order(Fault(FaultKind.STATUS, nth=2, status=503, retry_after=7))

    answers = [await http.post(WECOM, json=wecom_text()) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [200, 503, 200]
    assert answers[1].headers["retry-after"] == "7"
    assert len(robots.messages()) == 2


async def test_a_fault_for_one_robot_leaves_the_others_alone(http, robots):
    """REL-2."""
    robots.order(Fault(FaultKind.ERRCODE, robot="night", code=-1, times=2))

    assert (await http.post(WECOM, json=wecom_text())).json()["errcode"] == 0
    assert (await http.post(DINGTALK, json=wecom_text())).json()["errcode"] == -1
    assert (await http.post(DINGTALK, json=wecom_text())).json()["errcode"] == -1
    assert (await http.post(DINGTALK, json=wecom_text())).json()["errcode"] == 0


async def test_accepted_then_reset_posts_and_breaks_the_answer(http, robots):
    """REL-2."""
    robots.order(Fault(FaultKind.ACCEPT_THEN_RESET))

    with pytest.raises(httpx.RemoteProtocolError):
        await http.post(WECOM, json=wecom_text())
    assert len(robots.messages()) == 1


@pytest.mark.parametrize(("kind", "posted"), [(FaultKind.HANG, 0), (FaultKind.ACCEPT_THEN_HANG, 1)])
async def test_a_hanging_robot_answers_nobody(http, robots, kind, posted):
    """REL-2."""
    robots.order(Fault(kind))

    with pytest.raises(httpx.ReadTimeout):
        await http.post(WECOM, json=wecom_text(), timeout=httpx.Timeout(30, read=2))
    assert len(robots.messages()) == posted


async def test_garbage_is_not_json(http, robots):
    """REL-2."""
    robots.order(Fault(FaultKind.GARBAGE))

    assert (await http.post(WECOM, json=wecom_text())).text.startswith("<html>")
    assert robots.messages() == []


async def test_faults_are_ordered_listed_and_cleared_over_http(http, robots):
    """REL-2."""
    ordered = await http.post("/_sim/faults", json={"kind": "status", "status": 502})

    assert ordered.status_code == 201
    assert (await http.get("/_sim/faults")).json()["faults"] == [ordered.json()["ordered"]]
    assert (await http.post("/_sim/reset")).status_code == 200
    assert (await http.get("/_sim/faults")).json()["faults"] == []
    assert (await http.post(WECOM, json=wecom_text())).status_code == 200


@pytest.mark.parametrize(
    "body",
    [
        "{",
        "[]",
        '{"kind":"storm"}',
        '{"kind":"hang","nth":"1"}',
        '{"kind":"hang","x":1}',
        '{"kind":"status","status":7}',
        '{"kind":"status","retry_after":-1}',
    ],
)
async def test_a_fault_nobody_can_understand_is_refused(http, body):
    """OPS-6."""
    answer = await http.post("/_sim/faults", content=body)

    assert answer.status_code == 422
    assert answer.json()["error"]


async def test_a_reset_forgets_messages_and_counted_calls(http, robots):
    """OPS-1."""
    for _ in range(21):
        last = await http.post(WECOM, json=wecom_text())
    assert last.json()["errcode"] == 45009

    robots.reset()

    assert robots.messages() == []
    assert (await http.post(WECOM, json=wecom_text())).json()["errcode"] == 0


async def test_a_body_larger_than_any_lawful_one_is_not_read_to_its_end(http, robots):
    """SEC-2."""
    answer = await http.post(WECOM, content=b" " * (MOST_BODY_BYTES + 1))

    assert answer.status_code == 413
    assert robots.messages() == []


async def test_health_says_sandbox(http):
    """OPS-6."""
    assert (await http.get("/health")).json() == {"status": "ok", "sandbox": True}
