"""Who may say that somebody died, and how much it weighs (domain 5.2)."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# Codes of `DeathSignal.source`.
TITLES: dict[str, str | Promise] = {
    "CREMATION": _("Cremation list or proof"),
    "MEDICAL": _("Medical certificate of death"),
    "POLICE": _("Police proof of unnatural death"),
    "COURT": _("Judgment declaring death"),
    "FUNERAL_BENEFIT": _("Funeral benefit list"),
    "OTHER_STATION": _("Another police station"),
    "COMMITTEE": _("Village or neighbourhood committee"),
    "EMPLOYER": _("Employer or institution"),
    "FAMILY": _("Family"),
    "NEIGHBOUR": _("Neighbour or somebody else"),
}
REPORTERS = ("FAMILY", "COMMITTEE", "EMPLOYER", "OTHER_STATION", "NEIGHBOUR")
# A document of an authority, seen at the counter, speaks for itself: papers of law/papers.yaml, and their source.
DOCUMENTS = {
    "DEATH_CERTIFICATE": "MEDICAL",
    "CREMATION_PROOF": "CREMATION",
    "UNNATURAL_DEATH_PROOF": "POLICE",
    "COURT_DEATH_DECLARATION": "COURT",
}
COUNTER, TELEPHONE, ACCOUNT = "COUNTER", "TELEPHONE", "ACCOUNT"
CHANNELS = ((COUNTER, _("at the counter")), (TELEPHONE, _("by telephone")))


def weigh(reporter: str, *, channel: str, document: str = "") -> tuple[str, str]:
    """Source and strength of a report. A document counts only if it was seen; a voice on the telephone is word of
    mouth, whoever it says it is, except for another station, which can be called back."""
    if channel == COUNTER and document in DOCUMENTS:
        return DOCUMENTS[document], "A"
    if reporter == "OTHER_STATION":
        return reporter, "B"
    if reporter in {"COMMITTEE", "EMPLOYER"} and channel != TELEPHONE:
        return reporter, "B"
    return reporter, "C"


def title(source: str) -> str:
    return str(TITLES.get(source, source))
