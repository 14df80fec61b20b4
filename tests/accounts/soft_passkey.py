"""An authenticator in software: it makes one passkey and uses it, as WebAuthn level 3 says."""

import hashlib
import json
import secrets
from base64 import b64encode
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from django.test import Client
from fido2 import cbor
from fido2.utils import websafe_decode, websafe_encode

from tests.accounts.account_pages import Answer
from tests.accounts.second_factors import prove
from tests.factories import PASSWORD

PASSKEYS = "/account/passkeys/"
NEW = "/account/passkeys/new/"
MAKE = "/account/passkeys/make/"
OPTIONS = "/account/passkeys/options/"
BY_PASSKEY = "/account/passkeys/sign-in/"
ASKED = "/account/passkeys/asked/"
SIGN_IN = "/account/sign-in/"
HERE = "http://localhost"
PRESENT, VERIFIED, WITH_KEY = 0x01, 0x04, 0x40


def at_localhost(client: Client) -> Client:
    """A browser knows passkeys over plain HTTP nowhere else."""
    client.defaults["SERVER_NAME"] = "localhost"
    return client


@dataclass
class SoftPasskey:
    """`verifies` is whether it saw a finger, a face or a code; `origin` is the page that asked."""

    origin: str = HERE
    verifies: bool = True
    crosses: bool = False
    credential_id: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    secret: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    user_handle: str = ""
    key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )

    def make(self, options: dict[str, Any]) -> str:
        """What a browser answers to `navigator.credentials.create`, as JSON."""
        asked = options["publicKey"]
        assert asked["authenticatorSelection"]["residentKey"] == "required"
        assert asked["authenticatorSelection"]["userVerification"] == "required"
        self.user_handle = asked["user"]["id"]
        point = self.key.public_key().public_numbers()
        cose = {1: 2, 3: -7, -1: 1, -2: point.x.to_bytes(32), -3: point.y.to_bytes(32)}
        credential = len(self.credential_id).to_bytes(2) + self.credential_id + cbor.encode(cose)
        data = self._data(asked["rp"]["id"], flags=WITH_KEY) + bytes(16) + credential
        attestation = cbor.encode({"fmt": "none", "attStmt": {}, "authData": data})
        return self._answer(
            clientDataJSON=self._said("webauthn.create", asked["challenge"]),
            attestationObject=attestation,
        )

    def use(self, options: dict[str, Any]) -> str:
        """What a browser answers to `navigator.credentials.get`, as JSON."""
        asked = options["publicKey"]
        assert asked["userVerification"] == "required"
        said = self._said("webauthn.get", asked["challenge"])
        data = self._data(asked["rpId"])
        signed = self.key.sign(data + hashlib.sha256(said).digest(), ec.ECDSA(SHA256()))
        return self._answer(
            clientDataJSON=said,
            authenticatorData=data,
            signature=signed,
            userHandle=websafe_decode(self.user_handle),
        )

    @property
    def prf(self) -> str:
        """The field of the form in which the key of the authenticator goes."""
        return b64encode(self.secret).decode()

    def _said(self, kind: str, challenge: str) -> bytes:
        said = {"type": kind, "challenge": challenge, "origin": self.origin}
        return json.dumps({**said, "crossOrigin": self.crosses}).encode()

    def _data(self, rp_id: str, *, flags: int = 0) -> bytes:
        flags |= PRESENT | (VERIFIED if self.verifies else 0)
        return hashlib.sha256(rp_id.encode()).digest() + bytes([flags]) + (1).to_bytes(4)

    def _answer(self, **response: bytes) -> str:
        name = websafe_encode(self.credential_id)
        leaked = {"prf": {"results": {"first": websafe_encode(self.secret)}}}
        return json.dumps(
            {
                "id": name,
                "rawId": name,
                "type": "public-key",
                "clientExtensionResults": leaked,
                "response": {name: websafe_encode(value) for name, value in response.items()},
            }
        )


def asked(client: Client, purpose: str) -> dict[str, Any]:
    answer = client.post(OPTIONS, {"purpose": purpose})
    assert answer.status_code == 200, answer.status_code
    options: dict[str, Any] = answer.json()
    return options


def answer_the_question(client: Client, *, password: str = PASSWORD) -> None:
    """Up to the page that makes a passkey: the password, then who else opens the device."""
    prove(client, NEW, password=password)
    assert client.post(NEW, {"others": "no"})["Location"] == MAKE


def make(client: Client, passkey: SoftPasskey, *, password: str = PASSWORD, **sent: str) -> Answer:
    answer_the_question(client, password=password)
    return client.post(MAKE, {"credential": passkey.make(asked(client, "make")), **sent})


def made(client: Client, *, password: str = PASSWORD, **sent: str) -> SoftPasskey:
    passkey = SoftPasskey()
    answer = make(at_localhost(client), passkey, password=password, **sent)
    assert answer.status_code == 303, answer.content.decode()
    return passkey


def sign_in_by(passkey: SoftPasskey, client: Client | None = None, **sent: str) -> Client:
    """A new browser in which this passkey was used at the sign-in page."""
    browser = at_localhost(client or Client())
    browser.post(BY_PASSKEY, {"credential": passkey.use(asked(browser, "sign-in")), **sent})
    return browser


def password_step(name: str = "maya") -> Client:
    """A new browser in which the password was right and a second factor is asked for."""
    browser = at_localhost(Client())
    answer = browser.post(SIGN_IN, {"login": name, "password": PASSWORD})
    assert answer["Location"] == "/account/sign-in/code/"
    return browser
