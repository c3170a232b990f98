# Why events are refused.
event-feedback_too_large = The feedback has more than { $most } bytes; send a link instead.
event-pattern = must be a type such as { $type }, a family such as { $family }, or { $all }
event-too_large = The data of an event has more than { $most } bytes; keep the body elsewhere.

# Their page in the console.
event_page-title = Events
event_page-people = People and what is theirs
event_page-raw = as programs get it
event_page-none_hint = Whatever happens appears here as it does.
