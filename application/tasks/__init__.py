"""Background tasks: asked for, looked at, looked after."""
