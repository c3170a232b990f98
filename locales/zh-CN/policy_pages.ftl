# 控制台里的策略。
policy_page-title = 策略
policy_page-in_force = 当前生效
policy_page-try = 试算改动
policy_page-how = 策略只能在运维的文件里修改；可以先在这里试算改动。
policy_page-weights = 评分权重
policy_page-versions = 历史版本
policy_page-file = 策略文件（TOML）
policy_page-file_hint = 请粘贴完整文件。只会读取并用已结束的故障试算，不保存、不改动任何内容。
policy_page-since = 试算范围
policy_page-days = 最近 { $count } 天的故障
policy_page-unusable = 文件不可用：{ $count } 处错误。
policy_page-differences = 走向会不同的故障
policy_page-means = 这份文件的含义
