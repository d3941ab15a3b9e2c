"""What can go wrong with keys and ciphertexts. Messages are for administrators and never contain key
material."""


class CryptoError(ValueError):
    """Base of every refusal of this room."""


class CryptoUnavailable(CryptoError):
    """The machine's OpenSSL lacks an algorithm, or the provider's name is unknown."""


class CannotDecrypt(CryptoError):
    """Wrong key, wrong associated data, or a damaged ciphertext: by design one cannot tell which."""


class KeyringError(CryptoError):
    """The key file is missing, readable by others, or not in our format."""


class UnknownKey(KeyringError):
    """The key file has no such purpose or version."""
