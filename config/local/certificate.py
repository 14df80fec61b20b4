"""The certificate of a local copy that serves over TLS: made here, for this machine alone."""

import datetime
import ipaddress
import os
import ssl
from pathlib import Path
from typing import Final, NamedTuple

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

DAYS: Final = 365  # Safari takes none that is valid for more than 398
DAYS_LEFT: Final = 30  # with fewer, a new one is made
HOST: Final = "localhost"
ADDRESS: Final = "127.0.0.1"


class Certificate(NamedTuple):
    """The two PEM files of a certificate that signs itself."""

    certificate: Path
    key: Path

    def trusted(self) -> ssl.SSLContext:
        """A context that trusts this certificate and no other."""
        return ssl.create_default_context(cafile=str(self.certificate))


def stored_certificate(folder: Path, *, now: datetime.datetime | None = None) -> Certificate:
    """The certificate of the data folder; made anew where it is missing, damaged or runs out."""
    made = Certificate(folder / "tls-certificate.pem", folder / "tls-key.pem")
    moment = now or datetime.datetime.now(datetime.UTC)
    if not _is_valid(made, moment):
        folder.mkdir(parents=True, exist_ok=True)
        _make(made, moment)
    return made


def _is_valid(files: Certificate, now: datetime.datetime) -> bool:
    try:
        certificate = x509.load_pem_x509_certificate(files.certificate.read_bytes())
        key = serialization.load_pem_private_key(files.key.read_bytes(), password=None)
    except (OSError, ValueError):
        return False
    last = certificate.not_valid_after_utc - datetime.timedelta(days=DAYS_LEFT)
    return certificate.not_valid_before_utc <= now < last and (
        certificate.public_key() == key.public_key()
    )


def _make(files: Certificate, now: datetime.datetime) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)])
    names = [x509.DNSName(HOST), x509.IPAddress(ipaddress.ip_address(ADDRESS))]
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(hours=1))
        .not_valid_after(now + datetime.timedelta(days=DAYS))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .sign(key, hashes.SHA256())
    )
    key_bytes = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    for path, written, mode in (
        (files.key, key_bytes, 0o600),
        (files.certificate, certificate.public_bytes(serialization.Encoding.PEM), 0o644),
    ):
        path.unlink(missing_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
            file.write(written)
