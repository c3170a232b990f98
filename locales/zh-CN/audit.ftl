# The audit: whether it is whole, and what is wrong with the first bad row.
audit-whole = 全部 { $rows } 行完好。末行哈希：{ $head }
audit-broken = 审计记录从第 { $row } 行起损坏：{ $why }请通知管理员。
audit-exported = 已将 { $rows } 行写入 { $file }。检查：{ $command }
audit-missing = 第 { $row } 行缺失或被移走。
audit-moved = 第 { $row } 行排在第 { $last } 行之后。
audit-unchained = 第 { $row } 行与第 { $last } 行接不上，其中一行被改过。
audit-edited = 第 { $row } 行与它的哈希不符，它或前一行被改过。
audit-truncated = 第 { $row } 行及之后的都不见了，而第 { $last } 行有过登记（{ $noted }）。
audit-rewritten = 第 { $row } 行不是当初登记的那一行（{ $noted }）。
audit-file_cut = 文件被截断，缺少最后一行。
audit-other_end = 文件最后一行登记的第 { $row } 行与内容不符。
audit-unreadable = 第 { $line } 行不是审计文件的内容。
