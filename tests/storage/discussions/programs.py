"""Programs that work on one store at once, each a process of its own.

`old` does as the programs in use today: it reads a file, adds a message and writes the whole file
in place, without a lock, and the index too. `ours` sends and replies through our store. Each writes
the id of a message to its log once it was told (or, `old`, has seen) that the message is written.

    python tests/storage/discussions/programs.py crowd ROOT LOGS PROCESSES MESSAGES TOPICS
    python tests/storage/discussions/programs.py old ROOT LOGS MESSAGES
"""

import asyncio
import json
import os
import random
import sys
import time
import traceback
from contextlib import suppress
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[3]))

from application.ports.discussions import Draft
from bootstrap.system import SystemClock, SystemIds
from domain.common.errors import Conflict, ZhibanError
from storage.discussions.store import FileDiscussionStore

STOP = "stop"
"""File among the logs that ends `old`."""


class Log:
    """Lines that survive the death of whoever writes them."""

    def __init__(self, folder: Path, name: str) -> None:
        self._handle = os.open(folder / f"{name}.log", os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    def write(self, line: str) -> None:
        os.write(self._handle, f"{line}\n".encode())


def draft(topic: str, content: str, key: str = "") -> Draft:
    return Draft(
        from_id="lingyi",
        from_name="灵依",
        topic=topic,
        content=content,
        reply_to="",
        tags=("storm",),
        source_type="unverifiable",
        claimed_source_type="real",
        sender="u_mei",
        key=key,
    )


async def ours(root: Path, log: Log, who: int, messages: int, topics: int) -> None:
    """Send and reply, some of each; close a discussion now and then."""
    store = FileDiscussionStore(root, SystemClock(), SystemIds())
    dice, last = random.Random(who), ""
    for number in range(messages):
        content = f"message {number} of {who} 消息"
        sent = None
        if last and dice.random() < 0.5:
            with suppress(Conflict):
                sent = await store.reply(last, draft("", content))
        if sent is None:
            sent = await store.send(draft(f"topic {dice.randrange(topics)}", content))
        last = sent.discussion.id
        log.write(sent.message.id)
        if number % 50 == 49:
            await store.close(last, at=SystemClock().now())


def old(root: Path, logs: Path, messages: int) -> None:
    """Read, change and write whole files in place until told to stop, or left alone."""
    log, dice, folder = Log(logs, "old"), random.Random(7), root / "discussions"
    number, parent = 0, os.getppid()
    while number < messages and not (logs / STOP).exists() and os.getppid() == parent:
        names = sorted(folder.glob("*.json"))
        if not names:
            time.sleep(0.001)
            continue
        path = dice.choice(names)
        number += 1
        message = {
            "id": f"msg_2020{number:010d}",
            "from_id": "lingzhi",
            "from_name": "灵知",
            "content": f"the old way {number}",
            "timestamp": time.strftime("%Y-%m-%dT%H:%M:%S"),
            "theirs": [number],
        }
        discussion = read_in_place(path)
        discussion["messages"].append(message)
        time.sleep(dice.random() * 0.03)  # it thinks, and others write
        write_in_place(path, discussion)
        log.write(message["id"])
        index = read_in_place(root / "index.json")
        for entry in index["threads"]:
            if entry["id"] == path.stem:
                entry["message_count"] = len(discussion["messages"])
        write_in_place(root / "index.json", index)


def read_in_place(path: Path) -> dict:
    """Read as the old programs do, again when it is torn."""
    while True:
        with suppress(ValueError), path.open(encoding="utf-8") as file:
            return json.load(file)


def write_in_place(path: Path, document: object) -> None:
    """Write as the old programs do: the file is empty first, then grows."""
    with path.open("w", encoding="utf-8") as file:
        json.dump(document, file, ensure_ascii=False, indent=2)


def crowd(root: Path, logs: Path, processes: int, messages: int, topics: int) -> int:
    """Be many; return how many failed."""
    children = []
    for who in range(processes):
        child = os.fork()
        if child == 0:
            failed = 1
            try:
                asyncio.run(ours(root, Log(logs, f"ours-{who}"), who, messages, topics))
                failed = 0
            except ZhibanError:
                traceback.print_exc()
            finally:
                sys.stderr.flush()
                os._exit(failed)
        children.append(child)
    return sum(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) != 0 for child in children)


def main() -> int:
    what, root, logs, *numbers = sys.argv[1:]
    if what == "old":
        old(Path(root), Path(logs), int(numbers[0]))
        return 0
    return crowd(Path(root), Path(logs), *map(int, numbers))


if __name__ == "__main__":
    sys.exit(main())
