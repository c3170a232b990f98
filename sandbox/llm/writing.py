"""The stand-in's skills that change something: it calls, the system asks, it tells the outcome."""

import re

from sandbox.llm.asked import Asked, Result
from sandbox.llm.dialogues import Wanted

_URL = re.compile(r"https?://[^\s，。；、”’'\"<>]+")
_EVERY = re.compile(r"(?:每隔?|every)\s*(\d+)\s*(?:分钟|min)", re.IGNORECASE)
_MAIL = re.compile(r"邮件|邮箱|\be?-?mail\b", re.IGNORECASE)
_WORKLOAD = re.compile(r"([a-z0-9][a-z0-9-]*)/([a-z0-9][a-z0-9-]*)")
_REPLICAS = re.compile(r"(\d+)")
_ADDRESS = re.compile(r'"email": "([^"]+)"')
_USUAL_MINUTES = 5


def watch_page(asked: Asked) -> list[Wanted] | str | None:
    """Have a page watched."""
    url = _URL.search(asked.question)
    if url is None:
        return None
    every = _EVERY.search(asked.question)
    minutes = int(every[1]) if every else _USUAL_MINUTES
    name = re.sub(r"^https?://[^/]*/?", "", url[0]).strip("/") or url[0]
    if not asked.rounds:
        config: dict[str, object] = {"urls": [url[0]], "check_interval_minutes": minutes}
        if _MAIL.search(asked.question):
            config["notification"] = {"method": "email"}
        wanted = {"type": "web_monitor", "name": name[:80], "config": config}
        return [Wanted("create_background_task", wanted)]
    address = _ADDRESS.search(asked.results[-1].text)
    to = address[1] if address else ""
    return asked.say(
        f"已建好后台任务“{name}”，每 {minutes} 分钟看一次 {url[0]}。"
        f"第一次看到的内容算基准，之后有变化就{f'发邮件到 {to}' if to else '记为一次通知'}。",
        f'The background task "{name}" is made: it looks at {url[0]} every {minutes} minutes. What '
        f"it sees first is the baseline; changes are "
        f"{f'mailed to {to}' if to else 'kept as notifications'}.",
    )


def scale(asked: Asked) -> list[Wanted] | str | None:
    """Change how many pods a workload has."""
    workload = _WORKLOAD.search(asked.question)
    replicas = workload and _REPLICAS.search(asked.question, workload.end())
    if workload is None or replicas is None:
        return None
    namespace, name = workload.groups()
    if not asked.rounds:
        return [Wanted("list_clusters")]
    if asked.rounds == 1:
        [clusters] = asked.of("list_clusters")
        if len(clusters.lines) < 2:
            return asked.say("没有已配置的集群。", "No cluster is configured.")
        wanted = {
            "cluster": clusters.lines[1].split()[0],
            "namespace": namespace,
            "name": name,
            "replicas": int(replicas[1]),
            "reason": asked.question[:300],
        }
        return [Wanted("scale_workload", wanted)]
    said = " ".join(asked.results[-1].plain[:2])
    return asked.say(
        f"已按你的要求提出：把 {namespace}/{name} 调到 {replicas[1]} 个副本。结果：“{said}”",
        f"Requested as you said: {namespace}/{name} to {replicas[1]} replicas. What came of it: "
        f'"{said}"',
    )


def remember(asked: Asked) -> list[Wanted] | str | None:
    """Keep a note."""
    if asked.rounds:
        return asked.say("记下了。", "I have kept that.")
    text = re.sub(
        r"^(?:请)?记住[:：，,]?\s*|^(?:please )?remember(?: that)?:?\s*",
        "",
        asked.question,
        flags=re.IGNORECASE,
    )
    return [Wanted("remember", {"text": text})] if text else None


def refused(asked: Asked, result: Result) -> str:
    """Tell of a call that did not do what was wanted, in the words of whoever said no."""
    said = " ".join(result.plain[:2])
    match result.outcome:
        case "declined":
            return asked.say("好的，什么都没有做。", "All right, nothing was done.")
        case "uncertain":
            return asked.say(
                f"不知道有没有生效：“{said}”", f'Nobody knows whether it took effect: "{said}"'
            )
        case _:
            return asked.say(f"没有做成：“{said}”", f'It was not done: "{said}"')
