"""Memories in the console (MEM-1, CON-2)."""

from api.console.routes import ROOT
from tests.faces.console.examples import memory_of
from tests.fakes.face_services import MEI, OPERATOR

HERE = f"{ROOT}/memories"


async def test_something_is_remembered_found_and_forgotten(client, world):
    """MEM-1: what is forgotten was shown before, and is gone."""
    http = await client(MEI, by_session=True)
    typed = {"text": "Bo calls first <i>always</i>", "kind": "preference", "tags": "calls，night"}
    done = await http.post(f"{HERE}/new", data=typed)
    kept = next(each for each in world.memories.kept.values() if each.text.startswith("Bo"))
    found = (await http.get(HERE, params={"query": "calls"})).text
    other = (await http.get(HERE, params={"query": "calls", "kind": "fact"})).text
    asked = (await http.get(f"{HERE}/{kept.id}/forget")).text
    gone = await http.post(f"{HERE}/{kept.id}/forget")

    assert done.status_code == 303
    assert (kept.owner, kept.kind, kept.tags) == ("u_mei", "preference", ("calls", "night"))
    assert "Bo calls first &lt;i&gt;always" in found
    assert memory_of("u_mei") not in found
    assert "Bo calls" not in other.split("<main")[-1]
    assert "Bo calls first &lt;i&gt;always" in asked
    assert gone.status_code == 303
    assert kept.id not in world.memories.kept
    assert (await http.post(f"{HERE}/{kept.id}/forget")).status_code == 404


async def test_memories_of_others_are_not_there(client, world):
    """MEM-1, SEC-3: neither shown nor forgotten."""
    http = await client(MEI, by_session=True)
    others = f"{HERE}/{memory_of(OPERATOR.person_id)}/forget"

    assert memory_of(OPERATOR.person_id) not in (await http.get(HERE)).text
    assert (await http.get(others)).status_code == 404
    assert (await http.post(others)).status_code == 404
    assert memory_of(OPERATOR.person_id) in world.memories.kept


async def test_what_cannot_be_kept_stands_at_its_field(client, world):
    """MEM-1, CON-2."""
    http = await client(MEI, by_session=True)
    before = len(world.memories.kept)
    empty = await http.post(f"{HERE}/new", data={"text": "", "kind": "fact"})
    long = await http.post(f"{HERE}/new", data={"text": "x" * 2001, "kind": "fact"})
    kind = await http.post(f"{HERE}/new", data={"text": "x", "kind": "<b>"})
    tags = await http.post(f"{HERE}/new", data={"text": "x", "tags": ",".join("abcdefghijk")})

    assert [each.status_code for each in (empty, long, kind, tags)] == [422] * 4
    assert 'id="e-text"' in empty.text
    assert 'id="e-text"' in long.text
    assert 'id="e-kind"' in kind.text
    assert 'id="e-tags"' in tags.text
    assert len(world.memories.kept) == before
    assert (await http.get(HERE, params={"after": "nonsense"})).status_code == 422
