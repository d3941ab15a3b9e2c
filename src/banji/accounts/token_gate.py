"""Before a client's secret is looked at: how many wrong ones there were (GB/T 22239-2019, 8.1.4.1).

A client is counted at each address by itself, and by all that is tried against it or from the address. Who has signed in
from an address before is held to his own count there alone: nobody else's guesses keep him out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import wraps

from allauth.core.internal.httpkit import extract_basic_auth
from allauth.idp.oidc.models import Client
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from banji.audit.acts import act
from banji.foundation import attempts
from banji.foundation.actors import Actor, ActorKind
from banji.foundation.attempts import Limit, Wait
from banji.foundation.problems import problem
from banji.law.sources import source

AT_HIS_ADDRESS = Limit("client_at_address", free=5)
FROM_THE_ADDRESS = Limit("clients_from_address", free=50)
AGAINST_THE_CLIENT = Limit("client_anywhere", free=50)

type View = Callable[..., HttpResponse]


@dataclass(frozen=True, slots=True)
class Trying:
    """Which client somebody says to be, and from where."""

    client_id: str
    address: str

    @property
    def _pair(self) -> str:
        return f"{self.client_id} {attempts.place_of(self.address)}"

    @property
    def may_exist(self) -> bool:
        """The database refuses to look for some ids."""
        return "\x00" not in self.client_id

    def count(self) -> Wait | None:
        """Count it everywhere, or say how long to wait and count it nowhere."""
        counted: list[tuple[Limit, str]] = []
        for limit, who in self._counts():
            if wait := attempts.count(limit, who):
                _take_off(counted)
                return wait
            counted.append((limit, who))
        return None

    def let_in(self) -> None:
        """Its secret was right."""
        self.take_off()
        attempts.good(AT_HIS_ADDRESS, self._pair)

    def take_off(self) -> None:
        """No secret was looked at, or it was right."""
        _take_off(self._counts())

    def _counts(self) -> list[tuple[Limit, str]]:
        own = (AT_HIS_ADDRESS, self._pair)
        if attempts.is_known(*own):
            return [own]
        place = attempts.place_of(self.address)
        return [own, (FROM_THE_ADDRESS, place), (AGAINST_THE_CLIENT, self.client_id)]


def _take_off(counted: Iterable[tuple[Limit, str]]) -> None:
    for limit, who in counted:
        attempts.take_off(limit, who)


def guarded(view: View) -> View:
    """A view of allauth's that checks a client's secret: slowed after a few wrong ones, then refused for a while."""

    @wraps(view)
    def answer(request: HttpRequest) -> HttpResponse:
        if request.method != "POST":
            return view(request)
        trying = _trying(request)
        if wait := trying.count():
            return _not_now(trying, wait)
        said = view(request) if trying.may_exist else JsonResponse({"error": "invalid_client"}, status=401)
        if said.status_code == 401:
            _record("client.refused", trying, "failed")
        elif said.status_code == 200:
            trying.let_in()
        else:
            trying.take_off()
        return said

    return answer


def _trying(request: HttpRequest) -> Trying:
    client_id, _secret = extract_basic_auth(request.headers)
    named = client_id or request.POST.get("client_id", "")
    return Trying(str(named), str(request.META.get("REMOTE_ADDR", "")))


def _record(name: str, trying: Trying, result: str) -> None:
    """It is not known who tried: the client is the object of the entry, not its actor."""
    by = Actor(ActorKind.SYSTEM, "sign_in", "sign_in", address=trying.address)
    known = trying.may_exist and Client.objects.filter(pk=trying.client_id).exists()
    with act(name, by=by, object_=("client", trying.client_id if known else "")) as this:
        this.result = result
        this.after = {"client_id": trying.client_id[:60].replace("\x00", "")}


def _not_now(trying: Trying, wait: Wait) -> HttpResponse:
    """429 with `Retry-After`; the first refusal of each waiting is a line of the trail."""
    if wait.first:
        _record("client.must_wait", trying, "locked")
    answer = problem(
        429,
        _("Too many wrong secrets. The next one is looked at in %(n)d seconds.") % {"n": wait.seconds},
        code="too_many_attempts",
        rule=source("GB_22239", "8.1.4.1").cite(get_language() or "zh-hans"),
        remedy=_(
            "Check the id and the secret. If they are right, try again then; trying before lengthens nothing."
        ),
        error="temporarily_unavailable",
    )
    answer["Retry-After"] = str(wait.seconds)
    return answer
