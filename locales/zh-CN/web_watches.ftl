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
web-important = 模型判断这次变化与{ $intent }有关。
web-unjudged = 没有得到模型对{ $intent }的判断，所以照常通知。
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
web-number_ambiguous = 页面已打开，但其中的数字有两种读法，请用 { $field } 说明小数点是{ $point }还是{ $comma }，或用 { $pattern } 选出数字

# What the one who set a page can do about it.
web-not_a_url = 网址应写成 { $example }
web-scheme = 只访问 http 和 https 网址
web-user_info = 网址里不能有用户名或密码，请改用已配置的凭据
web-odd_host = 网址里有各程序读法不同的字符或主机写法，请写得简单些
web-port = 端口 { $port } 不是网页端口，管理员可以连同主机一起放行
web-address = { $host } 不在公网上，管理员可以放行
web-own_address = { $host } 就是这台机器，管理员可以放行
web-downgrade = 网页从 https 跳到了 http，途中可能被篡改；如果确实需要，请直接写 http 网址
web-leads_inside = 网页跳转到不访问的地址
web-credential_unknown = 没有名为{ $name }的凭据，管理员可以配置
web-header_refused = 任务不能设置请求头 { $name }
web-header_too_long = 请求头只能是一行，最多 1 KB
web-kind_pdf = 一个 PDF 文档
web-kind_archive = 一个压缩包
web-kind_sound = 一段音频
web-kind_font = 一个字体
web-kind_image = 一张图片
web-kind_film = 一段视频
web-kind_other = 其他类型的数据
web-not_text = 返回的是{ $kind }，只能读取网页、订阅源、JSON 和纯文本
web-certificate = { $host } 的证书无效{ $why ->
    [none] {""}
   *[other] ：{ $why }
 }
web-no_browser = 这里没有可用的浏览器，请管理员安装 { $package }，或不用浏览器查看
web-browser_failed = 浏览器无法使用，请管理员查看日志
web-rendering_bare = 用浏览器查看时不能带凭据，也只能带 { $header } 这一个请求头，因为浏览器会把它们发给网页加载的所有地址
web-wait_for = { $field } 必须是 CSS 选择器
web-refused = 不能访问：{ $why }
web-unread_here = 网页无法读取：{ $why }。
web-holds_no_text = 必须指向有文字的网页，那里没有文字
web-matches_nothing = 必须选中网页上的内容，那里什么也没选中

# 页面为什么什么都没剩下：先说是哪个筛选条件。
selection-no_text = 页面没有文字
selection-no_match = { $how }：页面上没有匹配{ $expressions }的内容
selection-no_json = { $how }：页面不是 JSON
selection-feed = CSS：页面是订阅源，请改用 XPath
selection-all_ignored = { $how }：页面每一行都被忽略了
selection-regex = 正则：页面上找不到{ $pattern }
selection-too_large = { $how }：页面太大，请改用 CSS
selection-no_article = { $how }：页面没有文章，请改用 CSS
selection-no_elements = { $how }：页面是 { $is_json ->
    [yes] JSON
   *[no] 纯文本
 }，没有可选的元素
