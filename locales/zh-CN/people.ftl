# Who may do what.
denied-not_yours = 这属于别人，请联系管理员。
denied-password_due = 请先修改一次性密码：{ $route }，或在服务器上运行 { $command }。
denied-reach = 这个地址{ $why }。
denied-role_missing = 你的角色没有 { $permission } 权限，请向管理员申请。
denied-scope_missing = 这个令牌的范围不含 { $permission }，请另建一个令牌。
person-id_form = 必须以 { $start } 开头，后接 { $least } 到 { $most } 个小写字母、数字、下划线或连字符
memory-most = 你的记忆已达上限 { $most } 条，请先忘掉一些。
person-id_taken = 这个编号已被使用，请换一个。
person-last_admin = 这是最后一位管理员，请先让别人成为管理员。
person-mail_taken = 这个邮箱已被使用，请用它登录，或换一个邮箱。
person-name_form = 必须是不超过 { $most } 个可显示的字符，不能含 { $without }
person-name_common = 不能用{ $name }：它和常说的{ $word }听起来一样，平时说话就会误唤醒，请换一个
person-name_short = { $name }太短，容易听错：请用两个字以上的名字
person-wake_words = 最多 { $most } 个词，每个不超过 { $longest } 个字符
quota-reached = 你今天写入的内容已达每人每日上限：{ $writes } 次或 { $megabytes } MB。请在 { $at } 之后继续。
oauth-unavailable = 身份提供方没有应答，暂时无法核对它签发的令牌。请稍后再试；在值班里创建的令牌照常可用。
sign_in-disabled = 这个账号已停用，请联系管理员。
sign_in-old_password = 不能与旧密码相同
sign_in-registration_closed = 注册已关闭，请向管理员申请账号。
sign_in-too_many_attempts = 尝试次数太多，请在 { $wait } 后重试。
sign_in-too_many_failed = 失败次数太多，请在 { $wait } 后重试。
sign_in-wrong = 登录名或密码不对。
token-days = 必须在 1 到 { $most } 之间；不给则永不过期
token-most = 你已有 { $most } 个令牌，请先吊销不需要的。
token-scope_beyond = 范围 { $scope } 超出你自己的权限，请去掉。
sign_in-token_no_session = 你用的是令牌，不是会话；请改为吊销令牌。
people_tool-password = 密码
people_tool-old_password = 旧密码
people_tool-new_password = 新密码
people_tool-password_changed = 密码已更改，所有登录已结束。
people_tool-token_issued = { $person } 的令牌 { $token }，{ $until ->
    [none] 吊销前有效
   *[other] 有效期至 { $until }
 }；只显示这一次。
people_tool-token_revoked = 令牌 { $token }（{ $label }）已吊销。
name_view-name = 名字
name_view-sounds = 读音
name_view-also = 也会听成
name_view-refused = 不能用的原因
