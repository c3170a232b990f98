# The story of an incident: notes of people, raw alerts.
note-written = { $what }: note by { $person }{ $program ->
    [yes] {" "}(a program with their token)
   *[no] {""}
 }
note-text = { $text }
note-said = { $person }{ $program ->
    [yes] {" "}(program)
   *[no] {""}
 }: { $text }
note-none = No notes yet.
note-other_text = This key has already written another note. Use a new key for new words.
note-too_many = This incident has { $most } notes already. Go on in its discussion.
raw_alerts-none = No raw alerts kept.
raw_alerts-listed = { $count ->
    [one] { $count } raw alert:
   *[other] { $count } raw alerts, newest first:
 }
raw_alerts-line = { $alert } { $state }, { $severity }, from { $source }, since { $since }
confirmed-confirmed = Confirmed by their source.
confirmed-not_confirmed = Not confirmed by their source.
confirmed-not_yet = Not yet confirmed by their source.
alert_state-firing = firing
alert_state-resolved = cleared
