"""The two providers, with one ciphertext layout:

    nonce (12 bytes, random) | tag (16 bytes) | body (as long as the plain text)

The key version is not in it: it stands in a column of its own, so that a rotation finds the old rows.
"""

import os
from collections.abc import Callable
from functools import lru_cache
from typing import Protocol

from cryptography.exceptions import InvalidTag, UnsupportedAlgorithm
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES, SM4
from cryptography.hazmat.primitives.ciphers.modes import ECB, GCM
from cryptography.hazmat.primitives.hashes import SHA256, SM3
from cryptography.hazmat.primitives.hmac import HMAC

from banji.crypto.errors import CannotDecrypt, CryptoError, CryptoUnavailable

NONCE_BYTES = 12
TAG_BYTES = 16
OVERHEAD = NONCE_BYTES + TAG_BYTES
MIN_KEY_BYTES = 16
MAC_BYTES = 32

type Mac = Callable[[bytes], bytes]


class CryptoProvider(Protocol):
    """What the rest of the house knows of cryptography. A certified module goes behind these five methods."""

    @property
    def name(self) -> str: ...

    def encrypt(self, plain: bytes, *, key: bytes, aad: bytes) -> bytes:
        """Nonce, tag and body of `plain`. `aad` says where it belongs and must be given again to decrypt."""
        ...

    def decrypt(self, sealed: bytes, *, key: bytes, aad: bytes) -> bytes:
        """The plain text, or `CannotDecrypt`."""
        ...

    def mac(self, key: bytes, data: bytes) -> bytes:
        """A keyed digest of 32 bytes."""
        ...

    def keyed(self, key: bytes) -> Mac:
        """`mac` with its key set up once: for columns of millions. Safe to share between threads."""
        ...

    def permuted(self, key: bytes) -> Mac:
        """The bare cipher over blocks of 16 bytes, each on its own: equal blocks come out equal, so this hides
        what a block is and not that it comes again. For joining columns of millions under a key of one run;
        for anything kept, use `encrypt` or `mac`."""
        ...


class _GcmProvider:
    """AEAD in GCM mode and HMAC. Encryption and digests use keys of their own, derived from the one given."""

    def __init__(
        self, name: str, cipher: type[SM4 | AES], cipher_key_bytes: int, digest: type[SM3 | SHA256]
    ) -> None:
        self.name = name
        self._cipher = cipher
        self._cipher_key_bytes = cipher_key_bytes
        self._digest = digest
        # Few keys, used a million times: deriving is remembered for as long as the keys themselves are in
        # memory.
        self._derived = lru_cache(maxsize=256)(self._derive)
        self._probe()

    def encrypt(self, plain: bytes, *, key: bytes, aad: bytes) -> bytes:
        # Random 96-bit nonces are sound up to 2**32 messages a key (NIST SP 800-38D 8.3): rotate long before.
        nonce = os.urandom(NONCE_BYTES)
        sealer = Cipher(self._derived(key)[0], GCM(nonce)).encryptor()
        sealer.authenticate_additional_data(aad)
        body = sealer.update(plain) + sealer.finalize()
        return nonce + sealer.tag + body

    def decrypt(self, sealed: bytes, *, key: bytes, aad: bytes) -> bytes:
        if len(sealed) < OVERHEAD:
            raise CannotDecrypt(f"A ciphertext has at least {OVERHEAD} bytes; this one has {len(sealed)}.")
        nonce, tag = sealed[:NONCE_BYTES], sealed[NONCE_BYTES:OVERHEAD]
        opener = Cipher(self._derived(key)[0], GCM(nonce, tag)).decryptor()
        opener.authenticate_additional_data(aad)
        try:
            return opener.update(sealed[OVERHEAD:]) + opener.finalize()
        except InvalidTag:
            raise CannotDecrypt(
                "The ciphertext does not open: it was sealed with another key or for another field, or it was"
                " changed. Check the key file and the row's key version."
            ) from None

    def mac(self, key: bytes, data: bytes) -> bytes:
        return self._finish(self._derived(key)[1], data)

    def keyed(self, key: bytes) -> Mac:
        base = self._derived(key)[1]
        copy = base.copy

        def digest(data: bytes) -> bytes:
            state = copy()
            state.update(data)
            return state.finalize()

        return digest

    def permuted(self, key: bytes) -> Mac:
        cipher = Cipher(self._derived(key)[0], ECB())  # noqa: S305 - equal blocks are meant to be equal

        def permute(blocks: bytes) -> bytes:
            return cipher.encryptor().update(blocks)

        return permute

    def _derive(self, key: bytes) -> tuple[SM4 | AES, HMAC]:
        if len(key) < MIN_KEY_BYTES:
            raise CryptoError(f"A key has at least {MIN_KEY_BYTES} bytes; this one has {len(key)}.")
        root = HMAC(key, self._digest())
        cipher_key = self._finish(root, b"banji encrypt")[: self._cipher_key_bytes]
        return self._cipher(cipher_key), HMAC(self._finish(root, b"banji mac"), self._digest())

    @staticmethod
    def _finish(base: HMAC, data: bytes) -> bytes:
        state = base.copy()
        state.update(data)
        return state.finalize()

    def _probe(self) -> None:
        """Fail at start-up, not at the first person: some builds of OpenSSL leave SM4 or SM3 out."""
        try:
            key = bytes(32)
            self.decrypt(self.encrypt(b"probe", key=key, aad=b""), key=key, aad=b"")
        except UnsupportedAlgorithm as e:
            raise CryptoUnavailable(
                f"This machine's OpenSSL cannot do what the crypto provider '{self.name}' needs"
                f" ({self._cipher.name}-GCM, HMAC-{self._digest.name.upper()})."
                " Install the 'cryptography' wheel, which brings its own OpenSSL,"
                " or choose the provider 'std'."
            ) from e


@lru_cache(maxsize=2)
def provider(name: str = "sm") -> CryptoProvider:
    """`sm` (SM4-GCM, HMAC-SM3; the default) or `std` (AES-256-GCM, HMAC-SHA-256).

    Raises `CryptoUnavailable` when the name is unknown or this machine's OpenSSL lacks the algorithms.
    """
    if name == "sm":
        return _GcmProvider("sm", SM4, 16, SM3)
    if name == "std":
        return _GcmProvider("std", AES, 32, SHA256)
    raise CryptoUnavailable(f"There is no crypto provider '{name}'. Choose 'sm' or 'std'.")
