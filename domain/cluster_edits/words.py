"""Edits in words: differences that people can read, and what becomes of them, in both languages."""

from collections.abc import Iterator, Sequence
from difflib import unified_diff

from domain.cluster_edits.bounds import Bound
from domain.clusters.edit_names import PERFORMED
from domain.clusters.edits import Difference, EditedObject, EditKind, EditOutcome, Shade
from domain.common.readers import Language
from domain.incidents.guards.guards import GuardName
from domain.incidents.words.explaining import guard_words, skip_words
from domain.incidents.words.modes import OUTCOMES
from domain.incidents.words.names import short
from domain.incidents.words.recorded import in_words, is_known, skip_detail

LONGEST_PREVIEW = 8_000
"""Characters; a question to a person that is longer than that is not read."""

LONGEST_VALUE = 300
MOST_LINES = 40
"""Of a value of many lines that changes, with one line around each change."""

_NONE = {Language.CHINESE: "（无）", Language.ENGLISH: "(none)"}
_HEAD = {
    Language.CHINESE: {True: "修改 {ref}", False: "新建 {ref}"},
    Language.ENGLISH: {True: "Change {ref}", False: "Create {ref}"},
}
_SAME = {Language.CHINESE: "  没有变化", Language.ENGLISH: "  nothing changes"}
_MORE = {Language.CHINESE: "……其余从略", Language.ENGLISH: "… and more"}
_PODS = {
    Language.CHINESE: "  注意：Pod 会被逐一替换。",
    Language.ENGLISH: "  Note: its pods are replaced one after the other.",
}
_NOTES = {
    EditKind.SET_CONFIG: {
        Language.CHINESE: "  注意：以环境变量或子路径读取它的 Pod 要重启后才会用上新值。",
        Language.ENGLISH: "  Note: pods that read it as variables or by subPath take the new "
        "values only once they are restarted.",
    },
    EditKind.RESIZE_POOL: {
        Language.CHINESE: "  注意：缩小时由云上的伸缩组挑选机器，其上的 Pod 不会先被驱逐。",
        Language.ENGLISH: "  Note: when it shrinks the cloud's scaling group picks the machines, "
        "and their pods are not drained first.",
    },
    EditKind.UNISOLATE: {
        Language.CHINESE: "  注意：Pod 会重新接收流量；控制器可能因此删掉一个多出来的 Pod。",
        Language.ENGLISH: "  Note: the pod takes traffic again; its controller may then end one "
        "pod that is too many.",
    },
}

_WILL = {
    Language.CHINESE: {
        EditOutcome.AT_ONCE: "策略允许直接执行；确认之后，每一道守卫仍会在写入的那一刻检查。",
        EditOutcome.AFTER_APPROVAL: "策略要求先由另一位有审批权限的人批准编辑 {id}；"
        "批准之后用同一个确认再来一次，才会执行。",
        EditOutcome.DENIED: "这个编辑已被拒绝（{by}），不会执行。",
        EditOutcome.NOTHING: "集群里已经是这样，没有要改的内容。",
        EditOutcome.SWITCHED_OFF: "总开关已关闭写入（{by}），什么都不会执行；请管理员放开总开关。",
        EditOutcome.NOT_PERMITTED: "您的账号没有写入许可（rollback_permission），不会执行；"
        "请管理员授予。",
        EditOutcome.REFUSED: "集群不接受：{detail}",
        EditOutcome.CONFLICT: "有冲突，没有写入，也不会强行覆盖：{detail}",
        EditOutcome.BLOCKED: "被守卫拦下，没有写入：{detail}",
        EditOutcome.DONE: "已完成。",
    },
    Language.ENGLISH: {
        EditOutcome.AT_ONCE: "Policy lets it be done once confirmed; every guard still has to pass "
        "at the moment of the write.",
        EditOutcome.AFTER_APPROVAL: "Policy asks that somebody else who may approve says yes to "
        "edit {id} first; then the same call with the same confirmation does it.",
        EditOutcome.DENIED: "This edit was denied by {by} and is not done.",
        EditOutcome.NOTHING: "The cluster is like that already; there is nothing to change.",
        EditOutcome.SWITCHED_OFF: "Writing is switched off ({by}), so nothing is done; an admin "
        "can release the kill switch.",
        EditOutcome.NOT_PERMITTED: "Your account lacks rollback_permission, so nothing is done; an "
        "admin can give it.",
        EditOutcome.REFUSED: "The cluster does not take it: {detail}",
        EditOutcome.CONFLICT: "It conflicts, nothing was written, and it is never forced: {detail}",
        EditOutcome.BLOCKED: "A guard stood in the way and nothing was written: {detail}",
        EditOutcome.DONE: "Done.",
    },
}
_BOUND = {
    Language.CHINESE: "{name}：{kind} {object} 要 {wanted} 个副本，{why}（{detail}）",
    Language.ENGLISH: "{name}: {kind} {object} asks for {wanted} replicas; {why} ({detail})",
}
_PARTLY = {
    Language.CHINESE: "前 {done} 个对象（共 {all} 个）已写入；",
    Language.ENGLISH: "The first {done} of {all} objects were written. ",
}
_NOBODY = {Language.CHINESE: "出厂默认", Language.ENGLISH: "as from the start"}


def said_of_edit(
    outcome: EditOutcome,
    language: Language,
    *,
    identifier: str = "",
    by: str = "",
    detail: str = "",
    objects: Sequence[EditedObject] = (),
) -> str:
    """Return what becomes, or became, of an edit as a sentence.

    Args:
        outcome: which sentence.
        language: of the sentence.
        identifier: of the edit.
        by: who denied it, or switched writing off.
        detail: why, in English or somebody's own words; the name of a `Performing` will do.
        objects: what became of each; those that guards stopped say why themselves.
    """
    stood = next((each.guards for each in objects if each.guards), ())
    why = _stood_in_the_way(stood, language) if stood else reason_words(detail, language)
    words = _WILL[language][outcome].format(id=identifier, by=by or _NOBODY[language], detail=why)
    done = sum(each.is_done for each in objects)
    if outcome is EditOutcome.DONE or not done:
        return words
    return _PARTLY[language].format(done=done, all=len(objects)) + words


def bound_words(bound: Bound, language: Language) -> str:
    """Return which bound of scaling an edit breaks: its name as guards have theirs, and words."""
    why = bound.why
    words = _BOUND[language].format(
        name=why.reason,
        kind=bound.ref.kind,
        object=bound.ref.name,
        wanted=bound.wanted,
        why=skip_words(why.reason, language),
        detail=skip_detail(why.detail, language),
    )
    return words.removesuffix("（）").removesuffix(" ()")


def reason_words(detail: str, language: Language) -> str:
    """Return why the cluster did not take an edit; the cluster's own words, as they are.

    What is ours of it is recorded in English, by itself or behind the object that it is about.
    """
    if language is Language.ENGLISH:
        return detail
    named, colon, said = detail.partition(": ")
    if colon and is_known(said):
        return f"{named}：{in_words(said, language)}"
    return short(PERFORMED, in_words(detail, language), language)


def guard_said(stopped: str, language: Language) -> str:
    """Return a guard that stood in the way, recorded as `guard: detail`; else what was given.

    A bound of scaling stands among guards, too, and is in the language of who asked already.
    """
    name, _, detail = stopped.partition(": ")
    if language is Language.ENGLISH or name not in set(GuardName):
        return stopped
    said = short(OUTCOMES, in_words(detail, language), language)
    return f"{guard_words(name, language)}：{said}"


def change_words(change: str, language: Language) -> str:
    """Return a line of an edit's record: a change as it is, or how many more there are in words."""
    return in_words(change, language) if change.startswith("… and ") else change


def preview_of_edit(kind: EditKind, objects: Sequence[EditedObject], language: Language) -> str:
    """Return the differences as lines that people can read."""
    lines = [line for each in objects for line in _object_lines(each, language)]
    note = _NOTES.get(EditKind.SET_CONFIG if kind is EditKind.PUT_CONFIG_BACK else kind)
    if note is not None and any(each.differences for each in objects):
        lines.append(note[language])
    whole = "\n".join(lines)
    if len(whole) <= LONGEST_PREVIEW:
        return whole
    return f"{whole[:LONGEST_PREVIEW]}\n{_MORE[language]}"


def _stood_in_the_way(guards: Sequence[str], language: Language) -> str:
    said = "；" if language is Language.CHINESE else "; "
    return said.join(guard_said(each, language) for each in guards)


def _object_lines(edited: EditedObject, language: Language) -> Iterator[str]:
    yield _HEAD[language][edited.exists].format(ref=edited.ref)
    if not edited.differences:
        yield _SAME[language]
    for each in edited.differences:
        yield from _lines(each, language)
    if edited.exists and any(each.is_of_pods for each in edited.differences):
        yield _PODS[language]


def _lines(difference: Difference, language: Language) -> Iterator[str]:
    before, after = (_text(each) for each in (difference.before, difference.after))
    if "\n" in (before or "").rstrip("\n") or "\n" in (after or "").rstrip("\n"):
        yield f"  {difference.path}:"
        yield from _line_by_line(before or "", after or "", language)
        return
    sides = [
        _NONE[language] if each is None else _short(each, language) for each in (before, after)
    ]
    yield f"  {difference.path}: {sides[0]} → {sides[1]}"


def _line_by_line(before: str, after: str, language: Language) -> Iterator[str]:
    changes = list(unified_diff(before.splitlines(), after.splitlines(), n=1, lineterm=""))[2:]
    for line in changes[:MOST_LINES]:
        yield f"    {_short(line, language)}"
    if len(changes) > MOST_LINES:
        yield f"    {_MORE[language]}"


def _text(shade: Shade | None) -> str | None:
    return shade.shown if shade is not None else None


def _short(words: str, language: Language) -> str:
    return words if len(words) <= LONGEST_VALUE else f"{words[:LONGEST_VALUE]}{_MORE[language]}"
