# Why an incident stands where it stands.
explanation-broken = { $place } { $fault }{ $wanted ->
    [none] {""}
   *[other] ，{ $wanted } 个副本坏了 { $down } 个
 }{ $reason ->
    [none] {""}
   *[other] （{ $reason }）
 }，{ $since } { $over ->
    [yes] 发生。
   *[no] 起。
 }
explanation-cause = 原因（{ $certainty }）：{ $cause }{ $at ->
    [none] {""}
   *[other] （{ $at }）
 }。依据：{ $proofs }。{ $others ->
    [none] {""}
   *[other] 其次：{ $others }。
 }{ $unseen ->
    [none] {""}
   *[other] 没能读到：{ $unseen }。
 }
explanation-other_cause = { $cause }（{ $certainty }）
explanation-no_cause = 没有找到可能的原因。{ $looked ->
    [none] {""}
   *[other] 看过：{ $looked }。
 }{ $unseen ->
    [none] {""}
   *[other] 没能读到：{ $unseen }。
 }
explanation-no_look = 没有查原因：读不到这个工作负载。
explanation-to_do = { $advice ->
    [none] 先看：{ $command }
   *[other] { $advice }先看：{ $command }
 }
explanation-nothing_now = { $done ->
    [none] 已自行恢复，现在不用动手。
   *[other] { $done }已验证有效，现在不用动手。{ $rolled ->
        [yes] 问题修好之前，别再发布回滚掉的那个版本。
       *[other] {""}
     }
 }
explanation-nothing_to_do = 没有要做的了。
explanation-inputs = 分数由来：{ $inputs }。
explanation-no_inputs = 还没有计分。
explanation-input = { $name } { $points }{ $source ->
    [none] （默认值）
   *[other] （{ $source }）
 }
explanation-by_policy = { $rule ->
    [none] 策略
   *[other] 策略 { $rule }
 }
explanation-by_alert = { $source ->
    [none] 告警
   *[other] 告警，{ $source }
 }
explanation-by = { $model ->
    [yes] 模型
   *[no] 集群
 }
explanation-by_other = { $source }
explanation-requested = { $person } 要求处理：{ $reason }。不看分数，按要求的动作开始。
explanation-unscored = { $over ->
    [yes] 没有评分：只有来源核实过、对象能查看的告警才会评分。
   *[no] 还没有评分：告警仍在核实。
 }
explanation-score = { $total } 分：影响 { $impact }、严重程度 { $severity }、业务重要性 { $importance }、时段 { $urgency }{ $weights ->
    [none] {""}
   *[other] （权重 { $weights }）
 }。{ $band ->
    [aggressive] 最高档：先叫人，同时最多尝试 { $attempts } 次。
    [standard] 标准档：最多尝试 { $attempts } 次。
    [conservative] 保守档：最多尝试 { $attempts } 次。
    [brief] 两次档：最多尝试 { $attempts } 次，很快转入播报。
   *[minimal] 一次档：最多尝试 { $attempts } 次，主要靠播报。
 }{ $missing ->
    [none] {""}
   *[other] 没有数据、按默认值计入的：{ $missing }。
 }
explanation-nothing_tried = 还没有尝试任何动作。
explanation-tried = 第 { $number } 次尝试：{ $action }（第 { $step } 级，策略：{ $mode }）：{ $outcome }。{ $because ->
    [none] {""}
   *[other] { $because }
 }{ $former ->
    [none] {""}
   *[other] 此前：{ $former }。
 }
explanation-former = { $action }：{ $outcome }
explanation-blocked = 安全检查未通过（{ $guards }）
explanation-closed = 已关闭{ $ending ->
    [none] {""}
   *[other] ：{ $ending }
 }，不会再动手。
explanation-called = 已经叫人（{ $reason }），不会再自动升级。
explanation-in_digest = 只观察，没有叫人，下一次汇总会提到它；不会再自动升级。
explanation-calling = 正在联系人（{ $reason }），不会再自动升级。
explanation-unreached = 谁也没联系上（{ $reason }）；不会再自动升级。
explanation-healthy = 目标看起来已恢复，正在观察是否复发；复发会从下一级继续。
explanation-verifying = 要等第 { $number } 次尝试被验证确实无效，才会走下一级；看不到数据不算无效。
explanation-used_up = 这一档最多 { $attempts } 次，已经用完。
explanation-next = 下一个可能的动作：{ $actions }；还可尝试 { $left } 次。是否可行要到当时再看。
explanation-nothing_left = 阶梯上已没有剩下的动作。
explanation-not_next = { $why }跳过：{ $skipped }。
explanation-skipped = { $action }：{ $reason }{ $detail ->
    [none] {""}
   *[other] （{ $detail }）
 }
explanation-stands = { $state ->
    [confirming] 正在向告警来源核实
    [suppressed] 静默、维护窗口或上级告警期间，不动手
    [repairing] 正在修复或验证
    [waiting] 正在等待
    [awaiting_approval] 正在等待批准
    [paused] 被人暂停，等人恢复
    [flapping] 反复触发又恢复，等它平稳
    [relapse_watch] 观察是否复发
    [handed_over] 已交给人，只计数
   *[closed] 已关闭
 }{ $awaited ->
    [none] 。
   *[other] ：{ $awaited }。
 }
explanation-still_unreached = { $doing }谁也没联系上。
explanation-waits_for_nothing = 什么也不等。
explanation-until = { $until ->
    [none] 没有固定的时刻。
   *[other] 最晚到 { $until }（{ $zone }）。{ $state ->
        [confirming] 到时还找不到所属工作负载，就叫人。
        [suppressed] 到时再看是否还在静默。
        [waiting] 到时再看。
        [awaiting_approval] 到时问下一个人；一直没人答，就不做，并叫人。
        [flapping] 到时再看是否稳定了。
        [relapse_watch] 到时还正常，就关闭。
        [handed_over] 到时还在告警或实例不健康就继续保留，否则关闭。
       *[other] {""}
     }
 }

# The page of an incident.
incident_page-id = 编号：{ $incident }
incident_page-state = 状态：{ $doing }
incident_page-opened = 开始：{ $at }
incident_page-closed = 结束：{ $at }
incident_page-alerts = 告警次数：{ $count }
incident_page-newest = 最新告警：{ $alert }
incident_page-requested = 提出人：{ $person }（{ $reason }）
incident_page-policy = 策略：{ $policy }
incident_page-called = 已找人：{ $at }（{ $reason }）
incident_page-in_digest = 只观察：没有叫人，{ $at } 之后的那次汇总会提到
incident_page-calling = 正在联系人：{ $reason }
incident_page-unreached = 自 { $at } 起谁也没联系上{ $reason ->
    [none] {""}
   *[other] （{ $reason }）
 }，会继续联系
incident_page-taken = 接手人：{ $person }（{ $at }）
incident_page-causes = 可能的原因
incident_page-cause = { $cause }（{ $certainty }）。依据：{ $proofs }。{ $advice }
incident_page-why = 为什么
incident_page-tried = 试过的台阶
incident_page-skipped = 跳过的台阶
incident_page-story = 经过
incident_page-nothing = 无
incident_page-attempt = { $action }（第 { $step } 级）：{ $outcome }。{ $because ->
    [none] {""}
   *[other] { $because }
 }{ $restored ->
    [yes] 已恢复到之前的状态。
   *[no] {""}
 }{ $approver ->
    [none] {""}
   *[other] 由 { $approver } 批准。
 }
