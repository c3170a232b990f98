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
web-important = A model judged that this change concerns { $intent }.
web-unjudged = No model could judge whether this change concerns { $intent }; you are told in any case.
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

# What the one who set a page can do about it.
web-not_a_url = an address looks like { $example }
web-scheme = only http and https addresses are fetched
web-user_info = an address must not hold a user name or password; name a configured credential instead
web-odd_host = the address holds characters, or a form of host, that programs read differently; write it plainly
web-port = port { $port } does not serve web pages; an admin can allow the host with its port
web-address = { $host } is not on the public web; an admin can allow it
web-own_address = { $host } is this machine itself; an admin can allow it
web-downgrade = it leads from https to http, where it can be tampered with; give the http address itself if that is wanted
web-leads_inside = it leads to an address that is not fetched
web-credential_unknown = there is no credential { $name }; an admin can configure one
web-header_refused = a task must not set the header { $name }
web-header_too_long = a header is one line of at most 1 KB
web-kind_pdf = a PDF document
web-kind_archive = an archive
web-kind_sound = sound
web-kind_font = a font
web-kind_image = an image
web-kind_film = a film
web-kind_other = bytes of another type
web-not_text = it returned { $kind }; pages, feeds, JSON and plain text are read
web-certificate = the certificate of { $host } is not valid{ $why ->
    [none] {""}
   *[other] : { $why }
 }
web-no_browser = there is no usable browser here; an admin can install { $package }, or watch the page without rendering
web-browser_failed = the browser cannot be used; its log tells an admin why
web-rendering_bare = a rendered page gets no credential and no header but { $header }, because the browser would send them to everything the page loads
web-wait_for = { $field } must be a CSS selector
web-refused = is refused: { $why }
web-unread_here = The page cannot be read: { $why }.
web-holds_no_text = must lead to a page with text; that one holds none
web-matches_nothing = must match something on the page; it matches nothing there

# Why nothing is left of a page: begins with the filter.
selection-no_text = the page holds no text
selection-no_match = { $how }: nothing on the page matches { $expressions }
selection-no_json = { $how }: the page is no JSON
selection-feed = css: the page is a feed or XML; choose with xpath
selection-all_ignored = { $how }: every line of the page is ignored
selection-regex = regex: { $pattern } is not found on the page
selection-too_large = { $how }: the page is too large for that; choose with css instead
selection-no_article = { $how }: the page has no article; choose with css instead
selection-no_elements = { $how }: the page is { $is_json ->
    [yes] JSON
   *[no] plain text
 } and has no elements to choose
