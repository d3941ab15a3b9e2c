import hashlib
import hmac
from collections.abc import Iterator

import pytest
from cryptography.exceptions import UnsupportedAlgorithm
from hypothesis import given
from hypothesis import strategies as st

from banji.crypto import CannotDecrypt, CryptoError, CryptoProvider, CryptoUnavailable, provider, providers

KEY = bytes(range(32))
OTHER = bytes(32)


@pytest.fixture(params=["sm", "std"], scope="module")
def crypto(request: pytest.FixtureRequest) -> CryptoProvider:
    return provider(request.param)


def test_sm_is_the_default() -> None:
    assert provider().name == "sm"
    assert provider() is not provider("std")


@given(st.binary(), st.binary(), st.binary(min_size=16, max_size=64))
def test_what_is_sealed_opens_again(crypto: CryptoProvider, plain: bytes, aad: bytes, key: bytes) -> None:
    sealed = crypto.encrypt(plain, key=key, aad=aad)

    assert crypto.decrypt(sealed, key=key, aad=aad) == plain
    assert len(sealed) == len(plain) + providers.OVERHEAD


@given(st.binary(max_size=40), st.integers(0, 1000), st.integers(1, 255))
def test_any_changed_byte_is_noticed(crypto: CryptoProvider, plain: bytes, place: int, change: int) -> None:
    sealed = bytearray(crypto.encrypt(plain, key=KEY, aad=b"person.id_no"))
    sealed[place % len(sealed)] ^= change

    with pytest.raises(CannotDecrypt):
        crypto.decrypt(bytes(sealed), key=KEY, aad=b"person.id_no")


def test_another_key_or_another_field_does_not_open_it(crypto: CryptoProvider) -> None:
    sealed = crypto.encrypt(b"519901195001010013", key=KEY, aad=b"person.id_no")

    for key, aad in [(OTHER, b"person.id_no"), (KEY, b"person.phone"), (KEY, b"")]:
        with pytest.raises(CannotDecrypt, match="another key or for another field"):
            crypto.decrypt(sealed, key=key, aad=aad)


@pytest.mark.parametrize("length", [0, 1, 12, 27])
def test_a_truncated_ciphertext_is_refused(crypto: CryptoProvider, length: int) -> None:
    with pytest.raises(CannotDecrypt, match=f"this one has {length}"):
        crypto.decrypt(bytes(length), key=KEY, aad=b"")


def test_the_same_number_never_looks_the_same_twice(crypto: CryptoProvider) -> None:
    sealed = {crypto.encrypt(b"519901195001010013", key=KEY, aad=b"") for _ in range(100)}

    assert len(sealed) == len({one[: providers.NONCE_BYTES] for one in sealed}) == 100


def test_one_provider_does_not_open_what_the_other_sealed() -> None:
    with pytest.raises(CannotDecrypt):
        provider("std").decrypt(provider("sm").encrypt(b"x", key=KEY, aad=b""), key=KEY, aad=b"")


@given(st.binary(), st.binary(min_size=16, max_size=64))
def test_the_fast_digest_is_the_same_digest(crypto: CryptoProvider, data: bytes, key: bytes) -> None:
    digest = crypto.keyed(key)

    assert digest(data) == digest(data) == crypto.mac(key, data)
    assert len(digest(data)) == providers.MAC_BYTES
    assert digest(data) != digest(data + b"\x00")
    assert digest(data) != crypto.mac(key + b"\x01", data)


@pytest.mark.parametrize(("name", "algorithm"), [("sm", "sm3"), ("std", "sha256")])
def test_digests_are_hmac_under_a_derived_key(name: str, algorithm: str) -> None:
    if algorithm not in hashlib.algorithms_available:
        pytest.skip(f"this Python's own OpenSSL has no {algorithm} to compare with")

    def standard(key: bytes, data: bytes) -> bytes:
        return hmac.new(key, data, algorithm).digest()

    assert provider(name).mac(KEY, b"data") == standard(standard(KEY, b"banji mac"), b"data")


def test_a_short_key_is_refused(crypto: CryptoProvider) -> None:
    with pytest.raises(CryptoError, match="at least 16 bytes; this one has 15"):
        crypto.encrypt(b"", key=bytes(15), aad=b"")


def test_an_unknown_provider_is_refused() -> None:
    with pytest.raises(CryptoUnavailable, match="'sm' or 'std'"):
        provider("rot13")


@pytest.fixture
def openssl_without_sm4(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    def refuse(*_: object) -> None:
        raise UnsupportedAlgorithm("SM4 is not here")

    monkeypatch.setattr(providers, "Cipher", refuse)
    provider.cache_clear()
    yield
    provider.cache_clear()


@pytest.mark.usefixtures("openssl_without_sm4")
def test_an_openssl_without_sm_is_said_in_one_clear_sentence() -> None:
    with pytest.raises(CryptoUnavailable, match=r"OpenSSL cannot do .*SM4-GCM, HMAC-SM3.*'std'"):
        provider("sm")


def test_equal_blocks_permute_equally_under_one_key_only(crypto: CryptoProvider) -> None:
    one, two = bytes(16), bytes([1]) * 16
    permuted = crypto.permuted(KEY)(one + two + one)

    assert permuted[:16] == permuted[32:] != permuted[16:32]
    assert permuted[:16] == crypto.permuted(KEY)(one) != crypto.permuted(OTHER)(one)
