# Who may do what.
denied-not_yours = This belongs to somebody else; ask an admin.
denied-password_due = Change the one-time password first: { $route }, or { $command } on the server.
denied-reach = This address { $why }.
denied-role_missing = Your roles do not include { $permission }; ask an admin for the role.
denied-scope_missing = The scopes of this token do not include { $permission }; create another token.
person-id_form = must be { $start } and { $least } to { $most } lower-case letters, digits, underscores or hyphens
memory-most = You have { $most } memories, the most that can be kept; forget some.
person-id_taken = This id is taken; choose another one.
person-last_admin = This is the last admin; make somebody else an admin first.
person-mail_taken = This mail address is taken; sign in with it, or use another one.
person-name_form = must be at most { $most } printable characters, without { $without }
person-name_common = { $name } sounds like { $word }, with which many sentences begin; choose another
person-name_short = { $name } is too short to be heard reliably: it needs two syllables or more
person-wake_words = must be at most { $most } words of at most { $longest } characters
quota-reached = You have reached the most that one person can write in a day: { $writes } writes or { $megabytes } MB. Continue after { $at }.
oauth-unavailable = The identity provider does not answer, so its tokens cannot be checked. Try again shortly; tokens made in Zhiban work.
sign_in-disabled = This account is disabled; ask an admin.
sign_in-old_password = must not be the old password
sign_in-registration_closed = Registration is closed; ask an admin for an account.
sign_in-too_many_attempts = Too many attempts; try again in { $wait }.
sign_in-too_many_failed = Too many failed attempts; try again in { $wait }.
sign_in-wrong = Login or password is wrong.
token-days = must be between 1 and { $most }, or left out for no end
token-most = You have { $most } tokens already; revoke one that you do not need.
token-scope_beyond = The scope { $scope } goes beyond your own rights; leave it out.
sign_in-token_no_session = You used a token, not a session; revoke the token instead.
people_tool-password = Password
people_tool-old_password = Old password
people_tool-new_password = New password
people_tool-password_changed = The password is changed and every session has ended.
people_tool-token_issued = Token { $token } of { $person }, { $until ->
    [none] until revoked
   *[other] until { $until }
 }; it is not shown again.
people_tool-token_revoked = Token { $token } ({ $label }) is revoked.
name_view-name = name
name_view-sounds = sounds
name_view-also = also taken for it
name_view-refused = why not
password_link-choose = Set password
password_link-chosen = Your password is set. Every earlier sign-in has ended.
password_link-disabled = This account is disabled; enable it first.
password_link-for_whom = Account:
password_link-invite = Invite person
password_link-invite_means = They get an account that nothing opens until they choose a password by the link. Give them the link yourself.
password_link-made = Link made
password_link-make = Link to a new password
password_link-make_means = Whoever opens the link chooses a new password, once. All their sessions end then; until then the old password holds. An earlier link ends now. Make sure that it is they who ask.
password_link-once = Copy it now and give it to them alone: it is shown this once and kept nowhere.
password_link-opens = Opens for
password_link-pending = password link waits
password_link-repeat = New password once more
password_link-rule = At least { $least } characters; a sentence is best.
password_link-title = Choose a password
password_link-told = { $person } chooses a password by this link, once, until { $until }; it is not shown again.
password_link-withdraw = Withdraw password link
password_link-withdraw_means = The link opens nothing from this moment. The password stays as it is; whoever has none yet needs a new link.
password_link-withdrawn = The link opens nothing any more.
password_link-unlike = The two passwords are not the same.
# A code beside the password.
denied-factor_due = Your role requires two-step sign-in. Set it up first: sign in to the console, or { $route }, or { $command } on the server.
second_factor-title = Two-step sign-in
second_factor-is_on = on
second_factor-is_off_badge = off
second_factor-since = since
second_factor-left = { $count ->
    [one] one recovery code is left
   *[other] { $count } recovery codes are left
 }
second_factor-none = You sign in with your password alone.
second_factor-none_theirs = They sign in with their password alone.
second_factor-required_badge = required
second_factor-begin = Set up two-step sign-in
second_factor-begin_means = From then on, signing in also asks for a six-digit code from an authenticator app on your phone. Access tokens work as before.
second_factor-next = Continue
second_factor-scan = Scan this with your authenticator app. It is shown this once.
second_factor-picture = QR code for your authenticator app
second_factor-by_hand = Or type this key into the app
second_factor-again = Enter the code that the app shows now. To see the QR code again, start over.
second_factor-code = Code
second_factor-code_hint = The six digits that the app shows now.
second_factor-either_hint = The six digits of your app, or a recovery code if you lost your phone.
second_factor-confirm = Turn on
second_factor-codes = Recovery codes
second_factor-codes_once = Two-step sign-in is on, and your other sessions have ended. Keep these codes somewhere other than your phone: each signs you in once without it. They are shown this once.
second_factor-renew = New recovery codes
second_factor-renew_means = You get ten new codes; the ones you have stop working.
second_factor-off = Turn off two-step sign-in
second_factor-off_means = You then sign in with your password alone.
second_factor-is_off = Two-step sign-in is off.
second_factor-remove = Remove two-step sign-in
second_factor-remove_means = For somebody who lost both phone and recovery codes: they then sign in with their password alone until they set it up again. Make sure that it is them. They are told, and it is kept in the events.
second_factor-removed = Two-step sign-in is off; they are told.
second_factor-holds = Two-step sign-in is on already; turn it off first to use another phone.
second_factor-wrong_code = is not what the app shows now; check that the phone sets its clock automatically
second_factor-wrong = The code is wrong or already used. Wait for the next one, or use a recovery code.
second_factor-wrong_password = The password is wrong.
second_factor-needed = Enter the code from your authenticator app, or a recovery code.
second_factor-own = Turn off your own with your password and a code. If you have lost both phone and recovery codes, ask another admin to remove it, or run { $command } on the server.
second_factor-told_title = Two-step sign-in
second_factor-told_on = Two-step sign-in was turned on for your account. If this was not you, tell an admin.
second_factor-told_off = Two-step sign-in was turned off for your account. If this was not you, change your password and tell an admin.
second_factor-told_removed = { $person } removed two-step sign-in from your account. If you did not ask for it, change your password and tell another admin. You can set it up again in your profile.
second_factor-told_recovery = A recovery code was used to sign in to your account; { $left ->
    [0] none is left
    [one] one is left
   *[other] { $left } are left
 }. If this was not you, change your password and tell an admin.
second_factor-door = Your role requires two-step sign-in. Set it up now; until then nothing else opens.
second_factor-go_on = I have saved the codes
second_factor-say_code = Code from the authenticator app
second_factor-scan_here = Scan this with your authenticator app, or type the key { $secret } into it.
second_factor-codes_here = Two-step sign-in is on. Keep these recovery codes somewhere other than your phone; each signs you in once without it:
second_factor_view-person_id = account
second_factor_view-confirmed_at = on since
second_factor_view-recovery_codes = recovery codes left
second_factor_view-required = required by role
# Accounts that people ask for themselves.
registration-title = Your Zhiban account
registration-ask = Ask for an account
registration-waits_for_admin = An admin reviews every request. You get the answer by mail if you give an address.
registration-at_once = You can sign in right away. At first you can only read; an admin can give you more rights.
registration-mail = Mail address
registration-domains = Domains that may register:
registration-repeat = Password once more
registration-send = Ask for account
registration-sent = Your request has been sent. You can sign in once an admin has approved it.
registration-made = Your account is ready. You can sign in now.
registration-domain = must be an address at { $domains }
registration-bound = At most { $most } people can register within an hour; try again later.
registration-too_many_wait = { $most } people are waiting already; ask an admin to review them.
registration-waits = Your registration is waiting for an admin. Sign in once you have heard from them.
registration-refused = An admin refused your registration. Ask them, or register again.
registration-waiting = Waiting for an account
registration-approve = Approve
registration-approve_means = They get this account with the password they chose, and are told. Name and address are not verified: make sure that you know them.
registration-approved = { $person } has an account now and is told.
registration-refuse = Refuse
registration-refuse_means = They get no account. They are told at sign-in, and by mail if they gave an address.
registration-is_refused = { $person } is refused and told.
registration-reason = Reason
registration-reason_hint = They read it. May be left out.
registration-waits_title = Somebody asks for an account
registration-told_waits = { $name } ({ $id }) asks for an account. Approve or refuse it under People in the console. You are not told of further requests until nobody waits any more.
registration-told_approved = Your account { $id } is approved. Sign in with it or with your mail address, and the password you chose.
registration-told_refused = Your registration was refused{ $reason ->
    [none] .
   *[other] { "" }: { $reason }
 }
registration_view-id = account
registration_view-name = name
registration_view-mail = mail
registration_view-phone = phone
registration_view-language = language
registration_view-asked_at = asked
registration_view-state = state
registration_state-waiting = waiting
registration_state-refused = refused
