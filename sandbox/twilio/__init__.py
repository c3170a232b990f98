"""A stand-in for Twilio's text messages: the Messages resource of its API of 2010-04-01.

Belongs here: what that interface checks, counts, refuses and answers, as a client sees it.
Never here: anything of ours; a message is untrusted text from a stranger.
"""
