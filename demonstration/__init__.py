"""The demonstration: a scripted morning, and fault scenarios told to a running system."""
