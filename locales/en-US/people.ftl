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
