"""Reads access tokens of an OAuth 2.1 provider that the operators trust (MCP-3)."""

from integrations.oauth.provider import OAuthProvider, ProviderAccess

__all__ = ["OAuthProvider", "ProviderAccess"]
