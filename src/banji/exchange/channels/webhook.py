"""The signed web request: one message to a POST, over one connection that is kept.

One message to a request, not an array: each gets an answer of its own, so a bad one is known by name and drags nobody
down. The body is the envelope as JSON; headers `webhook-id`, `webhook-timestamp`, `webhook-signature` as in Standard
Webhooks. Any 2xx means delivered; its body may bring receipts at once. See docs/guides/receiving-messages.md.

urllib3 and not a library above it: we connect to the very machine that was checked (`networks.resolve`), while the
certificate is checked against its name; nothing follows a redirect, reads proxies from the environment or tries again.
"""

from __future__ import annotations

import json
import socket
import ssl
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import Any

import urllib3
from urllib3.exceptions import (
    ConnectTimeoutError,
    HTTPError,
    NameResolutionError,
    NewConnectionError,
    SSLError,
)
from urllib3.response import BaseHTTPResponse

from banji.exchange.channels import Doubtful, EndpointDown, Handed, NotTaken, Parcel, networks
from banji.exchange.channels.signing import Shared
from banji.exchange.models import Delivery, Endpoint
from banji.foundation.errors import Refused

CONNECT, READ, WHOLE = 5.0, 10.0, 20.0
LARGEST = 64 << 10
# The receiver read the message and says that it is wrong: another one may well be right.
OF_THE_MESSAGE = frozenset({400, 409, 413, 415, 422})
_UNREACHABLE = (ConnectTimeoutError, NewConnectionError, NameResolutionError, SSLError)


def post_each(endpoint: Endpoint, shared: Shared, parcels: Sequence[Parcel]) -> Iterator[list[Handed]]:
    try:
        target = networks.resolve(endpoint.address)
    except (OSError, Refused) as error:
        raise EndpointDown(str(error)) from error
    with _connected(target) as pool:
        line = _Line(pool)
        for parcel in parcels:
            try:
                answer = _post(line, target, shared, parcel)
                yield [Handed(parcel.delivery_id, Delivery.State.DELIVERED, answer)]
            except Doubtful as error:
                yield [Handed(parcel.delivery_id, error=error)]


def _connected(target: networks.Target) -> urllib3.HTTPConnectionPool:
    common = {"timeout": urllib3.Timeout(connect=CONNECT, read=READ), "maxsize": 1, "retries": False}
    if not target.secure:
        return urllib3.HTTPConnectionPool(target.ip, target.port, **common)  # type: ignore[arg-type]
    return urllib3.HTTPSConnectionPool(
        target.ip,
        target.port,
        server_hostname=target.host,
        assert_hostname=target.host,
        ssl_context=ssl.create_default_context(),
        **common,  # type: ignore[arg-type]
    )


class _Line:
    """One connection, opened again when it was lost, that can be cut while a request waits on it."""

    def __init__(self, pool: urllib3.HTTPConnectionPool) -> None:
        self.pool, kind = pool, pool.ConnectionCls
        self._last: Any = None

        def connection(*given: Any, **named: Any) -> Any:
            self._last = kind(*given, **named)
            return self._last

        pool.ConnectionCls = connection  # type: ignore[assignment]

    @contextmanager
    def cut_after(self, seconds: float) -> Iterator[threading.Event]:
        """End what takes too long as a whole: a socket's own time begins anew with each byte that drips in.
        Gives what says whether it was: half an answer may look like a whole one."""
        late = threading.Event()
        timer = threading.Timer(seconds, self._cut, [late])
        timer.daemon = True
        timer.start()
        try:
            yield late
        finally:
            timer.cancel()

    def _cut(self, late: threading.Event) -> None:
        late.set()
        sock = getattr(self._last, "sock", None)
        with suppress(OSError):
            if sock is not None:
                socket.socket.shutdown(sock, socket.SHUT_RDWR)


def _post(line: _Line, target: networks.Target, shared: Shared, parcel: Parcel) -> Mapping[str, Any] | None:
    body = json.dumps(parcel.envelope, ensure_ascii=False).encode()
    headers = {
        "Host": target.host if target.port in (80, 443) else f"{target.host}:{target.port}",
        "Content-Type": "application/json",
        "User-Agent": "banji",
        **shared.headers(str(parcel.envelope["message_id"]), body),
    }
    end = time.monotonic() + WHOLE
    try:
        with line.cut_after(WHOLE) as late:
            response = line.pool.urlopen(
                *("POST", target.path, body, headers),
                redirect=False,
                assert_same_host=False,
                preload_content=False,
            )
        if late.is_set():
            response.close()
            raise Doubtful(f"no answer in {WHOLE:.0f} seconds")
        said = _read(response, end)
    except _UNREACHABLE as error:
        raise EndpointDown(f"no connection ({type(error).__name__})") from error
    except HTTPError as error:
        raise Doubtful(f"no answer ({type(error).__name__})") from error
    return _understood(response.status, said)


def _read(response: BaseHTTPResponse, end: float) -> bytes:
    """The body as far as it is small and comes in time; a longer one is not worth a receipt."""
    try:
        said = b""
        while time.monotonic() < end and len(said) <= LARGEST and (part := response.read1(LARGEST)):
            said += part
        return said
    finally:
        if response.closed or len(said) <= LARGEST:
            response.release_conn()
        else:
            response.close()


def _understood(status: int, said: bytes) -> Mapping[str, Any] | None:
    if 200 <= status < 300:
        try:
            answer = json.loads(said)
        except ValueError:
            return None
        return answer if isinstance(answer, dict) else None
    if status in OF_THE_MESSAGE:
        raise NotTaken(f"refused with status {status}")
    if status >= 500:
        raise Doubtful(f"status {status}")
    raise EndpointDown(f"status {status}")
