# The weights of scores, and proposals to change them.
weights-shares = 影响 { $impact }、严重程度 { $severity }、业务重要性 { $importance }、时段 { $urgency }
weights-in_force = 权重 { $version }：{ $shares }；自 { $since } 起生效。
weights-proposal = 建议 { $shares }（取代 { $former }）。依据 { $outcomes } 次修复：{ $helped } 次有效，{ $failed } 次无效，{ $returned } 次复发；过往事件的排序正确率从 { $before } 变为 { $after }。{ $state }
weights-open = 等待管理员答复。
weights-applied = 已由 { $by } 采用（{ $reason }）。
weights-refused = 已由 { $by } 拒绝（{ $reason }）。
weights-superseded = 已被后来的权重或建议取代。
weights-awaits = 没有新的提议：{ $proposal } 还在等答复，{ $until } 到期。
weights-too_few = 还不能提议：这套权重下要有 { $least } 次修复，现在 { $outcomes } 次（有效 { $helped } 次，无效 { $others } 次，各要 { $each } 次）。
weights-no_better = 没有新的提议：这套权重下的 { $outcomes } 次修复（有效 { $helped } 次，无效 { $others } 次）看不出更好的权重。
weights-version = { $version } 自 { $since } 起：{ $shares }（{ $by }：{ $reason }）
weights-listed = 共 { $count } 项建议，列出 { $shown } 项，最新的在前：
weights-unchanged = 什么都没有改变。
weights-none_proposed = 还没有提出过任何建议。
weights-put_in_force = 采用 { $shares } 吗？
weights-go_back = 恢复为 { $shares } 吗？

# Headings of tables.
weights-column_version = 版本
weights-column_shares = 份额
weights-column_since = 生效时间
weights-column_by = 操作人
weights-column_reason = 原因
weights-column_proposal = 建议
weights-before_all = 最早的版本：{ $first }。
weights-name_taken = 名为 { $version } 的权重已存在，请换一个名字。
weights-not_open = 这个提议不再等待答复，请看最新的提议。
weights-others_in_force = 提议之后已有其他权重（{ $version }）生效，请等下一个提议。
weights-settled = 这个提议{ $state }。
weights-shares_wanted = 必须是 { $count } 个占比：{ $parts }
weights-sum = 总和必须是 1
proposal_state-open = 等待答复
proposal_state-applied = 已采用
proposal_state-refused = 已拒绝
proposal_state-superseded = 已被取代
