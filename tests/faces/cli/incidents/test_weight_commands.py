"""The weights of scores at the terminal."""

import asyncio

import pytest

from tests.fakes.weight_examples import a_weight_proposal, teaching_incidents

PROPOSAL = a_weight_proposal()
WHY = ("--reason", "because")
QUARTERS = tuple(
    word
    for part in ("impact", "severity", "importance", "urgency")
    for word in (f"--{part}", ".25")
)


@pytest.fixture
def world(runtime):
    return runtime.world


def test_weights_are_shown_written_listed_and_taken_back(zhiban, world):
    """ALR-4, ALR-5."""
    first = zhiban("weights", "show")
    no = zhiban("weights", "set", *QUARTERS, *WHY, stdin="n\n")
    made = zhiban("weights", "set", *QUARTERS, *WHY, stdin="y\n")
    later = zhiban("weights", "set", *QUARTERS, *WHY, "-y", "--start", "2030-01-01", "--json").data
    listed = zhiban("weights", "history")
    back = zhiban("weights", "revert", "published", *WHY, stdin="y\n")
    again = zhiban("weights", "revert", "published", *WHY, "--yes", "--json").data
    never = zhiban("weights", "revert", "never", *WHY, stdin="y\n")

    assert first.out.startswith("Weights published: impact 40.0%, severity 30.0%")
    assert no.code == 3
    assert "Weights" not in no.out
    assert "Put impact 25.0%, severity 25.0%" in no.err
    assert "impact 25.0%" in made.out
    assert later["effective_at"].startswith("20")
    assert listed.out.count("because") == 2
    assert listed.err == "Before all of them: published.\n"
    assert "Go back to impact 40.0%" in back.err
    assert "impact 40.0%" in back.out
    assert again["shares"]["impact"] == 0.4
    assert never.code == 3
    assert zhiban("weights", "show", "--json").data["shares"]["impact"] == 0.4
    assert len(zhiban("weights", "history", "--json").data) == 4


def test_a_proposal_is_shown_before_it_is_approved(zhiban, world):
    """ALR-5."""
    assert zhiban("weights", "proposals").err == "Nothing was ever proposed.\n"
    world.weights.offered[PROPOSAL.id] = PROPOSAL
    listed = zhiban("weights", "proposals")
    no = zhiban("weights", "approve", PROPOSAL.id, *WHY, stdin="n\n")
    viewer = zhiban("weights", "approve", PROPOSAL.id, *WHY, "--yes", "--as", "u_mei")
    yes = zhiban("weights", "approve", PROPOSAL.id, *WHY, "--as", "u_admin", stdin="y\n")
    late = zhiban("weights", "refuse", PROPOSAL.id, *WHY)

    assert f"{PROPOSAL.id}: Proposes impact 35.0%" in listed.out
    assert (no.code, viewer.code, late.code) == (3, 3, 3)
    assert "15 helped, 14 did not" in no.err
    assert "severity 35.0%" in yes.out
    assert world.weights.kept[0].by == "u_admin"
    assert zhiban("weights", "proposals", "--json").data[0]["state"] == "applied"


def test_weights_learn_when_asked_and_a_proposal_can_be_refused(zhiban, world):
    """ALR-5."""
    nothing = zhiban("weights", "learn")
    none = zhiban("weights", "learn", "--json").data
    for each in teaching_incidents():
        asyncio.run(world.incidents.record(each, []))
    learnt = zhiban("weights", "learn")
    [proposed] = world.weights.offered
    refused = zhiban("weights", "refuse", proposed, *WHY)

    assert nothing.out.startswith("Nothing to propose yet: 0 of the 20 repairs")
    assert none["proposal"] is None
    assert learnt.out.startswith(f"{proposed}: Proposes impact")
    assert "(“because”)." in refused.out
    assert world.weights.kept == []
