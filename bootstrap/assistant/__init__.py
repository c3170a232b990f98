"""The assistant and its plugins, put together."""
