"""Progress of a long job, for the page that waits for it. The truth stays in the rows the job works on."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.utils import timezone

from banji.foundation.actors import Actor
from banji.foundation.models import LongJob


class Cancelled(Exception):
    """Somebody asked the job to stop. What is done stays done."""


class Progress:
    """What a job tells about itself; a killed and resumed job goes on in the same row."""

    def __init__(self, job: LongJob) -> None:
        self.job = job

    @classmethod
    def resume(cls, kind: str, subject: str, *, by: Actor) -> Progress:
        """The open row of this job, or a new one."""
        job = latest(kind, subject)
        if job is None or job.state not in (LongJob.QUEUED, LongJob.RUNNING):
            job = LongJob.objects.create(kind=kind, subject=subject, started_by=by.name)
        return cls(job)

    def stage(self, text: str, total: int | None = None) -> None:
        """Begin a part of the work: its name and how much there is to do, if that is known."""
        self._write(state=LongJob.RUNNING, stage=text, total=total, done=0)

    def add(self, done: int) -> None:
        """So much more is done. Raises `Cancelled` when somebody asked for it."""
        self.job.refresh_from_db(fields=["cancel_asked"])
        if self.job.cancel_asked:
            self._write(state=LongJob.CANCELLED, ended_at=timezone.now())
            raise Cancelled
        self._write(done=self.job.done + done)

    def finish(self, message: str = "") -> None:
        self._write(state=LongJob.DONE, message=message, ended_at=timezone.now())

    def fail(self, message: str) -> None:
        self._write(state=LongJob.FAILED, message=message, ended_at=timezone.now())

    @contextmanager
    def working(self) -> Iterator[None]:
        """Around the work: an asked-for stop ends it quietly, a fault is shown on the page and goes on up."""
        try:
            yield
        except Cancelled:
            return
        except Exception as error:
            self.fail(type(error).__name__)
            raise

    def _write(self, **values: object) -> None:
        for name, value in values.items():
            setattr(self.job, name, value)
        self.job.save(update_fields=list(values))


def latest(kind: str, subject: str) -> LongJob | None:
    """The newest job of a kind about a subject."""
    return LongJob.objects.filter(kind=kind, subject=subject).order_by("-queued_at", "-pk").first()


def seconds_left(job: LongJob) -> float | None:
    """How long it will still take, going by the pace so far; None while nobody can tell."""
    if not job.total or not job.done or job.state != LongJob.RUNNING:
        return None
    spent: timedelta = timezone.now() - job.queued_at
    return spent.total_seconds() / job.done * max(job.total - job.done, 0)


_WIDTH = 30


def bar(stage: str, done: int, total: int) -> None:
    """A bar for whoever watches a command; without a terminal, a line when a stage begins and when it is done."""
    if sys.stderr.isatty():
        full = _WIDTH * done // total if total else 0
        print(
            f"\r\x1b[K{stage:<8} [{'█' * full}{'·' * (_WIDTH - full)}] {done}/{total}",
            end="",
            file=sys.stderr,
        )
    elif done in (0, total):
        print(f"{stage} {done}/{total}", file=sys.stderr)
