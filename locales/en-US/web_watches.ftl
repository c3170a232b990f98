# What a watched page does.
web-seen = { $name } is now watched; its present state is the baseline
web-changed = { $name } changed: { $what }
web-appeared = { $name }: found { $keywords }
web-disappeared = { $name }: no longer there: { $keywords }
web-crossed = { $name } is at { $value }, { $rule }
web-unchanged = { $name } has not changed for { $lasted }
web-name = { $name } ({ $page })

web-lines_added = { $n ->
    [one] { $n } line added
   *[other] { $n } lines added
 }
web-lines_removed = { $n ->
    [one] { $n } line removed
   *[other] { $n } lines removed
 }
web-lines_changed = { $n ->
    [one] { $n } line changed
   *[other] { $n } lines changed
 }
web-lines_moved = { $n ->
    [one] { $n } line moved
   *[other] { $n } lines moved
 }
web-blank_lines = only blank lines differ

web-page = Page: { $page }
web-place = Text: { $text }
web-incomparable = The earlier text is no longer kept, so the change cannot be shown.
web-unimportant = A model judged that this change does not concern { $intent }; it was recorded, and nobody was told.

web-looked = Checked { $pages ->
    [one] { $pages } page
   *[other] { $pages } pages
 }: { $outcome }.{ $numbers ->
    [none] {""}
   *[other] {" "}Now at { $numbers }.
 }
web-news = { $n } new
web-waiting = a change awaits confirmation
web-noted = present state recorded
web-nothing_new = no news

web-problems = { $problems }.
web-unread = { $page } could not be checked: { $why }
web-why = { $why } ({ $detail })
web-refused_address = the address leads into an internal network, which is not visited
web-bad_url = such a request cannot be sent
web-dns = the host name is unknown
web-connect = the server cannot be reached
web-tls = its certificate or encryption is not valid
web-timeout = it did not answer in time
web-too_large = it is too large
web-too_many_redirects = too many redirects
web-broken = the answer is incomplete or not HTTP
web-status = the server answered HTTP { $status }
web-type = the content cannot be read as text
web-rendering = the browser could not open it
web-busy = the site is asked too often; it has to wait in line
web-too_costly = reading exceeded the time or memory limit and was ended; narrow the selection or simplify its expressions
web-reading_waits = your other pages were still being read; run fewer tasks or use longer intervals
web-nothing_selected = it opened, but the filters found nothing{ $which ->
    [none] {""}
   *[other] {" "}({ $which })
 }
web-no_number = it opened, but holds no number
web-number_contradicts = it opened, but its number is not written as { $field } says; correct that, or choose the number with { $pattern }
web-number_ambiguous = it opened, but its number can be read in two ways; set { $field } to { $point } or { $comma } (the sign that begins the decimals), or choose the number with { $pattern }
