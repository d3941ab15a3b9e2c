"""Giving up loads that were killed and will not be run again."""

from __future__ import annotations

from django.utils.translation import gettext as _

from banji.audit.acts import act
from banji.foundation.actors import Actor
from banji.foundation.errors import Refused
from banji.register.loading.run import give_up
from banji.register.loading.work import work_folder
from banji.register.models import Load


def abandon(*, by: Actor) -> list[Load]:
    """Mark every load that was begun and is not running on this machine as failed, and delete what it had prepared.

    A first load keeps its time stamp for when it is run again, and until then nobody is told what was known at that
    time or later. Abandoned, it begins anew with a new stamp if its folder is loaded after all.
    """
    return [load for load in Load.objects.filter(state=Load.State.RUNNING) if _abandon(load, by)]


def _abandon(load: Load, by: Actor) -> bool:
    try:
        with work_folder(load.digest) as work:
            load.refresh_from_db()
            if load.state != Load.State.RUNNING:
                return False
            with act("register.abandon_load", by=by, object_=("load", load.pk)):
                give_up(load, _("The load was abandoned."), work)
            return True
    except Refused as refusal:
        if refusal.code == "busy":
            return False
        raise
