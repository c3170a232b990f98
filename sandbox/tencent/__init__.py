"""A stand-in for Tencent Cloud that the real SDK talks to.

What belongs here: the wire rules of the Cloud API and just enough of CLS, Monitor and TTS to answer
truthfully about data that was loaded. What it cannot do is an error in the vendor's words, never a
guess. It knows nothing of the product it serves; numbers without another source are those of
`reference/tencent_cloud.md`.
"""
