"""Kubeconfigs: the text that the service hands out, and where one leads."""

import base64

import yaml


def bearer_kubeconfig(server: str, token: str, *, authority: str = "") -> str:
    """Return a kubeconfig with a bearer token.

    Args:
        server: URL of the Kubernetes API.
        token: of the account.
        authority: PEM of who signed the server's certificate; empty for plain HTTP.
    """
    place = {"server": server}
    if authority:
        place["certificate-authority-data"] = base64.b64encode(authority.encode()).decode()
    return _kubeconfig(place, {"token": token})


def certificate_kubeconfig(server: str, authority: str, certificate: str, key: str) -> str:
    """Return a kubeconfig with a client certificate, as the vendor gives it; all as PEM text."""
    encoded = [base64.b64encode(one.encode()).decode() for one in (authority, certificate, key)]
    place = {"server": server, "certificate-authority-data": encoded[0]}
    user = {"client-certificate-data": encoded[1], "client-key-data": encoded[2]}
    return _kubeconfig(place, user)


def _kubeconfig(place: dict[str, str], user: dict[str, str]) -> str:
    content = {
        "apiVersion": "v1",
        "kind": "Config",
        "current-context": "sandbox-context-default",
        "clusters": [{"name": "sandbox", "cluster": place}],
        "users": [{"name": "sandbox", "user": user}],
        "contexts": [
            {
                "name": "sandbox-context-default",
                "context": {"cluster": "sandbox", "user": "sandbox"},
            }
        ],
    }
    return str(yaml.safe_dump(content, sort_keys=False))


def place_of(kubeconfig: str) -> tuple[str, str]:
    """Return the server and the PEM of its authority that a kubeconfig names.

    Raises:
        ValueError: it names none.
    """
    try:
        place = yaml.safe_load(kubeconfig)["clusters"][0]["cluster"]
        server, authority = place["server"], place.get("certificate-authority-data", "")
        return str(server), base64.b64decode(authority).decode()
    except (yaml.YAMLError, LookupError, TypeError, ValueError):
        raise ValueError("The kubeconfig names no cluster with a server.") from None
