# Headings of tables at the terminal.
head-incident = 事件
head-changes = 变化
head-was = 原来
head-would = 会变成
