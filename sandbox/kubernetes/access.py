"""Who may do what: bearer tokens and their rules."""

import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase

from sandbox.kubernetes.calls import Target
from sandbox.kubernetes.failures import Refusal, about

ALL = ("*",)


@dataclass(frozen=True)
class Rule:
    """What is allowed; `*` stands for everything, also within a word.

    Attributes:
        verbs: such as `get`, `patch`.
        resources: such as `deployments`, `deployments/scale`.
        namespaces: in which; the objects without a namespace need `*`.
    """

    verbs: tuple[str, ...] = ALL
    resources: tuple[str, ...] = ALL
    namespaces: tuple[str, ...] = ALL

    def allows(self, verb: str, resource: str, namespace: str) -> bool:
        """Say whether something is allowed by this rule."""
        wanted = ((verb, self.verbs), (resource, self.resources), (namespace, self.namespaces))
        return all(any(fnmatchcase(one, each) for each in given) for one, given in wanted)


@dataclass(frozen=True)
class Account:
    """Somebody with a token.

    Attributes:
        user: the name in messages and in the ledger.
        token: the secret.
        rules: what it may do; without a rule, nothing.
        clusters: ids of the clusters that know the token.
    """

    user: str
    token: str
    rules: tuple[Rule, ...] = (Rule(),)
    clusters: tuple[str, ...] = ALL

    def may(self, verb: str, resource: str, namespace: str) -> bool:
        """Say whether it may do that."""
        return any(rule.allows(verb, resource, namespace) for rule in self.rules)

    def check(self, verb: str, target: Target) -> None:
        """Let something allowed pass.

        Raises:
            Refusal: 403, with the words of the real server.
        """
        if self.may(verb, target.resource, target.namespace):
            return
        kind = target.kind
        named = f'{kind.full} "{target.name}"' if target.name else kind.full
        where = f'in the namespace "{target.namespace}"' if target.namespace else ""
        where = where or "at the cluster scope"
        why = f'User "{self.user}" cannot {verb} resource "{target.resource}" in API group'
        message = f'{named} is forbidden: {why} "{kind.group}" {where}'
        raise Refusal(403, message, details=about(kind, target.name))


def identify(accounts: Iterable[Account], cluster: str, authorization: str) -> Account:
    """Return who sent an `Authorization` header to a cluster.

    Raises:
        Refusal: 401, nobody that is known there.
    """
    scheme, _, token = authorization.partition(" ")
    for one in accounts:
        same = hmac.compare_digest(one.token.encode(), token.encode())
        here = any(fnmatchcase(cluster, each) for each in one.clusters)
        if same and here and scheme.lower() == "bearer":
            return one
    raise Refusal(401, "Unauthorized")
