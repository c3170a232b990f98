"""The certificates of a laboratory: one authority, one server, one administrator.

They are good for a month and for loopback only; a laboratory that runs longer is started anew.
"""

import ipaddress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

# Longer than any machine goes without a new start. Times are cut to seconds, so begin earlier.
VALID_FOR = timedelta(days=30)
_SKEW = timedelta(minutes=5)
_SERVICE_ADDRESS = "10.0.0.1"
_NAMES = ("localhost", "kubernetes", "kubernetes.default", "kubernetes.default.svc")
ADMIN_GROUP = "system:masters"


@dataclass(frozen=True)
class Pair:
    """A certificate and its key, as PEM files."""

    certificate: Path
    key: Path


@dataclass(frozen=True)
class Certificates:
    """Everything that the programs and the administrator show to each other."""

    authority: Pair
    server: Pair
    admin: Pair
    signing_key: Path
    """Signs the tokens of service accounts."""


def make_certificates(folder: Path) -> Certificates:
    """Make new certificates in `folder`, readable by their owner only."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    authority_key = ec.generate_private_key(ec.SECP256R1())
    name = _name("kubernetes-lab")
    authority = _unsigned(
        name, name, authority_key, x509.BasicConstraints(ca=True, path_length=0)
    ).sign(authority_key, hashes.SHA256())
    issuer = _Issuer(folder, authority, authority_key)
    _write(folder / "ca.key", _private(authority_key))
    _write(folder / "ca.crt", _public(authority))
    server = issuer.issue("apiserver", _name("kube-apiserver"), _server_names())
    admin = issuer.issue("admin", _name("lab-admin", ADMIN_GROUP), None)
    signing_key = folder / "service-accounts.key"
    _write(signing_key, _private(ec.generate_private_key(ec.SECP256R1())))
    return Certificates(Pair(folder / "ca.crt", folder / "ca.key"), server, admin, signing_key)


@dataclass(frozen=True)
class _Issuer:
    folder: Path
    authority: x509.Certificate
    key: ec.EllipticCurvePrivateKey

    def issue(
        self, file_name: str, subject: x509.Name, names: x509.SubjectAlternativeName | None
    ) -> Pair:
        key = ec.generate_private_key(ec.SECP256R1())
        usage = ExtendedKeyUsageOID.SERVER_AUTH if names else ExtendedKeyUsageOID.CLIENT_AUTH
        builder = _unsigned(
            subject, self.authority.subject, key, x509.BasicConstraints(ca=False, path_length=None)
        ).add_extension(x509.ExtendedKeyUsage([usage]), critical=False)
        if names:
            builder = builder.add_extension(names, critical=False)
        pair = Pair(self.folder / f"{file_name}.crt", self.folder / f"{file_name}.key")
        _write(pair.key, _private(key))
        _write(pair.certificate, _public(builder.sign(self.key, hashes.SHA256())))
        return pair


def _unsigned(
    subject: x509.Name,
    issuer: x509.Name,
    key: ec.EllipticCurvePrivateKey,
    constraints: x509.BasicConstraints,
) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _SKEW)
        .not_valid_after(now + VALID_FOR)
        .add_extension(constraints, critical=True)
    )


def _server_names() -> x509.SubjectAlternativeName:
    addresses = [ipaddress.ip_address(each) for each in ("127.0.0.1", _SERVICE_ADDRESS)]
    return x509.SubjectAlternativeName(
        [*map(x509.DNSName, _NAMES), *map(x509.IPAddress, addresses)]
    )


def _name(common: str, group: str | None = None) -> x509.Name:
    groups = [x509.NameAttribute(NameOID.ORGANIZATION_NAME, group)] if group else []
    return x509.Name([*groups, x509.NameAttribute(NameOID.COMMON_NAME, common)])


def _private(key: ec.EllipticCurvePrivateKey) -> bytes:
    # Go's loaders for tokens take this form of elliptic keys; the newer one as well.
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.TraditionalOpenSSL,
        serialization.NoEncryption(),
    )


def _public(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)


def _write(path: Path, content: bytes) -> None:
    path.touch(mode=0o600)
    path.write_bytes(content)
