"""Words for names of edits, and the lines that every face says of an edit that is kept.

English readers meet the names themselves, as programs do; `short` of `incident_words_names.py`
looks them up.
"""

from domain.clusters.changes import Performing
from domain.clusters.edits import EditKind
from domain.common.readers import Language

EDIT_KINDS: dict[Language, dict[str, str]] = {
    Language.CHINESE: {
        EditKind.APPLY: "应用清单",
        EditKind.SET_CONFIG: "修改键值",
        EditKind.PUT_CONFIG_BACK: "恢复键值",
        EditKind.RESIZE_POOL: "调整节点池",
        EditKind.UNISOLATE: "解除 Pod 隔离",
    },
    Language.ENGLISH: {},
}

EDIT_STATES: dict[Language, dict[str, str]] = {
    Language.CHINESE: {
        "asked": "等待批准",
        "approved": "已批准，等要求的人来执行",
        "denied": "已拒绝",
        "intended": "已开始写入，尚未完成",
        "done": "已完成",
        "blocked": "被守卫拦下",
        "refused": "集群不接受",
        "conflict": "有冲突，没有写入",
        "lapsed": "已失效",
    },
    Language.ENGLISH: {},
}
"""By `EditRecord.state`."""

PERFORMED: dict[Language, dict[str, str]] = {
    Language.CHINESE: {
        Performing.DONE: "已完成",
        Performing.ALREADY: "先前已完成",
        Performing.CONFLICT: "有冲突，没有写入",
        Performing.REFUSED: "集群不接受",
        Performing.GONE: "已不存在",
        "blocked": "被守卫拦下",
        "not tried": "没有尝试",
    },
    Language.ENGLISH: {},
}
"""What became of one object of an edit; the last two, when nothing was sent."""

EDIT_RECORD: dict[Language, str] = {
    Language.CHINESE: "{id}  集群 {cluster}，{kind}：{state}。{by} 要求：{reason}",
    Language.ENGLISH: "{id} {kind} in {cluster}: {state}, asked for by {by}: {reason}",
}
"""How an edit stands, in a line."""

NO_EDIT_WAITS: dict[Language, str] = {
    Language.CHINESE: "没有等待答复的编辑。",
    Language.ENGLISH: "No edit waits for an answer.",
}
