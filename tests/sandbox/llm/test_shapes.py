import json
from enum import StrEnum

import jsonschema
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, Field

from sandbox.llm.facts import Fact, find_facts
from sandbox.llm.shapes import Shaper


class Weight(StrEnum):
    ACT = "act"
    CALM = "calm"


class Claim(BaseModel):
    topic: str = Field(json_schema_extra={"enum": ["logs", "alarms"]})
    weight: Weight
    text: str = Field(max_length=40)
    evidence: list[str] = Field(min_length=1)
    score: int | None
    certain: bool


class Report(BaseModel):
    headline: str
    claims: list[Claim] = Field(max_length=3)
    notes: list[str]


FACTS = [
    Fact("log-1", "disk full", {"topic": "alarms", "weight": "calm", "score": 7}),
    Fact("log-2", "x" * 99, {"topic": "unheard of", "certain": False}),
    *(Fact(f"log-{n}", "more") for n in range(3, 9)),
]


def test_a_schema_with_references_is_filled_with_cited_facts():
    """BRF-5."""
    filled = Shaper(Report.model_json_schema(), "nothing").fill(FACTS)

    jsonschema.validate(filled, Report.model_json_schema())
    assert filled["headline"] == "disk full"
    assert [claim["evidence"] for claim in filled["claims"]] == [["log-1"], ["log-2"], ["log-3"]]
    assert filled["claims"][0] == {
        "topic": "alarms",
        "weight": "calm",
        "text": "disk full",
        "evidence": ["log-1"],
        "score": 7,
        "certain": True,
    }
    assert filled["claims"][1]["topic"] == "logs"
    assert filled["claims"][1]["certain"] is False
    assert len(filled["claims"][1]["text"]) == 40


def test_without_facts_there_are_no_claims_and_a_sentence_that_says_so():
    """BRF-5."""
    filled = Shaper(Report.model_json_schema(), "nothing").fill([])

    assert filled == {"headline": "nothing", "claims": [], "notes": []}


def test_a_long_sentence_is_not_cut_inside_a_number():
    """BRF-5."""
    fact = Fact("log-1", "错误率升高。" * 32 + "1234567890")

    assert Shaper({"type": "string"}, "").fill([fact]) == "错误率升高。" * 32


def test_ids_that_the_schema_enumerates_are_chosen_from_it():
    """BRF-5."""
    schema = {
        "type": "object",
        "properties": {"source": {"enum": ["log-2", "log-1"]}, "kind": {"const": "report"}},
    }

    assert Shaper(schema, "").fill(FACTS) == {"source": "log-1", "kind": "report"}


def test_unusual_types_get_the_simplest_value():
    """BRF-5."""
    schema = {
        "properties": {
            "nothing": {"type": "null"},
            "ratio": {"type": ["null", "number"], "minimum": 0.5},
            "loose": {},
            "pair": {"type": "array", "items": {"type": "string"}, "minItems": 2},
            "lost": {"$ref": "#/$defs/nowhere"},
        }
    }

    assert Shaper(schema, "-").fill([]) == {
        "nothing": None,
        "ratio": 0.5,
        "loose": "-",
        "pair": ["-", "-"],
        "lost": "-",
    }


def test_a_schema_that_refers_to_itself_comes_to_an_end():
    """BRF-5."""
    schema = {
        "$defs": {"node": {"type": "object", "properties": {"next": {"$ref": "#/$defs/node"}}}},
        "$ref": "#/$defs/node",
    }

    assert json.dumps(Shaper(schema, "").fill(FACTS)).count("next") > 5


def test_facts_are_found_between_words_and_at_any_depth():
    """BRF-5."""
    document = {"meta": {"n": 1}, "parts": [{"facts": [{"id": 7, "text": "a"}, {"id": "b"}, "c"]}]}
    text = f"Look {{here}}:\n```json\n{json.dumps(document)}\n```\nand answer."

    assert [(fact.id, fact.text) for fact in find_facts(text)] == [("7", "a"), ("b", "")]


def test_an_empty_list_of_facts_is_no_document():
    """BRF-5."""
    assert find_facts('{"facts": []} {"facts": [{"id": "1", "text": "t"}]}')[0].id == "1"


@given(st.text(alphabet='{}[]":,fats01 ', max_size=400))
def test_any_text_is_searched_without_failing(text):
    """REL-2."""
    assert isinstance(find_facts(text), list)


def test_stories_of_the_news_are_told_by_their_first_words():
    """SCH-2, OPS-6: each by its id, so that the demonstration's digests are worded by its model."""
    stories = json.dumps([{"id": "s1", "title": "A", "excerpt": "A plant opens."}])
    facts = find_facts(f"<stories>\n{stories}\n</stories>")
    schema = {"type": "object", "properties": {"story": {"type": "string"}}}
    wanted = {"type": "object", "properties": {"items": {"type": "array", "items": schema}}}
    wanted["properties"]["items"]["items"]["properties"]["text"] = {"type": "string"}

    told = Shaper(wanted, "Nothing.").fill(facts)
    assert told == {"items": [{"story": "s1", "text": "A plant opens."}]}
