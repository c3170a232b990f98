"""The voice of espeak-ng: offline, at once, and plain."""
