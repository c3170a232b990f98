"""Why an incident stands where it stands, in Chinese; `explaining.py` puts it together."""

from domain.clusters.repairs import SkipReason
from domain.incidents.guards.guards import GuardName
from domain.incidents.guards.verdict_rules import Because
from domain.incidents.incidents import IncidentState
from domain.incidents.scores import Band

SENTENCES = {
    "no_score": "还没有评分：告警仍在核实。",
    "never_scored": "没有评分：只有来源核实过、对象能查看的告警才会评分。",
    "asked": "{by} 要求处理（{reason}），因此不看分数，按要求的动作开始。",
    "score": "{total} 分：影响 {impact}、严重程度 {severity}、业务重要性 {importance}、"
    "时段 {urgency}（权重 {weights}）。{band}。",
    "missing": "没有人能给出{names}，按默认值计入。",
    "nothing_tried": "还没有尝试任何动作。",
    "tried": "第 {number} 次尝试：{action}（第 {rung} 级，策略：{mode}），{state}。",
    "former": "此前：{former}。",
    "closed": "已关闭：{ending}，不会再动手。",
    "called": "已经叫人（{reason}），不会再自动升级。",
    "calling": "正在联系人（{reason}），不会再自动升级。",
    "unreached": "谁也没联系上（{reason}），会继续联系；不会再自动升级。",
    "nobody_reached": "谁也没联系上，会继续联系。",
    "healthy": "目标看起来已恢复，正在观察是否复发；复发会从下一级继续。",
    "verifying": "要等第 {number} 次尝试被验证确实无效，才会走下一级；看不到数据不算无效。",
    "used_up": "这一档最多 {most} 次，已经用完。",
    "next": "下一个可能的动作：{actions}；还可尝试 {left} 次。是否可行要到当时再看。",
    "nothing_left": "阶梯上已没有剩下的动作。",
    "passed_over": "跳过：{skipped}。",
    "over": "已关闭：{ending}",
    "needed": "需要人处理：{reason}",
    "waits_nothing": "什么也不等。",
    "waits": "{doing}{waits_for}",
    "until_none": "没有固定的时刻。",
    "until": "最晚到 {until}（{zone}）。",
}
STATES: dict[IncidentState, str] = {
    IncidentState.CONFIRMING: "正在向告警来源核实",
    IncidentState.SUPPRESSED: "静默、维护窗口或上级告警期间，不动手",
    IncidentState.REPAIRING: "正在修复或验证",
    IncidentState.WAITING: "正在等待",
    IncidentState.AWAITING_APPROVAL: "正在等待批准",
    IncidentState.PAUSED: "被人暂停，等人恢复",
    IncidentState.FLAPPING: "反复触发又恢复，等它平稳",
    IncidentState.RELAPSE_WATCH: "观察是否复发",
    IncidentState.HANDED_OVER: "已交给人，只计数",
    IncidentState.CLOSED: "",
}
BANDS: dict[Band, str] = {
    Band.AGGRESSIVE: "最高一档，先叫人，同时最多尝试 6 次",
    Band.STANDARD: "标准档，最多尝试 4 次",
    Band.CONSERVATIVE: "保守档，最多尝试 3 次",
    Band.BRIEF: "最多尝试 2 次，很快转入播报",
    Band.MINIMAL: "最多尝试 1 次，主要靠播报",
}
SKIPS: dict[SkipReason, str] = {
    SkipReason.CANNOT_HELP: "策略认为对这类故障没有用",
    SkipReason.TARGET_MISSING: "目标不存在",
    SkipReason.NO_EARLIER_REVISION: "没有更早的不同版本",
    SkipReason.ROLLOUT_PAUSED: "发布被人暂停",
    SkipReason.GITOPS_MANAGED: "由 GitOps 管理，现场修改会被还原",
    SkipReason.AUTOSCALER_OWNS_COUNT: "副本数由自动伸缩控制",
    SkipReason.AT_MOST_REPLICAS: "已到策略允许的最多副本数",
    SkipReason.QUOTA_FULL: "命名空间配额已满",
    SkipReason.NOT_SCALABLE: "DaemonSet 跟着节点走",
    SkipReason.SCALED_TO_ZERO: "副本数为零，是人关掉的",
    SkipReason.LAST_HEALTHY_REPLICA: "会动到最后一个健康副本",
    SkipReason.NOTHING_TO_ISOLATE: "没有可隔离的实例",
    SkipReason.NO_SICK_NODE: "没有实例在异常节点上",
    SkipReason.DISRUPTION_BUDGET: "PodDisruptionBudget 不允许",
    SkipReason.NO_KEPT_CONFIG: "没有留存过能用的配置",
    SkipReason.CONFIG_UNCHANGED: "配置与健康时相同",
    SkipReason.NO_APPLICATION: "不属于任何应用",
    SkipReason.SKIPPED_BY_PERSON: "被人跳过",
    SkipReason.NOTHING_TO_CHANGE: "已经是所要的样子",
    SkipReason.NOT_READABLE: "所需的信息读不到",
}
GUARDS: dict[GuardName, str] = {
    GuardName.KILL_SWITCH: "总开关",
    GuardName.MODE: "策略模式",
    GuardName.PERMISSION: "回滚权限",
    GuardName.CONFIRMED: "来源核实",
    GuardName.FREEZE: "变更冻结",
    GuardName.TIME_WINDOW: "时间窗口",
    GuardName.APPROVAL: "批准",
    GuardName.LOCK: "目标锁",
    GuardName.BUDGET: "集群并发额度",
    GuardName.COOLDOWN: "冷却时间",
    GuardName.FREQUENCY: "写入频率",
    GuardName.HEALTHY_SHARE: "健康比例",
    GuardName.GITOPS: "GitOps",
    GuardName.UNCHANGED: "目标未变",
    GuardName.CHECKPOINT: "检查点",
}
BECAUSES: dict[Because, str] = {
    Because.DWELT: "持续健康",
    Because.DWELLING: "目前健康，还要持续一段时间",
    Because.BAD_FOR_LONG: "持续不健康",
    Because.BAD_FOR_NOW: "目前不健康",
    Because.ROLLING_OUT: "正在发布",
    Because.NOT_ROLLED_OUT: "到期仍未发布完成",
    Because.SIGNAL_LAGS: "目标健康，告警尚未消除",
    Because.SIGNAL_STAYS: "目标健康，但告警一直不消除",
    Because.BLIND_FOR_NOW: "暂时读不到数据",
    Because.BLIND_FOR_LONG: "一直读不到数据",
    Because.OTHERS_WROTE: "期间有别人修改",
    Because.NEITHER: "时好时坏，到期也无法判断",
    Because.NOT_LOOKED: "还没有检查",
}
INPUTS: dict[str, str] = {
    "impact.services": "受影响的服务数",
    "impact.users": "受影响的用户数",
    "severity.resources": "资源使用情况",
    "severity.errors": "错误率",
    "severity.source": "来源给出的级别",
    "severity.opinion": "模型的看法",
    "importance.service": "服务的重要性",
    "urgency.hours": "时段",
}
"""Words for the inputs of a score, `domain/incidents/scoring.py`."""
