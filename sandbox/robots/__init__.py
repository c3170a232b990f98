"""A stand-in for three kinds of group chat robots: WeCom, DingTalk and Feishu.

Belongs here: what their HTTP interfaces check, count, refuse and answer, as a client sees it.
Never here: anything of ours; a message is untrusted text from a stranger.
"""
