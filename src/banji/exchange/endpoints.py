"""How each organisation takes its messages, kept by the system administrator: channel, address, key, a test."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from banji.accounts.models import Organisation
from banji.accounts.queries import valid_on
from banji.audit.acts import act
from banji.exchange import catalogue, outbox, trouble
from banji.exchange.channels import networks
from banji.exchange.channels.signing import OLD_KEY_HOLDS, Shared
from banji.exchange.models import Endpoint
from banji.foundation import clock
from banji.foundation.actors import Actor
from banji.foundation.clock import CITY_TIME
from banji.foundation.errors import NotFound, Refused

TEST = "CONNECTION_TEST"


def receivers() -> QuerySet[Organisation]:
    """The departments, and whoever has an endpoint; with `waiting`, what has not been handed over yet."""
    told = Q(kind=Organisation.Kind.DEPARTMENT) | Q(endpoint__isnull=False)
    waiting = Count("deliveries", filter=Q(deliveries__state__in=("WAITING", "ASIDE")))
    found = Organisation.objects.filter(told, valid_on(clock.today())).select_related("endpoint")
    return found.annotate(waiting=waiting).order_by("name")


def get_receiver(pk: int) -> Organisation:
    found = receivers().filter(pk=pk).first()
    if found is None:
        raise NotFound(_("There is no such receiver."))
    return found


def optional_types(organisation: Organisation) -> list[str]:
    """The types this organisation may ask for."""
    codes = {organisation.department, organisation.kind}
    found = {e.type for e in catalogue.entries() if e.direction == catalogue.OUT and codes & set(e.if_asked)}
    return sorted(found - {TEST, "ANSWER_REMINDER"})


def set_endpoint(
    organisation: Organisation, *, channel: str, address: str, types: Sequence[str], by: Actor
) -> None:
    """Say how an organisation takes its messages. Refused for an address that no message may be sent to."""
    if channel not in Endpoint.Channel.values:
        raise Refused(_("There is no such channel."))
    by_web = channel == Endpoint.Channel.HTTP
    if by_web:
        _check(address)
    if strange := sorted(set(types) - set(optional_types(organisation))):
        raise Refused(
            _("%(receiver)s may not ask for %(types)s.")
            % {"receiver": organisation, "types": ", ".join(strange)},
            rule="exchange/catalogue.yaml",
        )
    with act("exchange.set_endpoint", by=by, object_=("organisation", organisation.pk)) as this:
        endpoint = _locked(organisation)
        this.before = _shown(endpoint)
        moved = (endpoint.channel, endpoint.address) != (channel, address)
        endpoint.channel, endpoint.address = channel, address if by_web else ""
        endpoint.optional_types = sorted(types)
        if moved:
            endpoint.failures, endpoint.down_since, endpoint.probe_after, endpoint.last_fault = (
                0,
                None,
                None,
                "",
            )
            trouble.end("ENDPOINT_DOWN", subject=("organisation", organisation.pk), this=this)
        endpoint.save()
        this.after = _shown(endpoint)


def new_key(organisation: Organisation, *, by: Actor) -> str:
    """Give the organisation its next key and return it as it is handed over: it is shown once. The one before holds
    for seven days more."""
    with act("exchange.new_key", by=by, object_=("organisation", organisation.pk)) as this:
        endpoint = _locked(organisation)
        this.before = {"generation": endpoint.key_generation}
        endpoint.key_generation += 1
        endpoint.old_key_until = this.now + OLD_KEY_HOLDS
        endpoint.save(update_fields=["key_generation", "old_key_until"])
        this.after = {"generation": endpoint.key_generation}
    return Shared.with_(organisation).written


def send_test(organisation: Organisation, *, by: Actor) -> None:
    """Send a message without content, now, even if the system has not answered lately."""
    with act("exchange.send_test", by=by, object_=("organisation", organisation.pk)) as this:
        outbox.tell(
            TEST,
            subject_ref=f"organisation:{organisation.pk}",
            order_key=f"test:{organisation.pk}",
            payload={"sent_on": this.now.astimezone(CITY_TIME).date().isoformat()},
            case_no="",
            to=[organisation],
            by=by,
            this=this,
        )
        Endpoint.objects.filter(pk=organisation.pk).update(probe_after=None)


def _check(address: str) -> None:
    try:
        networks.resolve(address)
    except OSError as error:
        raise Refused(
            _("The name in this address is not known here."),
            remedy=_("Check the spelling, or ask the network's administrator for the name."),
        ) from error


def _locked(organisation: Organisation) -> Endpoint:
    Endpoint.objects.get_or_create(organisation=organisation)
    return Endpoint.objects.select_for_update().get(organisation=organisation)


def _shown(endpoint: Endpoint) -> dict[str, object]:
    return {
        "channel": endpoint.channel,
        "address": endpoint.address,
        "optional_types": list(endpoint.optional_types),
    }
