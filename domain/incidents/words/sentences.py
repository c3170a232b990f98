"""Sentences that the engine records about incidents, and the same for readers.

What a workflow says of itself is written once, in English, into histories that outlive any wording.
Each row is what is recorded, what is read in Chinese, and what is read in English where that is
something else. A name in braces is a fact. `incident_words_recorded.py` says which facts are names
of ours and get words of their own; those rows come before rows that take anything.
"""

from domain.incidents.words.troubles import TROUBLES, Row

DOINGS: tuple[Row, ...] = (
    ("Asks the source of the alert again.", "再次向告警来源核实。"),
    ("The source does not answer: {rest}", "告警来源没有答复：{rest}"),
    ("The source does not answer:", "告警来源没有答复。", "The source does not answer."),
    (
        "It is said to be over, and the source does not answer: {quoted}",
        "据说已恢复，但告警来源没有答复（{quoted}），再问。",
        "It is said to be over, and the source does not answer ({quoted}); it is asked again.",
    ),
    (
        "It is said to be over, and the source does not answer:",
        "据说已恢复，但告警来源没有答复，再问。",
        "It is said to be over, and the source does not answer; it is asked again.",
    ),
    (
        "Attempt {number} is taken back as soon as the guard {guard} lets it.",
        "守卫“{guard}”一放行，就撤回第 {number} 次尝试。",
        "Attempt {number} is taken back as soon as the guard '{guard}' lets it.",
    ),
    ("Its workflow is gone; nobody goes on with it.", "工作流已不在，无人继续。"),
    ("Looks for the workload that the alert speaks of.", "正在查找告警所指的工作负载。"),
    ("Score {score}: {band}.", "{score} 分。{band}。", "Score {score}. {band}."),
    ("Chooses what to try next.", "正在选择下一步动作。"),
    ("Attempt {number}: {because}.", "第 {number} 次尝试：{because}。"),
    ("Attempt {number}: {rest}", "第 {number} 次尝试：{rest}"),
    (
        "Waits for the guard {guard}: {rest}",
        "等待守卫“{guard}”放行：{rest}。",
        "Waits for the guard '{guard}': {rest}.",
    ),
    ("Asks {people} to approve: {rest}", "请 {people} 批准：{rest}"),
    ("Waits for its turn: {rest}.", "排队等待：{rest}。"),
    ("Muted by {name} ({muted}).", "由“{name}”静默（{muted}）。", "Muted by '{name}' ({muted})."),
    ("The muting is over, and it still fires.", "静默已结束，告警仍在触发。"),
    ("Paused by {by}.", "由 {by} 暂停。"),
    ("Goes on.", "继续。"),
    ("It comes and goes.", "反复触发又恢复。"),
    ("It no longer comes and goes.", "不再反复。"),
    ("Waits for the end of the change freeze '{name}'.", "等待变更冻结“{name}”结束。"),
    ("The change freeze is over.", "变更冻结已结束。"),
    ("It is over; watches whether it stays so.", "已恢复，正在观察是否稳定。"),
    ("It is back; goes on at the next rung.", "又发生了，从下一级继续。"),
    ("A person is needed: {reason}.", "需要人处理：{reason}。"),
    ("A person is needed: {reason}. {rest}", "需要人处理：{reason}。{rest}"),
    (
        "Nobody on call and no admin has an account with an address.",
        "值班人员和管理员都没有可用的账号或地址。",
    ),
    ("Writing was enabled; goes on from where it stands.", "已允许写入，从当前位置继续。"),
    (
        "It is over before anything was done; waits whether it stays so.",
        "还没动手就已恢复，正在观察是否稳定。",
    ),
    ("Closed: {ending}.", "已关闭：{ending}。"),
)

WAITS: tuple[Row, ...] = (
    ("the source of the alert", "告警来源的回答"),
    ("the owner of what the alert names", "告警对象的归属"),
    ("the verdict on attempt {number}", "第 {number} 次尝试的验证结果"),
    ("the approval {id}", "批准 {id}"),
    ("the guard {guard}", "守卫“{guard}”放行", "the guard '{guard}'"),
    ("the change freeze '{name}'", "变更冻结“{name}”结束", "the end of the change freeze '{name}'"),
    ("it to stay so", "状态保持稳定"),
    ("it to settle", "不再反复"),
    ("a relapse", "是否复发"),
    ("a person", "人来处理"),
    ("{by} to resume it", "{by} 恢复它"),
    ("lock of {place}", "{place} 的锁", "the lock of {place}"),
    ("lock {place}", "{place} 的锁", "the lock of {place}"),
    ("budget of {place}", "集群 {place} 的并发额度", "a place in the budget of {place}"),
    ("pace {place}", "集群 {place} 的请求速率", "the pace at which {place} may be asked"),
    ("budget {place}", "集群 {place} 的并发额度", "a place in the budget of {place}"),
)

DETAILS: tuple[Row, ...] = (
    ("{guard}:{outcome}: {rest}", "{guard}：{rest}。", "{guard}: {rest}."),
    ("{guard}:{outcome}", "{guard}：{outcome}", "{guard}: {outcome}"),
    ("The target changes too often to ask.", "目标变化太频繁，没法发起批准。"),
    ("No turn within an hour: {rest}.", "一小时内没有排到：{rest}。"),
    ("Change freeze '{name}'.", "变更冻结“{name}”。"),
    (
        "{count} × / {minutes} min.",
        "{minutes} 分钟内变化 {count} 次。",
        "It changed {count} times within {minutes} min.",
    ),
    ("firing", "目前仍在触发。", "it fires now."),
    ("cleared", "目前已恢复。", "it does not fire now."),
    ("Cancelled.", "运行被取消。", "Its run was cancelled."),
    ("Cancelled in Temporal.", "在 Temporal 中被取消。", "It was cancelled in Temporal."),
    ("The ladder was left.", "修复中途停下。", "The repair was left midway."),
    ("{by} changed the target.", "{by} 改了目标。"),
    ("Somebody skipped this rung.", "这一级被人跳过。"),
    ("No content of {name} is kept any more.", "{name} 的留存内容已不在。"),
    ("The checkpoint is not kept any more.", "检查点已不在。"),
    ("No former content of {name} is kept.", "没有留存 {name} 的旧内容。"),
    ("A person asked for it.", "有人要求处理。"),
    (
        "The settings do not say how this source can be asked again.",
        "没有配置怎样再次询问这个来源。",
    ),
    ("No such watch.", "没有这个监控。"),
    ("Since {moment} UTC.", "自 {moment} UTC 起。"),
    ("The watch has no value.", "监控没有取到值。"),
    ("The watch has just said so.", "监控刚刚这样报告。"),
    ("The value is back.", "数值已恢复。"),
    ("There is no {name}.", "没有 {name}。"),
    ("The workload looks well.", "工作负载看起来正常。"),
    ("Its sender says so; it is not there.", "发送方这样说，而它已不在。"),
    ("Nothing that could be looked at is known of it.", "不知道可以查看它的哪个对象。"),
    ("The node is ready.", "节点就绪。"),
    ("No preview: {rest}", "无法预览：{rest}"),
)

GUARD_DETAILS: tuple[Row, ...] = (
    ("{guard}:{outcome}: {rest}", "{guard}：{rest}。", "{guard}: {rest}."),
    ("{guard}:{outcome}", "{guard}：{outcome}", "{guard}: {outcome}"),
    ("writing is not enabled", "写入没有放开"),
    ("the policy's mode is not known", "读不到策略模式"),
    ("the mode is {mode}", "策略在此处{mode}", "policy here: {mode}"),
    ("it would run on nobody's behalf", "没有指定使用谁的许可"),
    ("{by} may not let repairs run", "{by} 没有回滚许可"),
    ("change freezes could not be read", "读不到变更冻结"),
    ("frozen by '{name}'", "被“{name}”冻结"),
    ("outside the policy's hours", "不在策略规定的时间内"),
    ("the target could not be read", "读不到目标"),
    ("{name} would revert it", "{name} 会把它改回去"),
    ("it is not known whether approval is needed", "无法确定是否需要批准"),
    ("nobody has approved it", "没有人批准"),
    ("another plan was approved", "批准的是另一个计划"),
    ("the source could not be asked", "无法向来源核实"),
    ("the source says {read}", "来源说：{read}", "the source says: {read}"),
    ("confirmed {age} s ago, at most {most} s", "上次核实在 {age} 秒前，最多允许 {most} 秒"),
    ("the target was changed since it was planned", "计划之后目标被改过"),
    ("none is kept", "没有留存检查点", "no checkpoint is kept"),
    ("the target's lock is not ours", "没有拿到目标的锁"),
    (
        "the namespace's workloads, or its last storm, could not be read",
        "读不到命名空间里的工作负载或上次大面积故障",
    ),
    (
        "{share} of the other workloads are ready, least {least}",
        "其余工作负载只有 {share} 就绪，至少要 {least}",
    ),
    (
        "the namespace's storm was {age} s ago, least {most} s",
        "命名空间大面积故障在 {age} 秒前，至少要等 {most} 秒",
    ),
    (
        "the last write on it was {age} s ago, least {most} s",
        "上次写入在 {age} 秒前，至少要隔 {most} 秒",
    ),
    ("the namespace's storm has no time", "不知道上次大面积故障的时间"),
    ("the last write on it has no time", "不知道上次写入的时间"),
    ("former writes could not be read", "读不到以往的写入"),
    ("former writes could not be counted", "数不清以往的写入"),
    (
        "{count} writes within {window} s, at most {most}",
        "{window} 秒内已写入 {count} 次，最多 {most} 次",
    ),
    ("no place in the cluster's budget is ours", "没有拿到集群的并发额度"),
    ("it could not be established", "无法确认"),
    ("it could not be decided ({name})", "无法判定（{name}）"),
    ("the audit could not be read", "读不到审计记录"),
)

PLANS: tuple[Row, ...] = (
    ("Restart {name}, pod by pod.", "逐个重启 {name} 的 Pod。"),
    (
        "Put back {configs} as it was when {name} was well; restart it.",
        "把 {configs} 恢复为 {name} 健康时的内容，并重启它。",
    ),
    (
        "Scale {name} from {count} to {wanted} replicas.",
        "把 {name} 从 {count} 个副本调到 {wanted} 个。",
    ),
    (
        "Move {count} pods of {name} away from sick nodes.",
        "把 {name} 的 {count} 个 Pod 移出异常节点。",
    ),
    (
        "Roll {name} back from revision {now} to revision {then}.",
        "把 {name} 从版本 {now} 回滚到版本 {then}。",
    ),
    (
        "Take {count} pods of {name} out of service; keep them to look at.",
        "让 {name} 的 {count} 个 Pod 退出服务，并留作排查。",
    ),
    ("Roll {name} back as a whole: {targets}.", "把应用 {name} 整体回滚：{targets}。"),
)

UNDOS: tuple[Row, ...] = (
    ("Nothing: what runs is the same as before.", "无需恢复：运行的内容与之前相同。"),
    (
        "The contents that are there now are put back; pods are replaced.",
        "恢复为现在的配置内容，并替换 Pod。",
    ),
    ("The count of before is put back.", "恢复为之前的副本数。"),
    (
        "Nothing: evicted pods have been replaced by their controller.",
        "无需恢复：被驱逐的 Pod 已由控制器重建。",
    ),
    ("The template of before is put back.", "恢复为之前的模板。"),
    (
        "Nothing: isolated pods stay for a person, and have been replaced.",
        "无需恢复：被隔离的 Pod 留给人排查，并已由新的替换。",
    ),
    ("The templates of before are put back.", "恢复为之前的各个模板。"),
)

SKIPPED: tuple[Row, ...] = (
    (
        "for {fault}, says policy '{name}'",
        "策略“{name}”，故障：{fault}",
        "policy '{name}', for what {fault}",
    ),
    ("{count} kept, none with another template from before", "留存 {count} 个，没有更早的不同模板"),
    ("no other template has number {number}", "没有编号为 {number} 的其他模板"),
    ("by {name}", "由 {name}"),
    ("kept contents of ConfigMaps", "留存的 ConfigMap 内容"),
    ("{count} ConfigMaps are as when it was well", "{count} 个 ConfigMap 与健康时相同"),
    ("of {count} ConfigMaps", "共 {count} 个 ConfigMap"),
    (
        "a StatefulSet replaces no pod that still exists",
        "Pod 还在时，StatefulSet 不会重建它",
    ),
    ("all of {count} pods are ready", "{count} 个 Pod 全部就绪"),
    ("no healthy replica would be left", "会没有健康副本"),
    ("a DaemonSet belongs to its nodes", "DaemonSet 跟着节点走"),
    ("nodes", "节点"),
    ("{count} sick nodes hold none of it", "{count} 个异常节点上都没有它"),
    ("it allows no disruption now", "现在不允许中断"),
    ("no pod more is admitted", "不能再增加 Pod"),
    ("{count} pods more are admitted", "还能增加 {count} 个 Pod"),
    ("workloads of {name}", "{name} 的工作负载"),
    ("nothing else of {name} has changed", "{name} 没有别的变更"),
    ("{name} by {manager}", "{name}，由 {manager}"),
    ("a DaemonSet has one pod per node", "DaemonSet 每个节点一个 Pod"),
    ("{name}, {least} to {most}", "{name}，{least} 到 {most} 个"),
    ("it has {count}", "现在有 {count} 个"),
    ("{count} of at most {most}", "{count} 个，最多 {most} 个"),
)
"""Numbers and names beside why a rung was passed over; read only where that is known."""

SENTENCES = (
    *(*DOINGS, *WAITS, *DETAILS, *GUARD_DETAILS, *PLANS, *UNDOS),
    *TROUBLES,
)
"""Everything that is recorded as a sentence; the first row that fits is it."""
