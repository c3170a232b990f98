# Rules that only fields of a task's configuration have; the general ones are in rules.ftl.

# Whom it tells
rule-channel_missing = cannot be used: no channel for { $channel } is configured here; { $there ->
    [none] nothing is
   *[other] configured: { $there }
 }
rule-destination = must be the name of a configured { $channel }: { $names }
rule-destination_name = must be a configured name: letters, digits, hyphens, dots and underscores
rule-not_everybody = must not call everybody: operators may; mention people one by one
rule-not_your_address = must be an address of your own{ $allowed ->
    [none] , and your account has none
   *[other] {" "}or one that is allowed here: { $allowed }
 }; an operator may use any
rule-on_call_robot = must be another robot: { $robot } is for whoever is on call, and operators use it
rule-no_address = is missing: your account has none
rule-no_destination = cannot be used: no { $channel } is configured here; { $there ->
    [none] nothing is
   *[other] configured: { $there }
 }

# When a calendar task runs
rule-cron_backwards = has a range of the { $part } that ends before it begins: write it as two, with a comma between them
rule-cron_item = has a { $part } that is not understood: { $item }
rule-cron_macro = must have five fields or be { $macros }
rule-cron_never = names a day that none of its months has
rule-cron_number = has a { $part } that is not { $least } to { $most }: { $item }
rule-cron_parts = must have five fields: { $parts }
rule-cron_star_range = has a range of the { $part } that begins with { $star }
rule-cron_step = has a step of the { $part } that is not { $least } to { $most }
rule-days_of_month = must be a day from { $first } to { $last }, { $end }, or a list of these
rule-moment_or_local = must be a time such as { $moment }, or { $local } in the zone of the task
rule-offset_like = must have an offset exactly when { $other } has one
rule-run_ahead = must leave a run that lies in the future
rule-runs_an_hour = must run at most { $most } times an hour; a watch looks more often
rule-weekdays = must be weekdays: names such as { $example }, or numbers from { $sunday } for Sunday to { $saturday } for Saturday

# What it does, and what a digest is made from
rule-feed_address = must be an http or https address without a user name
rule-language_tag = must be the tag of a language such as { $example }
rule-only_reminder = is only for a reminder
rule-text_itself = must not be given when { $other } is the text itself

# Pages and addresses
rule-address_characters = must not hold spaces, backslashes or control characters
rule-address_secret = must not hold a user name or password: name a configured credential instead
rule-ascii_between = must be { $least } to { $most } printable ASCII characters
rule-header_allowed = is not allowed; allowed are { $allowed }
rule-header_names = must have names of letters, digits and hyphens
rule-header_secret = is a secret: name a configured credential in the field { $instead } instead
rule-html_only = must not be given together with { $others }, which are for HTML
rule-http_address = must be an http or https address with a host
rule-name_too = must name { $choices }, too, because { $given } is given
rule-argument_for_page = does not fit this page: { $function } takes { $expected }, and something else is there
rule-grows = must not repeat what it chooses over { $most } times: choose less of it
rule-not_css = must be CSS selectors; { $text } is none
rule-not_for_page = does not fit this page: { $why }
rule-not_jmespath = must be a JMESPath expression; { $text } is none
rule-not_regular = must be a regular expression; { $text } is none: { $why }
rule-not_xpath = must be XPath expressions; { $text } is none: { $why }
rule-pages_between = must name { $least } to { $most } pages
rule-regular_expression = must be a regular expression as Python knows them
rule-repeated_repeat = must not repeat what itself repeats, such as { $example }; that can take for ever

# Numbers and where they come from
rule-above_threshold = must not be more than the threshold for { $operator }
rule-below_interval = must not be shorter than the check interval
rule-below_threshold = must not be less than the threshold for { $operator }
rule-cls_number = must hold { $pipe } and SQL that gives one number
rule-credential_name = must be the name of a configured credential
rule-kubernetes_object = must name an object as Kubernetes names it, with its namespace
rule-meaningless = has no meaning for { $operator }: use { $instead }
rule-metric = must be a configured metric ({ $known ->
    [none] none is configured
   *[other] { $known }
 }), or give a source
rule-metric_name = must have a name of at most { $most } lower-case letters, digits and underscores, a letter first
rule-missing_or = is missing: give it, or { $other } in its place
rule-named_values = must be an object of { $least } to { $most } named values
rule-needed_for = must be given for { $use }
rule-needs = needs { $other } beside it
rule-not_containers = must not be one of containers: read those with { $instead }
rule-only_with = works only with { $operators }
rule-people_only = must not be { $value }: only people say that
rule-positive_change = must be more than zero: { $direction } says which way
rule-printable_between = must be text of { $least } to { $most } printable characters
rule-region = must be a region such as { $example }
rule-text_or_list = must be one text, or a list of { $least } to { $most }
rule-up_to_threshold = must lie between zero and the threshold

cron_part-minute = minute
cron_part-hour = hour
cron_part-day = day of the month
cron_part-month = month
cron_part-weekday = day of the week
