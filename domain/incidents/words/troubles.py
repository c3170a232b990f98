"""Why clusters and sources fail us, and why we refuse what people ask: sentences, for readers.

They are said in English where they happen. A name in braces is a fact.
"""

Row = tuple[str, str] | tuple[str, str, str]

TROUBLES: tuple[Row, ...] = (
    ("Ended by {by}. {rest}", "被 {by} 结束。{rest}"),
    ("The target cannot be read: {rest}", "读不到目标：{rest}"),
    ("Its rollout has failed: no progress.", "发布失败：没有进展。"),
    ("Its rollout has failed: {why}.", "发布失败：{why}。"),
    ("{count} of {most} pods are available.", "{most} 个 Pod 中有 {count} 个可用。"),
    ("Pod {name} was killed for memory.", "Pod {name} 因内存不足被杀。"),
    ("Pod {name}: {why}.", "Pod {name}：{why}。"),
    ("It is not listed any more.", "来源已不再列出它。"),
    ("It is not listed.", "来源没有列出它。"),
    (
        (
            "It is not listed there, and nothing of its kind ever was: check regions, projects "
            "and rights."
        ),
        "来源没有列出它，也从未列出过同类告警：请检查地域、项目和权限设置。",
    ),
    ("It names a region that is not known: {rest}", "它写的地域不认识：{rest}"),
    ("Region {name} could not be asked: {rest}", "地域 {name} 无法查询：{rest}"),
    ("Its incident was stopped in Temporal.", "它的事件在 Temporal 中被停止。"),
    ("No cluster '{name}'.", "没有集群“{name}”。"),
    ("Cluster '{cluster}' could not be reached.", "连不上集群“{cluster}”。"),
    (
        "Cluster '{cluster}' did not answer; the change may or may not have been made.",
        "集群“{cluster}”没有答复，改动可能已做，也可能没有。",
    ),
    ("Cluster '{cluster}' did not answer in time.", "集群“{cluster}”没有及时答复。"),
    ("Cluster '{cluster}' does not accept our credentials.", "集群“{cluster}”不接受我们的凭据。"),
    ("Cluster '{cluster}' asks for fewer requests.", "集群“{cluster}”要求减少请求。"),
    ("Cluster '{cluster}' does not allow it: {words}", "集群“{cluster}”不允许：{words}"),
    (
        "Cluster '{cluster}' has a fault ({words}); the change may or may not have been made.",
        "集群“{cluster}”出错（{words}），改动可能已做，也可能没有。",
    ),
    ("Cluster '{cluster}' has a fault ({words}).", "集群“{cluster}”出错（{words}）。"),
    (
        "A list of cluster '{cluster}' went stale; start it again.",
        "集群“{cluster}”的列表已过期，请重新读取。",
    ),
    (
        "The answer of cluster '{cluster}' was not in the documented form.",
        "集群“{cluster}”的回答不符合文档规定的格式。",
    ),
    (
        "Too many repairs are being planned for cluster '{cluster}'; try again later.",
        "集群“{cluster}”同时在计划的修复太多，请稍后再试。",
    ),
    ("{name}: Tencent Cloud could not be reached.", "{name}：连不上腾讯云。"),
    ("{name}: Tencent Cloud did not answer in time.", "{name}：腾讯云没有及时答复。"),
    (
        "{name}. Tencent Cloud asks for fewer calls.",
        "{name}。腾讯云要求减少调用。",
    ),
    (
        "{name}. Tencent Cloud has a fault; it may pass.",
        "{name}。腾讯云出错，可能会自行恢复。",
    ),
    (
        "{name}: the answer was not in the documented form.",
        "{name}：回答不符合文档规定的格式。",
    ),
    ("{name} answered HTTP {code}.", "{name} 回答 HTTP {code}。"),
    ("{name} refused our token (HTTP {code}).", "{name} 拒绝了我们的令牌（HTTP {code}）。"),
    ("{name} did not answer ({code}).", "{name} 没有答复（{code}）。"),
    (
        (
            "{name} did not answer in time; ask again. If it stays so, see that Temporal and a "
            "worker run (zhiban doctor)."
        ),
        (
            "没有及时得到答复（{name}），请再试一次。如果一直如此，请检查 Temporal 和 worker "
            "是否在运行（zhiban doctor）。"
        ),
    ),
)
"""Recorded with incidents, too: the reason why nothing could be seen or done."""

REFUSED: tuple[Row, ...] = (
    (
        (
            "Stories are told to what runs in the sandbox, and nothing does here: start it with "
            "`make up` or `zhiban up` in another terminal."
        ),
        (
            "故事要讲给沙箱里运行的系统听，而这里什么都没有运行："
            "请在另一个终端用 `make up` 或 `zhiban up` 启动。"
        ),
    ),
    (
        (
            "The sandbox's cluster at {address} does not answer ({why}); `zhiban status` says what "
            "runs."
        ),
        "沙箱的集群（{address}）没有答复（{why}），`zhiban status` 会列出正在运行的部分。",
    ),
    (
        "Your roles do not cover '{name}'; ask an admin for the role.",
        "您的角色不包括“{name}”，请管理员授予相应角色。",
    ),
    (
        "This token's scopes do not cover '{name}'; make another token.",
        "这个令牌的范围不包括“{name}”，请另建一个令牌。",
    ),
    ("This belongs to somebody else; ask an admin.", "这属于别人，请找管理员。"),
    (
        (
            "Change the one-time password first: PUT /api/v1/people/me/password, or "
            "`zhiban people password {person}` on the server."
        ),
        (
            "请先修改一次性密码：PUT /api/v1/people/me/password，或在服务器上运行 "
            "`zhiban people password {person}`。"
        ),
    ),
    ("No incident '{name}'.", "没有事件“{name}”。"),
    ("No running incident '{name}'.", "没有正在进行的事件“{name}”。"),
    ("No approval '{name}'.", "没有待批准的问题“{name}”。"),
    ("No workload '{name}'.", "没有工作负载“{name}”。"),
    ("No control '{name}'.", "没有静默、窗口或冻结“{name}”。"),
    ("No person '{name}'.", "没有人员“{name}”。"),
    ("No page '{name}'.", "没有页面“{name}”。"),
    (
        "This incident is closed; a new alert would open another one. Nothing was changed.",
        "这个事件已关闭，新的告警会另开一个。什么都没有改变。",
    ),
    (
        "The incident is closed; this question is not open.",
        "事件已关闭，这个问题不再有效。",
    ),
    ("There is nothing to enable yet.", "还没有什么可以放开的。"),
    (
        "The plan is another one than was confirmed; ask for a preview again.",
        "计划与确认过的不同，请重新预览。",
    ),
    (
        "The target has changed since it was asked; nothing was done.",
        "提问之后目标已变，什么都没有做。",
    ),
    (
        (
            "You have {count} silences, windows and freezes in force or planned, the most that one "
            "person may have. End some that are not needed, or cover more with a pattern."
        ),
        (
            "您已有 {count} 个生效或计划中的静默、窗口和冻结，一个人最多只能有这么多。"
            "请结束不需要的，或用通配符一次覆盖更多。"
        ),
    ),
    (
        "There are {count} silences, windows and freezes, the most there may be; end some first.",
        "静默、窗口和冻结已有 {count} 个，达到上限，请先结束一些。",
    ),
)

RULES: tuple[Row, ...] = (
    (
        "{field} must be given: '{name}' is about writing, and the kill switch is engaged.",
        "必须加上 {field}：“{name}”讲的是写入，而总开关是关上的。",
    ),
    (
        "{field} must be CLUSTER/NAMESPACE/NAME or CLUSTER/NAMESPACE/KIND/NAME, e.g. {name}.",
        "{field} 必须写成 CLUSTER/NAMESPACE/NAME 或 CLUSTER/NAMESPACE/KIND/NAME，例如 {name}。",
    ),
    (
        "{field} must be the id of a cluster such as {name}.",
        "{field} 必须是集群的编号，例如 {name}。",
    ),
    (
        "{field} must be a name as Kubernetes has them, e.g. {name}.",
        "{field} 必须是 Kubernetes 允许的名字，例如 {name}。",
    ),
    (
        "{field} must be one that is kept of it: {names}.",
        "{field} 必须是它留存的版本之一：{names}。",
    ),
    (
        "{field} must say why; it is kept in the audit.",
        "{field} 必须说明原因，会记入审计。",
    ),
    (
        "{field} must be {least} to {most} printable characters on one line.",
        "{field} 必须是一行 {least} 到 {most} 个可打印字符。",
    ),
    (
        "{field} must be at most {most} printable characters on one line.",
        "{field} 最多是一行 {most} 个可打印字符。",
    ),
    (
        "{field} must be at most {most} printable characters.",
        "{field} 最多是 {most} 个可打印字符。",
    ),
    (
        "{field} must be at most {most} days away; change the alarm for longer.",
        "{field} 最多在 {most} 天之后；要更久请改告警规则。",
    ),
    (
        "{field} must be what the page before gave to go on with.",
        "{field} 必须是上一页给出的续页编号。",
    ),
    (
        "{field} must be {least} to {most}, or 0 for the policy's.",
        "{field} 必须是 {least} 到 {most}，或 0（按策略）。",
    ),
    (
        "{field} must be the number of a revision, or 0 for the one before.",
        "{field} 必须是版本编号，或 0（前一个版本）。",
    ),
    ("{field} must be {least} to {most}.", "{field} 必须是 {least} 到 {most}。"),
    ("{field} must be one of {names}.", "{field} 必须是以下之一：{names}。"),
    ("{field} is only for scale.", "{field} 只用于调整副本数。"),
    ("{field} is only for rollback.", "{field} 只用于版本回滚。"),
    (
        "{field} must be a name, with * and ? if you like, of at most {most} characters.",
        "{field} 必须是名字，可以带 * 和 ?，最多 {most} 个字符。",
    ),
    (
        "{field} must be empty for a freeze, which holds every write.",
        "{field} 在冻结时必须为空：冻结会拦下所有写入。",
    ),
    (
        "{field} must name what to silence; write * as the cluster to silence everything.",
        "{field} 必须说明静默什么；要静默一切，集群写 *。",
    ),
    ("{field} must name who enables it.", "{field} 必须写明由谁放开写入。"),
    (
        "{field} must carry an offset such as +08:00 or Z.",
        "{field} 必须带时差，例如 +08:00 或 Z。",
    ),
    ("{field} must be within {most} days from now.", "{field} 必须在 {most} 天以内。"),
    (
        "{field} must be after the start, and in the future.",
        "{field} 必须晚于开始时刻，并且在将来。",
    ),
    (
        "{field} must be given, unless the window recurs.",
        "{field} 必须给出，除非窗口会重复。",
    ),
    (
        "{field} must be an IANA time zone such as {name}.",
        "{field} 必须是 IANA 时区，例如 {name}。",
    ),
    (
        "{field} must be a time such as {names}.",
        "{field} 必须是时间，例如 {names}。",
    ),
    ("{field} must be a span such as {names}.", "{field} 必须是时长，例如 {names}。"),
)
"""Why a value is refused; the field comes first, as it was typed."""

REFUSALS_SAID = (*REFUSED, *RULES, *TROUBLES)
"""Everything with which a request about incidents or edits is refused; the first row that fits is
it."""
