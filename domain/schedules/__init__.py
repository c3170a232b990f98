"""Calendar tasks: when they run, what they do, digests of news."""
