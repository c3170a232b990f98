"""The words of all languages: whole, alike, clean, used, and fit for every argument (I18-1)."""

import ast
import importlib
import pkgutil
import re
from dataclasses import fields
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from enum import Enum
from functools import cache
from itertools import product
from pathlib import Path

import pytest
from fluent.syntax import FluentParser
from fluent.syntax import ast as ftl
from fluent.syntax.visitor import Visitor
from pydantic import TypeAdapter
from typing_extensions import override

import application
import domain
from application.briefings.telling import Telling
from application.briefings.written import as_markdown, as_text
from application.ports.rendering import Form
from demonstration.scenarios import TOLD, title_of
from domain.briefings.evidence import evidence_ids
from domain.briefings.rule_summary import summarise_by_rules
from domain.briefings.summaries import Topic
from domain.common.errors import Misconfigured
from domain.common.messages import (
    Alternatives,
    Called,
    Clauses,
    Command,
    Foreign,
    Gist,
    Link,
    Message,
    Names,
    Percent,
    Prose,
    message,
    name_of,
    noun_of,
)
from domain.common.readers import Language, Reader
from integrations.fluent_words import FluentRenderer, read_catalogues
from integrations.html_briefing.page import page_of
from mcp_client import FaultReason
from tests.fakes.mornings import quiet_facts
from tests.fakes.words import (
    CATALOGUES,
    IN_ENGLISH,
    LANGUAGES,
    SPEECH,
    WORDS,
    bracketed,
    outside_brackets,
    says,
)

ROOT = Path(__file__).parents[2]
LOCALES = ROOT / "locales"
INSTALLED = [each.language for each in WORDS.languages]
FILES = sorted(path.name for path in (LOCALES / "zh-CN").glob("*.ftl"))
PRODUCT = ("activities", "api", "application", "bootstrap", "cli", "demonstration", "domain",
           "integrations", "mcp_server", "orchestration", "storage", "supervisor",
           "workflows")  # fmt: skip
IDS = re.compile(r"[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*")
LATIN = {
    "Apprise",
    "svg",
    "png",
    "MP",
    "WAV",
    "index",
    "json",
    "config",
    "AM",
    "Alertmanager",
    "Allow",
    "ASCII",
    "HTML",
    "HTTP",
    "HTTPS",
    "API",
    "GiB",
    "kB",
    "Authorization",
    "CPU",
    "CSS",
    "CSRF",
    "ConfigMap",
    "Cookie",
    "Esc",
    "CoreDNS",
    "DaemonSet",
    "Deployment",
    "GET",
    "GitOps",
    "Host",
    "IANA",
    "IP",
    "Ingress",
    "JMESPath",
    "JSON",
    "KEY",
    "Kubernetes",
    "MCP",
    "OOMKilled",
    "PDB",
    "PVC",
    "Service",
    "Webhook",
    "NUL",
    "NaN",
    "Pod",
    "Python",
    "SANDBOX",
    "SQL",
    "SQLite",
    "Secret",
    "StatefulSet",
    "Temporal",
    "Twilio",
    "UTC",
    "UTF",
    "Unicode",
    "VALUE",
    "MB",
    "MiB",
    "TOML",
    "XPath",
    "YAML",
    "Zhiban",
    "apiVersion",
    "base",
    "capabilities",
    "externalIPs",
    "false",
    "hostPath",
    "hostPort",
    "http",
    "https",
    "PDF",
    "KB",
    "kind",
    "kubeconfig",
    "metadata",
    "p",
    "proc",
    "status",
    "subPath",
    "true",
    "Prometheus",
    "QoS",
}
"""Words that Chinese on-call engineers write in Latin letters."""

HOSTILE = "<b>[x](http://e.example) { $x } @all \u202e\n" + "长" * 5_000
SAMPLES = (
    0, 1, 2, 13_029, True, False, None, Decimal("12.5"), Percent(Decimal("2.0")),
    datetime(2026, 11, 22, 4, 20, tzinfo=UTC), date(2026, 11, 22), timedelta(minutes=190),
    Foreign(HOSTILE), Called(HOSTILE), Prose(HOSTILE), message("hello.morning"),
    Gist(message("error.foreign", text=Prose(HOSTILE)), 60),
    Names((Called("a"), Called("b"))), Alternatives((Called("a"), Foreign(HOSTILE))),
    Link("javascript:" + HOSTILE, HOSTILE), Link("https://e.example/) @all", HOSTILE),
    Clauses((message("hello.morning"), message("hello.night"))),
    Command("zhiban task watch https://example.com"),
)  # fmt: skip


class Uses(Visitor):
    """What an entry refers to, and which keys it chooses by."""

    def __init__(self):
        self.arguments, self.keys, self.others = set(), [], set()

    @override
    def visit_VariableReference(self, node):
        self.arguments.add(node.id.name)

    @override
    def visit_SelectExpression(self, node):
        keys = [each.key for each in node.variants]
        self.keys.append({getattr(key, "name", getattr(key, "value", "")) for key in keys})
        self.generic_visit(node)

    @override
    def visit_MessageReference(self, node):
        self.others.add(node.id.name)

    @override
    def visit_FunctionReference(self, node):
        self.others.add(f"{node.id.name}()")

    @override
    def visit_TermReference(self, node):
        self.others.add(f"-{node.id.name}")


def parsed(language, file):
    resource = FluentParser(with_spans=False).parse((LOCALES / language / file).read_text())
    return [each for each in resource.body if not isinstance(each, ftl.BaseComment)]


def files_of(language):
    return sorted(path.name for path in (LOCALES / language).glob("*.ftl"))


def entries(language):
    return {each.id.name: each for file in files_of(language) for each in parsed(language, file)}


def uses(entry):
    visitor = Uses()
    visitor.visit(entry)
    return visitor


@cache
def enums():
    """Every enum of the core, by the noun that its entries begin with."""
    found = {noun_of(FaultReason): FaultReason}
    for module in (
        *pkgutil.walk_packages(application.__path__, "application."),
        *pkgutil.walk_packages(domain.__path__, "domain."),
    ):
        for each in vars(importlib.import_module(module.name)).values():
            if isinstance(each, type) and issubclass(each, Enum) and list(each):
                found[name_of(next(iter(each))).partition(".")[0]] = each
    return found


@cache
def views():
    """Every view, by the noun that the labels of its fields begin with."""
    found = {}
    for module in pkgutil.walk_packages(application.__path__, "application."):
        if module.name.endswith(".views"):
            for each in vars(importlib.import_module(module.name)).values():
                if isinstance(each, type) and hasattr(each, "__pydantic_config__"):
                    found[noun_of(each)] = each
    return found


def label_entries():
    """What views that are shown as tables need; one label of a view asks for all."""
    names = set(entries(Language.CHINESE))
    found = {noun: {f"{noun}-{one.name}" for one in fields(each)} for noun, each in views().items()}
    return {each for labels in found.values() if labels & names for each in labels}


@cache
def recorded():
    """Ids with their arguments, as the product makes messages; literals only."""
    found = {id_.replace(".", "-"): set(names) for id_, names in in_templates()}
    for path in (path for part in PRODUCT for path in (ROOT / part).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            for text in (node.value,) if isinstance(node, ast.Constant) else ():
                if isinstance(text, str) and re.fullmatch(
                    r"[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*", text
                ):
                    found.setdefault(text.replace(".", "-"), set())
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "message":
                for id_ in (each for each in node.args if isinstance(each, ast.Constant)):
                    names = {each.arg for each in node.keywords}
                    if None in names:
                        names = set()  # given as a mapping: seen when it is rendered
                    found.setdefault(id_.value.replace(".", "-"), set()).update(names)
    return found


def in_templates():
    """Ids with their arguments, as pages name them: `say("page.open")`."""
    for path in (ROOT / "api/templates").rglob("*.html"):
        for id_, args in re.findall(r'\b(?:say|label)\("([a-z0-9_.]+)"(.*?)\)', path.read_text()):
            yield id_, re.findall(r"([a-z_]+)=", args)


@pytest.mark.parametrize("language", INSTALLED)
def test_every_entry_can_be_read_and_stands_for_itself(language):
    """I18-1: no junk, no reference to what may be missing, no function of the library's own."""
    for file in files_of(language):
        for each in parsed(language, file):
            assert isinstance(each, ftl.Message), getattr(each, "content", each)
            assert uses(each).others == set(), each.id.name


@pytest.mark.parametrize("language", INSTALLED)
def test_languages_have_the_same_files_and_the_same_entries_in_the_same_order(language):
    """I18-1: one that falls back to another may leave some out."""
    lacks = bool(CATALOGUES.writing[language].fallback)
    assert set(files_of(language)) <= set(FILES) if lacks else files_of(language) == FILES
    for file in files_of(language):
        whole = [each.id.name for each in parsed(Language.CHINESE, file)]
        names = [each.id.name for each in parsed(language, file)]
        assert names == ([each for each in whole if each in names] if lacks else whole), file


@pytest.mark.parametrize("language", INSTALLED)
def test_languages_use_the_same_arguments(language):
    """I18-1: what one language tells, the others tell."""
    chinese = entries(Language.CHINESE)
    for name, entry in entries(language).items():
        assert uses(entry).arguments == uses(chinese[name]).arguments, name


def test_sentences_choose_by_keys_that_exist():
    """I18-1: numbers, plurals, `none`, flags, or all members of an enum."""
    general = {"none", "yes", "no", "one", "other"}
    members = {str(each.value).replace("-", "_") for enum in enums().values() for each in enum}
    for language in INSTALLED:
        for name, entry in entries(language).items():
            for keys in uses(entry).keys:
                odd = {key for key in keys if not key.isdigit()} - general - members
                assert odd == set(), (language, name)


def test_every_field_of_a_view_has_a_label_and_a_description():
    """I18-1, EVT-3: whoever adds a field that people read adds its words."""
    assert label_entries() <= set(entries(Language.CHINESE))
    for each in views().values():
        for one in TypeAdapter(each).json_schema()["properties"].values():
            assert one["description"], each


def test_every_member_of_an_enum_that_has_names_has_one():
    """I18-1."""
    names = set(entries(Language.CHINESE))
    for noun, enum in enums().items():
        if any(name.startswith(f"{noun}-") for name in names):
            assert {name_of(each).replace(".", "-") for each in enum} <= names, noun


@pytest.mark.parametrize("language", INSTALLED)
def test_the_words_are_clean(language):
    """I18-1: no markup, no double blank, no words of the other language."""
    for name, entry in entries(language).items():
        texts = [each.value for each in ast_texts(entry)]
        for text in texts:
            assert not re.search(r"[<>&`*_|]|[^\S\n]{2,}\S", text.replace("\n", " \n")), (
                name,
                text,
            )
            if language == Language.ENGLISH:
                assert not re.search(r"[\u3000-\u9fff\uff00-\uffef]", text), (name, text)
            if language == Language.CHINESE:
                assert set(re.findall(r"[A-Za-z]+", text)) <= LATIN, (name, text)


def ast_texts(entry):
    found = []

    class Texts(Visitor):
        @override
        def visit_TextElement(self, node):
            found.append(node)

    Texts().visit(entry)
    return found


def test_every_entry_is_used_and_every_message_has_one():
    """I18-1: whoever adds a message adds its words; whoever drops one drops them."""
    names = set(entries(Language.CHINESE))
    of_enums = {name_of(each).replace(".", "-") for enum in enums().values() for each in enum}

    of_scenarios = {title_of(each.name).id.replace(".", "-") for each in TOLD}

    assert of_scenarios <= names
    assert names - of_enums - of_scenarios - label_entries() - set(recorded()) == set()
    called = {name for name, arguments in recorded().items() if arguments}
    assert called - names == set()


def test_messages_are_made_with_the_arguments_of_their_entries():
    """I18-1."""
    for name, entry in entries(Language.CHINESE).items():
        made = recorded().get(name, set())
        assert not made or made == uses(entry).arguments, name


FORMS = list(product(INSTALLED, Form))
SHARE = -(-len(SAMPLES) // len(FORMS))
"""Samples that an entry takes in one language and form: over all of them it takes each."""


@pytest.mark.parametrize("number", range(len(FORMS)))
def test_every_entry_takes_every_kind_of_argument(number):
    """I18-1, SEC-4: each kind in some language and form."""
    samples = [*SAMPLES, *SAMPLES][number * SHARE :][:SHARE]
    for name, entry in entries(FORMS[number][0]).items():
        takes(name, entry, samples, *FORMS[number])


@pytest.mark.exhaustive
@pytest.mark.timeout(300)  # some thousand entries, each with the longest words of strangers
@pytest.mark.parametrize(("language", "form"), FORMS)
def test_every_entry_takes_every_kind_of_argument_in_every_form(language, form):
    """I18-1, SEC-4."""
    for name, entry in entries(language).items():
        takes(name, entry, SAMPLES, language, form)


def takes(name, entry, samples, language, form):
    """Nothing fails, nothing of the catalogue shows, and others' text stays text."""
    reader = Reader(language, "America/New_York")
    for sample in samples:
        args = dict.fromkeys(uses(entry).arguments, sample)
        text = WORDS.text(message(name.replace("-", "."), **args), reader, form=form)
        assert "{" not in text.replace("{ $x }", ""), name
        assert "\u202e" not in text, name
        assert "\n" not in text or form is Form.PLAIN, name
        if form is Form.HTML:
            assert "<b>" not in text, name
        if form is Form.MARKDOWN:
            assert "](" not in text, name
            assert "@" not in text, name


def test_a_language_is_a_folder(tmp_path):
    """I18-1: another language's written forms are files; here each of its texts is bracketed."""
    words = bracketed(tmp_path)
    said = message("greeting.paused", hello=message("hello.morning"), name=Called("Mei"))

    text = words.text(said, Reader(Language.ENGLISH, "UTC"))

    assert text.startswith("[!![!!Good morning!!], Mei.")
    assert text.endswith("!!]")


def test_every_written_form_of_a_briefing_needs_nothing_but_files(tmp_path):
    """I18-1, BRF-6: outside the brackets of a made-up language stands no word of ours."""
    words = bracketed(tmp_path)
    facts = quiet_facts()
    told = Telling.of(facts, words, Language.ENGLISH)
    known = evidence_ids(facts)
    summary = summarise_by_rules(facts, tuple(Topic))
    page = page_of(facts, summary, told, known)

    for text in (
        as_markdown(facts, summary, told),
        as_text(facts, summary, told, known),
        "\n".join((*page.words.values(), page.day, page.headline, page.written_by)),
        "\n".join(proof.text for proof in page.proofs),
    ):
        outside = outside_brackets(text.replace("mei", "").replace("Asia/Shanghai", ""))
        assert not re.search(r"[A-Za-df-z\u4e00-\u9fff]{2,}", outside), outside


def test_an_entry_that_stands_twice_is_refused(tmp_path):
    """I18-1: the library takes the first one without a word."""
    for language in LANGUAGES:
        described(tmp_path, language)
        (tmp_path / language / "a.ftl").write_text("a-b = x\n")
        (tmp_path / language / "b.ftl").write_text("a-b = y\n")

    with pytest.raises(Misconfigured, check=says("a-b once more")):
        read_catalogues(tmp_path)


def described(folder, tag, more=""):
    """Make the folder of a language that calls itself by its tag."""
    (folder / tag).mkdir(exist_ok=True)
    (folder / tag / "language.toml").write_text(
        f'name = "{tag}"\nenglish_name = "{tag}"\nquotes = "“”"\n'
        f'clauses = " / "\nblanks_beside_latin = false\n{more}'
    )


def test_the_language_of_new_people_must_be_there(tmp_path):
    """I18-1."""
    described(tmp_path, Language.ENGLISH)
    with pytest.raises(Misconfigured, check=says("zh-CN")):
        read_catalogues(tmp_path)


def test_how_a_language_is_written_stands_in_its_folder(tmp_path):
    """I18-1: what joins clauses, and blanks beside Latin words, are data."""
    for language in LANGUAGES:
        described(tmp_path, language)
        (tmp_path / language / "a.ftl").write_text("a-b = 磁盘{ $what }\n")
    reader = Reader(Language.CHINESE, "UTC")
    said = message(
        "a.b", what=Clauses((message("a.b", what=Called("x")), message("a.b", what=Called("y"))))
    )
    words = FluentRenderer(read_catalogues(tmp_path), SPEECH, strict=True)

    assert words.text(said, reader) == "磁盘磁盘x / 磁盘y"


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ('fallback = "fr-FR"\n', "falls back to fr-FR, which is not there; installed are zh-CN"),
        ('quote = "x"\n', "language.toml of en-US cannot be used: .*quote"),
    ],
)
def test_a_description_that_cannot_be_used_is_refused(tmp_path, more, why):
    """I18-1."""
    described(tmp_path, Language.CHINESE)
    described(tmp_path, Language.ENGLISH, more)
    with pytest.raises(Misconfigured, check=says(why)):
        read_catalogues(tmp_path)


def test_quotes_are_a_pair_that_is_found_again(tmp_path):
    """I18-1, SEC-4: what others wrote is told apart by its quotes."""
    described(tmp_path, Language.CHINESE)
    path = tmp_path / Language.CHINESE / "language.toml"
    path.write_text(path.read_text().replace("“”", '\\"\\"'))
    with pytest.raises(Misconfigured, check=says("quotes must be a pair")):
        read_catalogues(tmp_path)


def test_a_message_that_nobody_knows_is_its_id_and_never_an_error():
    """I18-1: a newer release may have recorded it."""
    reader = Reader(Language.CHINESE, "Asia/Shanghai")
    lenient = FluentRenderer(CATALOGUES, SPEECH)

    text = lenient.text(Message("incident.new_in_2027", {"n": 3, "who": {"foreign": "x"}}), reader)

    assert text.startswith("incident.new_in_2027(n=3, who=")
    with pytest.raises(LookupError):
        WORDS.text(Message("incident.new_in_2027"), reader)


def test_messages_within_one_another_come_to_an_end():
    """SEC-5: a recorded message may be anything."""
    said = {"id": "greeting.outside_window", "args": {"hello": "x", "name": "y"}}
    for _ in range(1_000):
        said = {"id": "greeting.outside_window", "args": {"hello": {"message": said}, "name": "y"}}

    text = FluentRenderer(CATALOGUES, SPEECH).text(
        Message(said["id"], said["args"]), Reader(Language.ENGLISH, "UTC")
    )

    assert len(text) < 2_000


@pytest.mark.parametrize(
    ("form", "shown"),
    [
        (Form.PLAIN, "zhiban task watch https://example.com"),
        (Form.MARKDOWN, "`zhiban task watch https://example.com`"),
        (Form.HTML, "<code>zhiban task watch https://example.com</code>"),
    ],
)
def test_a_command_is_shown_as_it_has_to_be_typed(form, shown):
    """I18-1: an address in it stays one; markup and characters that nobody sees do not."""
    command = Command("zhiban task watch https://example.com\u202e")
    said = message("database.other_version", database=Called("x"), command=command)
    assert shown in WORDS.text(said, IN_ENGLISH, form=form)
