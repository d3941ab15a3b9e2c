"""The key that signs identity tokens: made once, kept in a private file beside the others. No Django here."""

from __future__ import annotations

import os
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat


def identity_key(path: Path) -> str:
    """The key as PEM. RSA with 2048 bits, because that is what every OpenID client can check."""
    if not path.exists():
        key = generate_private_key(public_exponent=65537, key_size=2048)
        pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        temporary = path.with_name(f"{path.name}.{os.getpid()}")
        path.parent.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(pem)
        try:
            os.link(temporary, path)  # of two processes that start together one makes the key, both read it
        except FileExistsError:
            pass
        finally:
            temporary.unlink()
    return path.read_text()
