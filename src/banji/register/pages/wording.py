"""Codes of the register in the reader's words."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from banji.identity.ages import age_on
from banji.identity.characters import has_private_use
from banji.register.access.terms import Why
from banji.register.models import Registration

_SIGNS = {
    "COUNTER_VISIT": gettext_lazy("came to the counter"),
    "ID_CARD_RENEWED": gettext_lazy("renewed the identity card in person"),
    "VERIFIED_VISIT": gettext_lazy("seen at a visit"),
    "PERMIT_ENDORSED": gettext_lazy("had a residence permit endorsed"),
}
_WHY = {
    Why.NUMBER: gettext_lazy("by the number"),
    Why.OLD_NUMBER: gettext_lazy("by a former number"),
    Why.NAME: gettext_lazy("the name itself"),
    Why.BEGINS: gettext_lazy("the name begins so"),
    Why.INSIDE: gettext_lazy("inside the name"),
    Why.SOUND: gettext_lazy("sounds the same"),
    Why.FORMER: gettext_lazy("by a former name"),
    Why.INITIALS: gettext_lazy("by the initials"),
    Why.SYLLABLES: gettext_lazy("by the sound"),
}
_LEGACY = {
    "AGRICULTURAL": gettext_lazy("agricultural"),
    "NON_AGRICULTURAL": gettext_lazy("non-agricultural"),
}


def status_words(status: str | None, cancel_reason: str = "") -> str:
    """`registered`, `cancelled: death` …; somebody without a registration on that day is `not registered`."""
    if not status:
        return _("not registered")
    words = str(Registration.Status(status).label)
    if not cancel_reason:
        return words
    known = cancel_reason in Registration.CancelReason.values
    reason = str(Registration.CancelReason(cancel_reason).label) if known else cancel_reason
    return _("%(status)s: %(reason)s") % {"status": words, "reason": reason}


def why_found(why: Why | None) -> str:
    """Why a search found somebody; empty where that is not said."""
    return str(_WHY[why]) if why else ""


def status_tone(status: str | None) -> str:
    """Colour is for what is going on. The dead and the departed are grey."""
    tones = {Registration.Status.ACTIVE.value: "done", Registration.Status.IN_TRANSIT.value: "working"}
    return tones.get(status or "", "waiting")


def age(birth_date: date | None, on: date) -> int | None:
    return age_on(birth_date, on) if birth_date and birth_date <= on else None


def sign_words(kind: str) -> str:
    return str(_SIGNS.get(kind, kind))


def legacy_words(category: str) -> str:
    """The category of before the reform, a mark of history; empty when there is none."""
    return str(_LEGACY.get(category, ""))


def private_characters(name: str) -> list[str]:
    """`U+E123` for every character of a name that only the system it came from could draw."""
    return [f"U+{ord(character):04X}" for character in name if has_private_use(character)]
