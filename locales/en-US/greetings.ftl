# The short answers to a greeting that does not get the briefing.
greeting-already_given = { $hello }, { $name }. You have had today's briefing; ask me to read today's briefing to hear it again.
greeting-outside_window = { $hello }, { $name }.
greeting-paused = { $hello }, { $name }. Your daily briefing is paused; ask me to resume it when you want it.

hello-night = Hello
hello-morning = Good morning
hello-afternoon = Good afternoon
hello-evening = Good evening
