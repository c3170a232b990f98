"""The forms of tasks: made from the schema, tried, saved, changed, copied, refused at the field."""

import re
from html import unescape

import pytest

from api.console.routes import ROOT
from api.tasks.form_choices import choices_of
from api.tasks.form_fields import Kind, field_of, paths_of
from api.tasks.form_table import NOT_ASKED, TABLE
from api.tasks.form_values import changes_to, config_of_form, form_of_config
from api.tasks.kinds import KINDS
from domain.common.messages import Message
from domain.people.access import Scope
from domain.task_types.configs import read_config
from domain.tasks.tasks import TaskType
from tests.faces.console.examples import watch_of
from tests.fakes.face_services import ADMIN, MEI, OPERATOR

TASKS = f"{ROOT}/tasks"
TASK = watch_of(MEI.person_id)


@pytest.mark.parametrize("type_", TaskType)
def test_each_value_of_a_configuration_has_a_field_or_a_reason(type_):
    """CON-2, TSK-1: whoever adds a setting adds its field; what is gone from the schema goes."""
    asked = {each.path for each in TABLE[type_] if not each.made}
    known = {path for path, _ in paths_of(type_)}
    if type_ is TaskType.SCHEDULE:
        known.add("action.type")
    left = {path for path in known - asked if path.partition(".")[0] not in NOT_ASKED}
    assert left == set()
    assert asked <= known


@pytest.mark.parametrize("type_", TaskType)
def test_choices_have_words(type_):
    """I18-1, CON-2: a choice is a word of the reader's language, but for names of others."""
    proper = {"Pod", "Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "Node"}
    for each in (field_of(type_, ask) for ask in TABLE[type_]):
        if each.kind in (Kind.CHOICE, Kind.SEVERAL):
            for value, said in choices_of(each.ask.path, each.choices):
                assert isinstance(said, Message) or value in proper or value.isdecimal(), each


@pytest.mark.parametrize("name", KINDS)
def test_an_example_can_be_taken_over(name):
    """TSK-1: each is a whole configuration, and the form says the same of it."""
    kind = KINDS[name]
    example = kind.example_in(lambda said: said.id)
    kept = read_config(kind.type, dict(example))
    again = config_of_form(kind.type, form_of_config(kind.type, example))
    assert read_config(kind.type, again) == kept
    assert changes_to(kind.type, example, again) == {}


WHOLE = {
    TaskType.WEB_MONITOR: {
        "urls": ["https://a.example.cn/", "https://b.example.cn/"],
        "keywords": ["outage", "故障"],
        "check_interval_seconds": 45,
        "on": ["keyword_appears", "number_crosses", "change"],
        "number": {"operator": ">=", "threshold": 1.5, "pattern": "(\\d+)", "decimal": ","},
        "selection": {"css": "main", "remove": [".ad", "nav"], "sort_lines": True},
        "headers": {"Accept-Language": "zh-CN"},
        "case_sensitive": True,
        "notification": [{"method": "send_sms", "to": "+8613800138000"}, {"method": "none"}],
    },
    TaskType.THRESHOLD_WATCH: {
        "source": {
            "tencent_statistic": {
                "namespace": "QCE/TKE2",
                "metric": "x",
                "conditions": {"a": ["b", "c"], "d": "e"},
                "group": ["p", "q"],
                "period": 60,
            }
        },
        "operator": "anomaly",
        "anomaly": {"sensitivity": "high", "normal": ["2026-11-20T10:00:00+08:00"]},
        "no_data": "ignore",
        "notify_recovery": False,
        "severity": "critical",
        "reminder_minutes": 30,
        "most_reminders": 3,
    },
    TaskType.SCHEDULE: {
        "type": "monthly",
        "day_of_month": [1, 15, "last"],
        "hour": 8,
        "timezone": "Asia/Tokyo",
        "action": {"type": "tool", "name": "list_incidents", "arguments": {"limit": 5}},
    },
    TaskType.NEWS_DIGEST: {
        "news_urls": ["https://news.example.cn/feed.xml"],
        "categories": ["world", {"name": "tech", "keywords": ["AI", "芯片"]}],
        "hour": 7,
        "weekday": "weekdays",
        "tell_empty": False,
    },
}


@pytest.mark.parametrize("type_", TaskType)
def test_a_form_says_what_a_configuration_says(type_):
    """TSK-1: short forms, synonyms and lists of objects included; nothing is lost on the way."""
    config = WHOLE[type_]
    form = form_of_config(type_, config)
    written = config_of_form(type_, form)
    one, other = read_config(type_, config), read_config(type_, written)
    for name in type(one).model_fields:
        if name not in ("notification", "check_interval_seconds", "check_interval_minutes"):
            assert getattr(other, name) == getattr(one, name), name
    assert other.addresses == one.addresses
    assert changes_to(type_, config, written) == {}


def test_only_what_was_changed_is_asked_for():
    """TSK-1: what has no field stays; a synonym gives way to the field that was changed."""
    form = form_of_config(TaskType.SCHEDULE, WHOLE[TaskType.SCHEDULE])
    form.values["config.zone"] = "Asia/Seoul"
    form.values["config.action.arguments"] = '{"limit": 6}'
    changes = changes_to(
        TaskType.SCHEDULE, WHOLE[TaskType.SCHEDULE], config_of_form(TaskType.SCHEDULE, form)
    )
    assert changes == {
        "zone": "Asia/Seoul",
        "timezone": None,
        "action": {"type": "tool", "name": "list_incidents", "arguments": {"limit": 6}},
    }


async def test_kinds_stand_in_groups_with_their_examples(client):
    """CON-2: from the list to a filled form in two steps."""
    http = await client(MEI, by_session=True)
    listed, kinds = (await http.get(TASKS)).text, (await http.get(f"{TASKS}/new")).text
    form = (await http.get(f"{TASKS}/new/words?example=true")).text

    assert f'href="{TASKS}/new"' in listed
    assert all(f"{TASKS}/new/{name}?example=true" in kinds for name in KINDS)
    assert ">outage</textarea>" in form
    assert 'value="email" selected' in form


def fields_in(page):
    """What a browser would send of a page's form."""
    found = {}
    for tag in re.findall(r"<input[^>]*>", page):
        attributes = dict(re.findall(r'(\w+)="([^"]*)"', tag))
        if attributes.get("type") == "checkbox" and " checked" not in tag:
            continue
        found.setdefault(attributes["name"], []).append(unescape(attributes.get("value", "")))
    for name, text in re.findall(
        r'<textarea[^>]* name="([^"]*)"[^>]*>(.*?)</textarea>', page, re.DOTALL
    ):
        found[name] = [unescape(text)]
    chooser = r'<select[^>]* name="([^"]*)"[^>]*>(.*?)</select>'
    for name, options in re.findall(chooser, page, re.DOTALL):
        chosen = re.findall(r'value="([^"]*)" selected', options)
        found[name] = [unescape((chosen or re.findall(r'value="([^"]*)"', options))[0])]
    found.pop("theme", None)
    return found


async def test_a_page_is_watched_without_a_script(client, world):
    """CON-2, TSK-1: the form as it comes, with an address; nothing but what differs is kept."""
    http = await client(MEI, by_session=True)
    sent = fields_in((await http.get(f"{TASKS}/new/change")).text)
    sent["config.urls"] = ["https://status.example.cn/"]
    made = await http.post(f"{TASKS}/new/change", data=sent | {"step": "save"})
    again = await http.post(f"{TASKS}/new/change", data=sent | {"step": "save"})

    assert made.status_code == 303, made.text
    task = world.tasks.kept[made.headers["location"].rpartition("/")[2]]
    assert again.headers["location"] == made.headers["location"]
    assert task.owner == MEI.person_id
    assert task.config.given == {
        "urls": ["https://status.example.cn/"],
        "check_interval_minutes": 15,
        "notification": {"method": "email", "email": "mei@example.cn"},
    }


@pytest.mark.parametrize("name", KINDS)
async def test_each_example_is_made_as_it_comes(client, world, name):
    """CON-2, TSK-1: what a browser would send of the form is taken."""
    http = await client(OPERATOR, by_session=True)
    sent = fields_in((await http.get(f"{TASKS}/new/{name}?example=true")).text)
    made = await http.post(f"{TASKS}/new/{name}", data=sent)

    if name == "metric" and not world.services.tasks.presets:
        assert made.status_code == 422
        return
    assert made.status_code == 303, re.findall(r'role="alert".*?</div></div>', made.text, re.DOTALL)


async def test_it_is_tried_without_being_kept(client, world):
    """TSK-9, CON-2: what it would see stands on the form, with all that was typed."""
    http = await client(MEI, by_session=True)
    before = dict(world.tasks.kept)
    sent = fields_in((await http.get(f"{TASKS}/new/reminder?example=true")).text)
    tried = await http.post(f"{TASKS}/new/reminder", data=sent | {"step": "try"})

    assert tried.status_code == 200
    assert "What it would see" in tried.text
    assert "mail: mei@example.cn" in tried.text
    assert "Stand-up</textarea>" in tried.text
    assert world.tasks.kept == before


@pytest.mark.parametrize(
    ("kind", "typed", "field", "config"),
    [
        ("change", {"config.urls": "ftp://x"}, "config.urls", {"urls": ["ftp://x"]}),
        ("change", {"config.urls": ""}, "config.urls", {"check_interval_minutes": 15}),
        (
            "change",
            {"config.urls": "https://a.example.cn/", "config.check_interval_minutes": "soon"},
            "config.check_interval_minutes",
            {"urls": ["https://a.example.cn/"], "check_interval_minutes": "soon"},
        ),
        (
            "price",
            {"config.urls": "https://a.example.cn/"},
            "config.number.threshold",
            {"urls": ["https://a.example.cn/"], "number": {"operator": "<"}},
        ),
        (
            "prometheus",
            {},
            "config.source.prometheus.url",
            {"source": {"prometheus": {}}, "threshold": 1},
        ),
        (
            "reminder",
            {"config.hour": "25"},
            "config.hour",
            {"type": "daily", "action": "reminder", "hour": 25},
        ),
        (
            "change",
            {
                "config.urls": "https://a.example.cn/",
                "config.notification.0.target": "somebody@elsewhere.cn",
            },
            "config.notification.0.target",
            {
                "urls": ["https://a.example.cn/"],
                "notification": {"method": "email", "email": "somebody@elsewhere.cn"},
            },
        ),
    ],
)
async def test_what_is_wrong_stands_at_its_field_as_elsewhere(
    client, world, kind, typed, field, config
):
    """CON-1, TSK-1: the sentence of HTTP, at the field, with what was typed kept."""
    http, other = await client(MEI, by_session=True), await client(MEI)
    before = dict(world.tasks.kept)
    sent = fields_in((await http.get(f"{TASKS}/new/{kind}")).text)
    refused = await http.post(f"{TASKS}/new/{kind}", data=sent | typed)
    told = await other.post(
        "/api/v1/tasks", json={"type": KINDS[kind].type.value, "config": config}
    )

    found = re.search(rf'id="e-{re.escape(field)}" class="error">([^<]*)', refused.text)
    assert refused.status_code == told.status_code == 422
    assert found is not None, re.findall(r'id="e-[^"]*"', refused.text)
    assert unescape(found[1]) == told.json()["detail"]
    for text in typed.values():
        assert text in unescape(refused.text)
    assert world.tasks.kept == before


async def test_a_page_that_was_tried_shows_what_was_read(client, world):
    """TSK-9, WEB-1: its address, the lines that count, and whom it would tell."""
    http = await client(MEI, by_session=True)
    sent = fields_in((await http.get(f"{TASKS}/new/change?example=true")).text)
    tried = await http.post(f"{TASKS}/new/change", data=sent | {"step": "try"})
    told = re.search(r'id="h-tried".*?</section>', tried.text, re.DOTALL)

    assert told is not None
    assert "https://status.example.cn/" in told[0]
    assert "mei@example.cn" in told[0]


async def test_a_form_begins_with_what_its_kind_needs(client):
    """CON-2: what other kinds of the same type begin with is folded; the usual is named."""
    http = await client(MEI, by_session=True)
    change = (await http.get(f"{TASKS}/new/change")).text.partition('<details id="folded">')
    price = (await http.get(f"{TASKS}/new/price")).text.partition('<details id="folded">')

    assert 'name="config.number.threshold"' in change[2]
    assert 'name="config.number.threshold"' in price[0]
    assert "Usual: 5." in change[0]


async def test_another_choice_shows_its_fields_and_keeps_what_was_typed(client):
    """CON-2: with the button that browsers without a script show."""
    http = await client(MEI, by_session=True)
    sent = fields_in((await http.get(f"{TASKS}/new/reminder")).text)
    sent |= {"config.type": "weekly", "config.action.type": "weather", "step": "fields"}
    sent["name"] = "Morning"
    page = (await http.post(f"{TASKS}/new/reminder", data=sent)).text

    assert 'name="config.weekdays" value="mon"' in page
    assert 'name="config.action.place"' in page
    assert 'name="config.action.message"' not in page
    assert 'value="Morning"' in page
    assert 'class="error"' not in page


async def test_a_task_is_changed_and_only_in_what_differs(client, world):
    """TSK-1, CON-2."""
    http = await client(MEI, by_session=True)
    before = world.tasks.kept[TASK].config.given
    sent = fields_in((await http.get(f"{TASKS}/{TASK}/change")).text)
    same = await http.post(f"{TASKS}/{TASK}/change", data=sent)
    assert (same.status_code, world.tasks.kept[TASK].config.given) == (303, before)

    done = await http.post(
        f"{TASKS}/{TASK}/change",
        data=sent | {"config.number.threshold": "20", "config.keywords": "", "name": "Status"},
    )
    assert done.status_code == 303, done.text
    assert world.tasks.kept[TASK].name == "Status"
    assert world.tasks.kept[TASK].config.given == before | {
        "number": {"operator": ">", "threshold": 20}
    }


async def test_what_somebody_else_changed_meanwhile_is_told(client, world):
    """TSK-1, CON-2: nothing is lost: what was typed stays, and a second yes overrides."""
    http = await client(MEI, by_session=True)
    sent = fields_in((await http.get(f"{TASKS}/{TASK}/change")).text)
    sent["config.number.threshold"] = "20"
    await world.services.tasks.update(by=MEI, task_id=TASK, name="Renamed")
    late = await http.post(f"{TASKS}/{TASK}/change", data=sent)

    assert late.status_code == 409
    assert "Somebody else has changed this task" in late.text
    assert 'name="config.number.threshold" type="text" value="20"' in late.text
    assert world.tasks.kept[TASK].name == "Renamed"
    done = await http.post(f"{TASKS}/{TASK}/change", data=fields_in(late.text))
    assert done.status_code == 303
    assert world.tasks.kept[TASK].config.given["number"]["threshold"] == 20


async def test_a_task_is_copied(client, world):
    """CON-2: a task of its own with another name."""
    http = await client(MEI, by_session=True)
    sent = fields_in((await http.get(f"{TASKS}/{TASK}/copy")).text)
    made = await http.post(f"{TASKS}/{TASK}/copy", data=sent)

    copy = world.tasks.kept[made.headers["location"].rpartition("/")[2]]
    assert copy.id != TASK
    assert copy.name == "状态页 status (copy)"
    assert copy.config == world.tasks.kept[TASK].config


async def test_forms_belong_to_whoever_may_manage_tasks(client, world):
    """SEC-3: no button and no page without the right; others' tasks look like none."""
    reader, other = await client(MEI, Scope.READ), await client(OPERATOR, by_session=True)
    paths = ("new", "new/change", f"{TASK}/change", f"{TASK}/copy")
    refused = [(await reader.get(f"{TASKS}/{path}")).status_code for path in paths]
    posted = [(await reader.post(f"{TASKS}/{path}")).status_code for path in paths[1:]]
    hidden = [
        (await other.get(f"{TASKS}/{TASK}/{path}")).status_code for path in ("change", "copy")
    ]

    assert refused == [403] * 4
    assert posted == [403] * 3
    assert hidden == [404] * 2
    assert f"{TASKS}/new" not in (await reader.get(TASKS)).text
    assert "/change" not in (await reader.get(f"{TASKS}/{TASK}")).text


async def test_an_admin_changes_and_tries_the_task_of_another(client, world):
    """SEC-3, TSK-1: it stays its owner's."""
    http = await client(ADMIN, by_session=True)
    sent = fields_in((await http.get(f"{TASKS}/{TASK}/change")).text)
    tried = await http.post(f"{TASKS}/{TASK}/change", data=sent | {"step": "try"})
    done = await http.post(f"{TASKS}/{TASK}/change", data=sent | {"name": "Mei's"})

    assert tried.status_code == 200, tried.text
    assert "What it would see" in tried.text
    assert done.status_code == 303
    assert (world.tasks.kept[TASK].name, world.tasks.kept[TASK].owner) == ("Mei's", MEI.person_id)


@pytest.mark.parametrize(
    "typed",
    [
        {"config.source": "<script>alert(1)</script>"},
        {"config.operator": "<script>alert(1)</script>"},
        {"config.source": "tencent_monitor", "config.source.tencent_monitor.period": "soon"},
        {"config.source": "tencent_monitor", "config.source.tencent_monitor.dimensions": "no"},
        {"config.notification.0.method": "<script>alert(1)</script>"},
        {"config.notification.7.target": "x" * 5000},
        {"revision": "²", "step": "\u202e"},
        {"name": "x" * 5000},
    ],
)
async def test_odd_forms_are_refused_and_never_fail(client, world, typed):
    """SEC-5, CON-1: whatever a browser can send."""
    http = await client(MEI, by_session=True)
    before = dict(world.tasks.kept)
    sent = fields_in((await http.get(f"{TASKS}/new/metric")).text) | typed
    refused = await http.post(f"{TASKS}/new/metric", data=sent)

    assert refused.status_code == 422
    assert "<script>alert" not in refused.text
    assert world.tasks.kept == before
