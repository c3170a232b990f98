"""When a metric reaches its limit."""
