"""Signs what is published with Ed25519, so that anybody can tell our files from altered ones.

The private key is the newest of the purpose `signing` in the keyring. Equal messages get equal signatures.
"""

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_public_key

from isee.system.keys import SIGNING, ensure_key, keyring

ALGORITHM = "Ed25519"


def sign(message: bytes) -> bytes:
    """The signature (64 bytes) under the newest key; the very first one makes the key."""
    ensure_key(SIGNING)
    return Ed25519PrivateKey.from_private_bytes(keyring().current(SIGNING)[1]).sign(message)


def signing_key() -> str:
    """The public key (PEM) of what is signed now; the very first call makes the key."""
    ensure_key(SIGNING)
    return public_keys()[0]


def public_keys() -> list[str]:
    """The public keys as PEM, the present one first, then those that older releases were signed with."""
    ring = keyring()
    return [_public(ring.version(SIGNING, version)) for version in reversed(ring.versions(SIGNING))]


def is_signed(message: bytes, signature: bytes, *, public_key: str) -> bool:
    """Whether this is the signature of the message under this key (PEM); False for a text that is no such key."""
    try:
        key = load_pem_public_key(public_key.encode())
        if not isinstance(key, Ed25519PublicKey):
            return False
        key.verify(signature, message)
    except (ValueError, InvalidSignature):
        return False
    return True


def _public(private: bytes) -> str:
    key = Ed25519PrivateKey.from_private_bytes(private).public_key()
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
