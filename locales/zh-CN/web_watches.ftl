# What a watched page does.
web-seen = { $name }已开始关注，现状已记下
web-changed = { $name }有变化：{ $what }
web-appeared = { $name }出现了关键词：{ $keywords }
web-disappeared = { $name }的关键词消失了：{ $keywords }
web-crossed = { $name }的数值是 { $value }，{ $rule }
web-unchanged = { $name }已有 { $lasted }没有变化
web-name = { $name }（{ $page }）

web-lines_added = 新增 { $n } 行
web-lines_removed = 删除 { $n } 行
web-lines_changed = 修改 { $n } 行
web-lines_moved = 移动 { $n } 行
web-blank_lines = 只有空行不同

web-page = 网页：{ $page }
web-place = 原文：{ $text }
web-incomparable = 变化之前的内容已不再保存，无法逐行比较。
web-unimportant = 模型判断这次变化与{ $intent }无关，所以只记录，没有通知。

web-looked = 查看了 { $pages } 个网页，{ $outcome }。{ $numbers ->
    [none] {""}
   *[other] 现在的数值：{ $numbers }。
 }
web-news = 有 { $n } 条新情况
web-waiting = 看到了变化，等待再次确认
web-noted = 现状已记下
web-nothing_new = 没有新情况

web-problems = { $problems }。
web-unread = { $page } 无法查看：{ $why }
web-why = { $why }（{ $detail }）
web-refused_address = 该地址指向内部网络，按规定不访问
web-bad_url = 这样的请求不能发出
web-dns = 找不到这个域名
web-connect = 连不上服务器
web-tls = 证书或加密连接有问题
web-timeout = 没有在限定时间内回答
web-too_large = 内容太大
web-too_many_redirects = 跳转次数太多
web-broken = 回答不完整，或者不是 HTTP
web-status = 服务器回答 HTTP { $status }
web-type = 内容无法读成文字
web-rendering = 浏览器没能打开它
web-busy = 对这个网站的访问太频繁，需要排队
web-too_costly = 读取超出了时间或内存上限，已被中止，请缩小选择范围或简化表达式
web-reading_waits = 你的其他任务还在读取，这次没有轮到，请减少任务或加大间隔
web-nothing_selected = 页面已打开，但筛选条件没有找到内容{ $which ->
    [none] {""}
   *[other] （{ $which }）
 }
web-no_number = 页面已打开，但其中没有找到数字
web-number_contradicts = 页面已打开，但其中的数字与 { $field } 的设置不符，请更正该设置，或用 { $pattern } 选出数字
web-number_ambiguous = 页面已打开，但其中的数字有两种读法，请用 { $field } 说明小数点是 { $point } 还是 { $comma }，或用 { $pattern } 选出数字
