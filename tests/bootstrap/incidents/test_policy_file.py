"""The operators' policy is followed while it changes, and a broken change changes nothing."""

import os

import pytest

from bootstrap.incidents.policy_file import PolicyFile, load_policy
from domain.clusters.repairs import Mode
from domain.common.errors import Misconfigured
from tests.fakes.words import says

GOOD = 'name = "first"\nmode = "suggest"\non_call = ["u_mei"]\n'


@pytest.fixture
def path(tmp_path):
    return tmp_path / "policy.toml"


def write(path, text, *, turn=1):
    path.write_text(text)
    os.utime(path, ns=(turn, turn))  # a file system's clock may be coarser than this test


def test_without_a_file_it_only_observes():
    """RBK-6, RBK-7."""
    policy = PolicyFile(None)()

    assert (policy.default_mode, policy.modes, policy.digest) == (Mode.OBSERVE, (), "")


def test_a_changed_file_is_followed(path):
    """RBK-7."""
    source = PolicyFile(path)
    write(path, GOOD)
    first = source()
    write(path, GOOD.replace("suggest", "observe"), turn=2)
    second = source()

    assert (first.default_mode, second.default_mode) == (Mode.SUGGEST, Mode.OBSERVE)
    assert first.digest != second.digest


@pytest.mark.parametrize(
    "broken", ['mode = "autu"', "mode = [", None], ids=["word", "toml", "gone"]
)
def test_a_broken_change_leaves_the_last_good_one_in_force(path, broken, caplog):
    """RBK-6, RBK-7."""
    source = PolicyFile(path)
    write(path, GOOD)
    before = source()
    if broken is None:
        path.unlink()
    else:
        write(path, broken, turn=2)

    assert source() is before
    assert source() is before
    told = [one for one in caplog.records if "not_followed" in one.getMessage()]
    assert len(told) <= 1


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            GOOD.replace("suggest", "autu"),
            r"policy\.toml: policy\.mode must be .*; perhaps auto is meant",
        ),
        ("mode = [", "is not valid TOML"),
        ("x" * (1024 * 1024 + 1), "make it shorter"),
    ],
    ids=["word", "toml", "large"],
)
def test_the_first_policy_must_be_good(path, text, said):
    """RBK-7."""
    path.write_text(text)

    with pytest.raises(Misconfigured, check=says(said)):
        PolicyFile(path)()


def test_a_missing_file_is_named(path):
    """RBK-7."""
    with pytest.raises(
        Misconfigured, check=says("which the settings name, cannot be read: “No such file")
    ):
        load_policy(path)
