# Why events are refused.
event-feedback_too_large = 反馈超过 { $most } 字节，请改发链接。
event-pattern = 必须是类型（例如 { $type }）、类别（例如 { $family }）或 { $all }
event-too_large = 事件数据超过 { $most } 字节，请把正文存到别处。

# Their page in the console.
event_page-title = 事件
event_page-people = 人员及其所有
event_page-raw = 原始内容
event_page-none_hint = 发生的事情会实时出现在这里。
