"""What is wrong with the exchange becomes an alarm, and is settled when it is over."""

from __future__ import annotations

from banji.audit.acts import act
from banji.cases.alarms import raise_alarm, settle_of
from banji.exchange import catalogue
from banji.exchange.reactions import Inside, react_to
from banji.foundation.actors import system

BY = system("cases.reactions")


def on_trouble(message: Inside) -> None:
    kind, subject = str(message.payload["trouble"]), message.subject_ref.partition(":")
    with act("cases.exchange_trouble", by=BY, object_=("message", message.id)) as this:
        if message.payload["over"]:
            settle_of(kind, subject=(subject[0], subject[2]), this=this)
        else:
            since = str(message.payload["since"]).replace("T", " ")[:16]
            type_ = str(message.payload.get("message_type") or "")
            title = catalogue.title_of(type_).zh if type_ else ""
            text = " · ".join(part for part in (str(message.payload["receiver"]), title, since) if part)
            raise_alarm(kind, subject=(subject[0], subject[2]), text=text, station=None, this=this)


def register() -> None:
    react_to("EXCHANGE_TROUBLE", name="cases", function=on_trouble)
