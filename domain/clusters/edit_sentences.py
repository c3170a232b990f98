"""Sentences about edits that are said in English where they happen, and the same in Chinese.

Rows as those of `incident_words_sentences.py` and `incident_words_troubles.py`, which take them up;
a name in braces is a fact. Where one row fits what another one is about, the closer one is first.
"""

from domain.clusters.edit_names import EDIT_STATES
from domain.common.readers import Language

EDIT_TROUBLES: tuple[tuple[str, str], ...] = (
    ("The node pool does not exist any more.", "节点池已不存在。"),
    ("The node pool does not exist.", "节点池不存在。"),
    ("It takes {least} to {most} nodes.", "它只能有 {least} 到 {most} 个节点。"),
    ("Somebody changed it since it was shown.", "展示之后有人改过它。"),
    ("It does not exist any more.", "它已不存在。"),
    ("It is not isolated.", "它没有被隔离。"),
    ("ConfigMap {name} does not exist.", "ConfigMap {name} 不存在。"),
    ("Secret {name} does not exist.", "Secret {name} 不存在。"),
    (
        "It is immutable; make another one and use that.",
        "它设为不可变；请另建一个并改用新的。",
    ),
    (
        "It is a service account's token, which the cluster writes.",
        "它是服务账号的令牌，由集群写入。",
    ),
    ("A key of it holds binary content.", "其中有键存的是二进制内容。"),
    ("The cluster refused the change of the Secret.", "集群拒绝修改这个 Secret。"),
    ("The cluster has a fault; nothing was changed.", "集群出错，什么都没有改变。"),
    (
        "The cluster has a fault; the Secret may or may not have been changed.",
        "集群出错，Secret 可能已改，也可能没有。",
    ),
    ("No node pool '{name}'.", "没有节点池“{name}”。"),
    ("No object '{name}'.", "没有对象“{name}”。"),
    ("query was refused by {name} ({words}).", "腾讯云没有接受：{name}（{words}）。"),
    ("The cluster answered {code}: {words}", "集群回答 {code}：{words}"),
    ("unknown field {fields}", "集群不认识字段 {fields}"),
    ("… and {count} more, not listed", "……另有 {count} 处没有列出"),
    ("What would be replaced is over {most} bytes.", "将被替换的内容超过 {most} 字节。"),
    (
        "Cluster '{cluster}' answered with more than {most} bytes.",
        "集群“{cluster}”的回答超过 {most} 字节。",
    ),
    (
        "The kubeconfig file of cluster '{cluster}' cannot be read.",
        "读不了集群“{cluster}”的 kubeconfig 文件。",
    ),
    (
        "The kubeconfig of cluster '{cluster}' has no usable address, authority or credential.",
        "集群“{cluster}”的 kubeconfig 里没有可用的地址、证书或凭据。",
    ),
    (
        "The kubeconfig of cluster '{cluster}' is too long.",
        "集群“{cluster}”的 kubeconfig 太长。",
    ),
    (
        "The kubeconfig of cluster '{cluster}' is not YAML.",
        "集群“{cluster}”的 kubeconfig 不是 YAML。",
    ),
    (
        "The kubeconfig of cluster '{cluster}' names no cluster or no user.",
        "集群“{cluster}”的 kubeconfig 里没有写集群或用户。",
    ),
    (
        "The kubeconfig of cluster '{cluster}' holds data that is not base64.",
        "集群“{cluster}”的 kubeconfig 里有不是 base64 的数据。",
    ),
    (
        "The kubeconfig of cluster '{cluster}' turns the check of the server's certificate off.",
        "集群“{cluster}”的 kubeconfig 关闭了对服务器证书的检查。",
    ),
    (
        "The kubeconfig of cluster '{cluster}' has an address that is none.",
        "集群“{cluster}”的 kubeconfig 里的地址无效。",
    ),
    (
        "The kubeconfig of cluster '{cluster}' has an address that is not https.",
        "集群“{cluster}”的 kubeconfig 里的地址不是 https。",
    ),
    (
        "The kubeconfig of cluster '{cluster}' uses '{name}' of a {part}, which is not allowed.",
        "集群“{cluster}”的 kubeconfig 用了 {part} 的“{name}”，这是不允许的。",
    ),
    (
        "{rest} The node pool may or may not have been resized.",
        "{rest}节点池可能已调整，也可能没有。",
    ),
    (
        "{name}: there was no kubeconfig in the answer.",
        "{name}：回答里没有 kubeconfig。",
    ),
    (
        "The list '{name}' was not in the answer as documented.",
        "回答里的列表“{name}”不符合文档。",
    ),
    (
        "No Tencent Cloud credentials are set; set {names}.",
        "没有设置腾讯云凭据，请设置 {names}。",
    ),
    (
        "{name}: {code}. Check the Tencent Cloud credentials and their policies.",
        "{name}：{code}。请检查腾讯云凭据及其策略。",
    ),
    (
        "{name}: too many calls are waiting; try again later.",
        "{name}：等待中的调用太多，请稍后再试。",
    ),
    ("{name}: {code} while talking to Tencent Cloud.", "{name}：与腾讯云通信时出错（{code}）。"),
    (
        (
            "Edits of clusters need a key for fingerprints and checkpoints; set "
            "ZHIBAN_ENCRYPTION_KEYS."
        ),
        "编辑集群需要一把用于指纹和检查点的密钥，请设置 ZHIBAN_ENCRYPTION_KEYS。",
    ),
    (
        (
            "Checkpoints of repairs, and addresses and headers of plugins, are only kept "
            "encrypted: set ZHIBAN_ENCRYPTION_KEYS."
        ),
        "修复的检查点、插件的地址和请求头只加密保存，请设置 ZHIBAN_ENCRYPTION_KEYS。",
    ),
    (
        (
            "It was sealed with key {name}, which is not in ZHIBAN_ENCRYPTION_KEYS; "
            "put it back at the end of the list."
        ),
        "它是用密钥 {name} 封存的，而 ZHIBAN_ENCRYPTION_KEYS 里没有它；请把它放回列表末尾。",
    ),
    (
        (
            "What was sealed with key {name} does not open: it was damaged or moved, or the key "
            "was changed under the same id."
        ),
        "用密钥 {name} 封存的内容打不开：内容已损坏或被移动，或同一编号下换了密钥。",
    ),
)
"""Why an edit was stopped or could not be looked at; recorded, or told when it happens."""

EDIT_REFUSED: tuple[tuple[str, str], ...] = (
    (
        "Whoever asks for an edit cannot approve it; ask somebody else.",
        "要求编辑的人不能自己批准，请找别人。",
    ),
    (
        "The edit is another one than was approved; look at it again.",
        "编辑与要批准的不同，请重新查看。",
    ),
    (
        "It is another edit than was confirmed; ask for a preview again.",
        "编辑与确认过的不同，请重新预览。",
    ),
    (
        "Edits run on a person's own permission; sign in as one.",
        "编辑用的是个人自己的许可，请以个人身份登录。",
    ),
    (
        "Cluster '{cluster}' did not answer in time; nothing was changed.",
        "集群“{cluster}”没有及时答复，什么都没有改变。",
    ),
    (
        (
            "{count} of {most} objects are written and time is up; ask again with the same "
            "confirmation, and it goes on there."
        ),
        "{most} 个对象已写入 {count} 个，时间到了；用同一个确认再来一次，会从那里继续。",
    ),
    ("Somebody changed {names} since; nothing is put back.", "之后有人改过 {names}，没有恢复。"),
    *(
        (
            f"This edit is not waiting for an answer: it is {name}.",
            f"这个编辑不在等待答复：{words}。",
        )
        for name, words in EDIT_STATES[Language.CHINESE].items()
    ),
    ("No edit that was done '{name}'.", "没有已完成的编辑“{name}”。"),
    ("No former content of edit '{name}'.", "没有留存编辑“{name}”之前的内容。"),
    ("No edit '{name}'.", "没有编辑“{name}”。"),
)
"""Why what somebody asks for or answers is not taken on."""

EDIT_RULES: tuple[tuple[str, str], ...] = (
    (
        "{field} must hold {least} to {most} objects.",
        "{field} 必须包含 {least} 到 {most} 个对象。",
    ),
    ("{field} must hold at most {most} objects.", "{field} 最多包含 {most} 个对象。"),
    (
        "{field} must hold objects with apiVersion, kind and metadata.",
        "{field} 里的对象必须有 apiVersion、kind 和 metadata。",
    ),
    ("{field} names {object} twice.", "{field} 里 {object} 写了两次。"),
    (
        "{field} must be the id of a node pool such as {name}.",
        "{field} 必须是节点池的编号，例如 {name}。",
    ),
    (
        "{field} must be {least} to {most}, the bounds of the node pool.",
        "{field} 必须是 {least} 到 {most}，即节点池的上下限。",
    ),
    ("{field} must not be one of the cluster's own.", "{field} 不能是集群自身的命名空间。"),
    ("{field} must be ConfigMap or Secret.", "{field} 必须是 ConfigMap 或 Secret。"),
    (
        "{field} must be of an edit of a ConfigMap or Secret.",
        "{field} 必须属于一次对 ConfigMap 或 Secret 的编辑。",
    ),
    (
        "{field} must set or remove {least} to {most} keys.",
        "{field} 必须设置或删除 {least} 到 {most} 个键。",
    ),
    ("{field} must not name a key that is set.", "{field} 不能写正要设置的键。"),
    (
        "{field} must have keys of {least} to {most} letters, digits, {marks}.",
        "{field} 的键必须是 {least} 到 {most} 个字母、数字或 {marks}。",
    ),
    ("{field} must be at most {most} bytes together.", "{field} 合计最多 {most} 字节。"),
    ("{field} must be at most {most} bytes.", "{field} 最多 {most} 字节。"),
    (
        "{field} must be at most {most} of A-Z a-z 0-9 . _ -.",
        "{field} 最多是 {most} 个 A-Z a-z 0-9 . _ - 字符。",
    ),
    ("{field} must be a name that Kubernetes allows.", "{field} 必须是 Kubernetes 允许的名字。"),
    (
        "{field} must have a name and a namespace as Kubernetes has them ({object}).",
        "{field} 里必须有 Kubernetes 允许的名字和命名空间（{object}）。",
    ),
    (
        "{field} must not be in a namespace of the cluster's own ({object}).",
        "{field} 不能在集群自身的命名空间里（{object}）。",
    ),
    (
        "{field} must not say a status, which is the cluster's to say ({object}).",
        "{field} 不能写 status，那由集群来写（{object}）。",
    ),
    (
        "{field} must not name externalIPs, which take traffic from others ({object}).",
        "{field} 不能写 externalIPs，它会截走别人的流量（{object}）。",
    ),
    (
        "{field} must not hold Secrets; set their keys one by one instead ({object}).",
        "{field} 不能包含 Secret，请逐个设置它的键（{object}）。",
    ),
    (
        "{field} must be of a kind that may be applied: {kinds} ({object}).",
        "{field} 只能是可以应用的种类：{kinds}（{object}）。",
    ),
    ("{field} must be of a kind that may be applied.", "{field} 只能是可以应用的种类。"),
    (
        "{field} must be of version {versions} ({object}).",
        "{field} 的版本必须是 {versions}（{object}）。",
    ),
    (
        "{field} must not say metadata.{name} ({object}).",
        "{field} 不能写 metadata.{name}（{object}）。",
    ),
    (
        "{field} must not set {part} of {name}, which are Zhiban's own marks ({object}).",
        "{field} 不能设置 {name} 的 {part}，那是 Zhiban 自己的标记（{object}）。",
    ),
    (
        (
            "{field} must not set annotations that end in {name}, which configure all of a proxy "
            "({object})."
        ),
        "{field} 不能设置以 {name} 结尾的注解，它会配置整个代理（{object}）。",
    ),
    (
        "{field} must not set {name} of pods ({object}).",
        "{field} 不能设置 Pod 的 {name}（{object}）。",
    ),
    ("{field} must not mount a hostPath ({object}).", "{field} 不能挂载 hostPath（{object}）。"),
    (
        "{field} must not ask for processes of the machine ({object}).",
        "{field} 不能要求宿主机上的进程（{object}）。",
    ),
    (
        "{field} must not ask for privileged containers ({object}).",
        "{field} 不能要求特权容器（{object}）。",
    ),
    ("{field} must not unmask /proc ({object}).", "{field} 不能取消对 /proc 的遮蔽（{object}）。"),
    (
        "{field} must not add capabilities to containers ({object}).",
        "{field} 不能给容器增加 capabilities（{object}）。",
    ),
    ("{field} must not take a hostPort ({object}).", "{field} 不能占用 hostPort（{object}）。"),
    ("{field} must be YAML (line {line}).", "{field} 必须是 YAML（第 {line} 行）。"),
    ("{field} must be YAML.", "{field} 必须是 YAML。"),
    (
        "{field} must be text that can be written in UTF-8.",
        "{field} 必须是能写成 UTF-8 的文本。",
    ),
    ("{field} must not have over {most} levels.", "{field} 不能超过 {most} 层。"),
    (
        "{field} must not use anchors, nor {most} levels.",
        "{field} 不能使用锚点，也不能有 {most} 层。",
    ),
    ("{field} must not use tags (line {line}).", "{field} 不能使用标签（第 {line} 行）。"),
    ("{field} must have texts as keys (line {line}).", "{field} 的键必须是文本（第 {line} 行）。"),
    ("{field} says a key twice (line {line}).", "{field} 里同一个键写了两次（第 {line} 行）。"),
    (
        "{field} must have plain numbers (line {line}).",
        "{field} 里必须是普通的数（第 {line} 行）。",
    ),
    ("{field} must be KEY=VALUE.", "{field} 必须写成 KEY=VALUE。"),
    (
        "{field} must be a text file that can be read: {path}.",
        "{field} 必须是可以读取的文本文件：{path}。",
    ),
    (
        "{field} must not hold a Secret's value; use {options}.",
        "{field} 不能带 Secret 的值，请用 {options}。",
    ),
)
"""Why a value is refused; the field comes first, as it was typed."""
