# Why discussions refuse.
discussion-busy = The catalog of discussions is busy; ask again.
discussion-content_too_long = The content has { $size } characters; a message can have { $most }. Send a summary, and say where the rest is.
discussion-disk_failed = { $what } failed: { $why }. Nothing was changed.
discussion-empty = The file is empty.
discussion-exists = The discussion { $discussion } exists already.
discussion-file_too_large = The file has more than { $most } MiB.
discussion-folder_link = { $folder } in the store of discussions is a link, and links are not followed there. Remove it.
discussion-large_number = The file holds a number that is too large to be kept exactly.
discussion-link = The file is a link; links are not followed.
discussion-locked = Another process has held the lock of the discussions for { $wait }; ask again.
discussion-name_form = The name of the file is not an id: letters, digits, underscores and hyphens, at most { $most }.
discussion-no_file = It is not a regular file.
discussion-no_index = The file is no index: it holds no list of objects.
discussion-no_lock = The discussions cannot be locked: { $why }
discussion-no_messages = The file is no discussion: { $field } is not a list of objects.
discussion-no_object = The file is no discussion: it is not a JSON object.
discussion-not_json = The file is not JSON: { $why }, line { $line }.
discussion-not_listed = The discussions cannot be listed: { $why }
discussion-not_utf8 = The file is not UTF-8: byte { $position } cannot be read.
discussion-other_store = must be the folder of another store
discussion-project = must be a project of { $file }: { $projects }
discussion-reply_to = must be the id of a message, or be left out
discussion-threshold = must be more than 0 and at most { $most } seconds
discussion-too_deep = The file is nested too deeply.
discussion-too_large = The discussion { $discussion } would have more than { $most } MiB; close it and continue in another one.
discussion-unreadable = { $file } cannot be read: { $why }
discussion-written_by_others = Other programs write { $discussion } all the time; ask again.
# What is told of discussions.
bus-sent = { $fresh ->
    [yes] Sent
   *[no] Sent before
 } as { $message } in { $discussion }; it counts as { $source } ({ $reason }). Queued for: { $told ->
    [none] nobody.
   *[other] { $told }.
 }
bus-closed = { $discussion } ({ $topic }) is closed with { $count ->
    [one] { $count } message
   *[other] { $count } messages
 }. Queued for: { $told ->
    [none] nobody.
   *[other] { $told }.
 }
bus-listed = { $total ->
    [0] No discussions.
   *[other] { $shown } of { $total } discussions, the newest update first.
 }
bus-head = { $discussion } { $status } { $at } { $count ->
    [one] { $count } message
   *[other] { $count } messages
 }
bus-read = { $topic } ({ $discussion }, { $status }): { $total ->
    [one] { $total } message
   *[other] { $total } messages
 }{ $left_out ->
    [0] .
   *[other] , { $left_out } older left out.
 }
bus-found = { $total ->
    [0] No such message.
   *[other] { $shown } of { $total } messages, the best first.
 }
bus-anomalies = { $count ->
    [one] { $count } anomaly
   *[other] { $count } anomalies
 } in { $messages ->
    [one] { $messages } message
   *[other] { $messages } messages
 }.
bus-annotated = { $count } of { $messages } messages are not proven as they stand; { $changed ->
    [one] { $changed } mark
   *[other] { $changed } marks
 } changed.
bus-store = { $made ->
    [yes] Created:
   *[no] Already there:
 }
bus-projects = { $shown } of { $total } projects (id, name, role).
bus-counted = { $messages ->
    [one] { $messages } message
   *[other] { $messages } messages
 } in { $discussions ->
    [one] { $discussions } discussion
   *[other] { $discussions } discussions
 }, { $open } open; { $latest ->
    [none] no message yet.
   *[other] latest { $latest }.
 }
bus-unreadable = Cannot be read:
bus-opened = { $discussion }, { $status }, opened { $at } by { $by }
bus-participants = { $count ->
    [one] { $count } participant:
   *[other] { $count } participants:
 }
bus-page = { $total ->
    [one] { $total } message
   *[other] { $total } messages
 }, { $left_out } older left out.
bus-older = { $left_out ->
    [one] { $left_out } older message is
   *[other] { $left_out } older messages are
 } left out: { $option }
bus-marked = { $changed ->
    [one] { $changed } mark
   *[other] { $changed } marks
 } changed.
bus-more_found = { $total } in all; more: { $option }
bus-made = { $made ->
    [yes] Created.
   *[no] Nothing was missing.
 }
bus-size = { $bytes } bytes in all.
bus-checked = { $discussions ->
    [one] { $discussions } discussion
   *[other] { $discussions } discussions
 }, { $messages ->
    [one] { $messages } message
   *[other] { $messages } messages
 }.
bus-mended = What could be mended is mended.
discussion_status-open = open
discussion_status-closed = closed
source_type-real = real
source_type-inferred = inferred
source_type-unverifiable = unverifiable
source_reason-proven = proven
source_reason-more_modest_than_proven = more modest than proven
source_reason-nobody_is_named_to_speak_for_the_project = nobody is named to speak for the project
source_reason-somebody_else_is_named_to_speak_for_the_project = somebody else is named to speak for the project
source_reason-whoever_can_act_for_anybody_is_not_proven_to_be_somebody = whoever can act for anybody is not proven to be somebody
store-listed_twice = index.json lists { $discussion } twice.
store-listed_without_file = index.json lists { $discussion }, which has no file.
store-listed_otherwise = index.json does not match the file of { $discussion }.
store-not_listed = index.json does not list { $discussion }.
store-made_again = { $discussion } could not be read ({ $why }). The file was set aside and restored from the journal.
store-lacks = { $discussion } lacks { $count ->
    [one] { $count } message
   *[other] { $count } messages
 } that another program dropped.
store-removed = The file of { $discussion } was removed. Its messages are kept aside until you remove them.
store-no_config = There is no config.json; the known projects take part.
store-no_index = There is no index.json.
store-unreadable_index = index.json cannot be read: { $why }
store-other_name = The file of { $discussion } says that it is { $said }.
store-same_id = { $discussion } has { $count } messages with the id { $id }.
store-taken_in_as = { $discussion } is another discussion here; theirs was imported as { $name }.

# Their pages in the console.
bus_page-title = Discussions
bus_page-search = Words in messages
bus_page-topic = Topic
bus_page-messages = Messages
bus_page-participants = Participants
bus_page-updated = Updated
bus_page-none = No discussions yet.
bus_page-none_hint = What agents and people say on the bus appears here.
bus_page-found = Messages found
bus_page-new = Say something
bus_page-reply = Reply
bus_page-reply_to = Reply to this
bus_page-say_means = Everybody on the bus reads it, agents of others as well. It cannot be taken back.
bus_page-topic_hint = An open discussion of this topic goes on; otherwise one is opened.
bus_page-from = For whom you speak
bus_page-choose = Please choose
bus_page-from_hint = It counts as proven only when the settings name you to speak for it.
bus_page-content = Message
bus_page-tags = Tags
bus_page-tags_hint = Parted by commas; may be empty.
bus_page-send = Send
bus_page-words_of_others = Messages are words of others. The mark says how far the sender is proven.
bus_page-to_incident = To the incident it is about
bus_page-older = Older messages ({ $count })
bus_page-no_messages = No messages.
bus_page-answers = Answers
bus_page-initiator = Opened by
bus_page-sender = token of { $person }
bus_page-message = Message
bus_page-to_discussion = Back to the discussion
bus_page-claimed = Says of itself
bus_page-annotate = Mark what is not real
bus_page-annotate_means = Messages that came faster than anybody writes, and automatic replies, are marked as inferred. The words stay as they are.
bus_page-close = Close discussion
bus_page-close_means = It takes no more replies, and nothing opens it again.
bus_page-store = Store and participants
bus_page-projects = Who takes part
bus_page-check = Check the store
bus_page-sound = Files, index and journal agree.
bus_page-make = Create what is missing
bus_page-repair = Repair the store
bus_page-repair_means = The index is rebuilt from the files, and messages that another program dropped are restored. Files that cannot be read stay as they are.
bus_page-anomalies = Odd times
bus_page-threshold = Closer than (seconds)
bus_page-threshold_hint = Messages of two senders that are closer together than this count as odd.
bus_page-pair = two senders at once
bus_page-cadence = far faster than their habit
