"""A real Chromium for pages that are written by their scripts (WEB-5, extra `browser`).

Belongs here: starting and bounding the browser, and the proxy through which all of its traffic
has to pass. Never here: which addresses are allowed; the proxy asks for that.
"""
