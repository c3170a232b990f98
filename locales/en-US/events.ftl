# Why events are refused.
event-feedback_too_large = The feedback has more than { $most } bytes; send a link instead.
event-pattern = must be a type such as { $type }, a family such as { $family }, or { $all }
event-too_large = The data of an event has more than { $most } bytes; keep the body elsewhere.
