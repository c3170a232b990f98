"""What `docker build` would see of a folder, by Docker's own rules for `.dockerignore`."""

import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path


@dataclass(frozen=True)
class Rule:
    """One line of the file."""

    pattern: str
    keeps: bool

    @cached_property
    def _regex(self) -> re.Pattern[str]:
        return re.compile(_regex_of(self.pattern))

    def matches(self, path: str) -> bool:
        """Say whether the pattern is about this very path."""
        return self._regex.fullmatch(path) is not None

    def may_keep_below(self, folder: str) -> bool:
        """Say whether this can bring back something in a folder that is left out."""
        return self.keeps and f"{self.pattern}/".startswith(f"{folder}/")


@dataclass(frozen=True)
class DockerIgnore:
    """Rules in order; of those that match, the last one decides.

    A rule that matches a folder is about all that lies in it. As in Docker, a rule is only asked
    when it could change the answer, and one that was not asked of a folder says nothing about it.
    """

    rules: tuple[Rule, ...]

    @classmethod
    def parse(cls, text: str) -> "DockerIgnore":
        """Read the file: `#` begins a comment, `!` keeps, a first `/` means nothing."""
        rules = []
        for line in text.removeprefix("\ufeff").splitlines():
            pattern = line.strip()
            if not pattern or line.startswith("#"):
                continue
            cleaned = os.path.normpath(pattern.removeprefix("!").strip())
            rules.append(Rule(cleaned.lstrip("/") or cleaned, pattern.startswith("!")))
        return cls(tuple(rules))

    def files(self, root: Path) -> list[str]:
        """Return every file of a folder that reaches the build."""
        return list(self._walk(root, "", (False,) * len(self.rules)))

    def _walk(self, folder: Path, at: str, above: tuple[bool, ...]) -> Iterator[str]:
        for each in sorted(folder.iterdir()):
            name = f"{at}{each.name}"
            is_out, matched = self._judge(name, above)
            if not each.is_dir():
                if not is_out:
                    yield name
            elif not is_out or any(rule.may_keep_below(name) for rule in self.rules):
                yield from self._walk(each, f"{name}/", matched)

    def _judge(self, path: str, above: tuple[bool, ...]) -> tuple[bool, tuple[bool, ...]]:
        is_out, matched = False, []
        for rule, matched_above in zip(self.rules, above, strict=True):
            matches = matched_above or (rule.keeps == is_out and rule.matches(path))
            matched.append(matches)
            if matches:
                is_out = not rule.keeps
        return is_out, tuple(matched)


def copies(dockerfile: str) -> list[tuple[list[str], str]]:
    """Return sources and destination of each COPY out of the context."""
    found = []
    for line in dockerfile.replace("\\\n", " ").splitlines():
        words = line.split()
        if words[:1] == ["COPY"] and not any(word.startswith("--from") for word in words):
            *sources, destination = [word for word in words[1:] if not word.startswith("--")]
            found.append((sources, destination))
    return found


def assemble(root: Path, context: Path) -> None:
    """Lay down what the build would see of a folder."""
    for name in DockerIgnore.parse((root / ".dockerignore").read_text()).files(root):
        target = context / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(root / name, target)


def _regex_of(pattern: str) -> str:
    """Translate as Docker does: `**` passes over folders, `*` and `?` stay within one."""
    tokens = re.findall(r"\*\*/|\*\*$|\\.|\[[^]]*\]|.", pattern, re.DOTALL)
    return "".join(_of_token(token) for token in tokens)


def _of_token(token: str) -> str:
    if token[0] in "[\\":
        return token
    wild = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}
    return wild.get(token) or re.escape(token)
