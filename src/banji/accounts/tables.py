"""The lists of the security and the audit administrator."""

from __future__ import annotations

import django_tables2 as tables
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from banji.accounts.models import Account, Organisation, Post
from banji.accounts.roles import Role
from banji.audit.models import AuditEntry


class Organisations(tables.Table):  # type: ignore[misc]
    name = tables.Column(verbose_name=_("Name"), linkify=("accounts:organisation", [tables.A("pk")]))
    kind = tables.Column(verbose_name=_("Kind"))
    department = tables.Column(verbose_name=_("Department"))
    posts_open = tables.Column(verbose_name=_("Posts"))
    valid_from = tables.DateColumn(format="Y-m-d", verbose_name=_("Since"))
    valid_to = tables.DateColumn(format="Y-m-d", verbose_name=_("Until"))

    class Meta:
        model = Organisation
        fields = ("name", "kind", "department", "posts_open", "valid_from", "valid_to")
        order_by = "name"


class Posts(tables.Table):  # type: ignore[misc]
    title = tables.Column(verbose_name=_("Post"), linkify=("accounts:post", [tables.A("pk")]))
    organisation = tables.Column(
        verbose_name=_("Organisation"), linkify=("accounts:organisation", [tables.A("organisation_id")])
    )
    role = tables.Column(verbose_name=_("Role"))
    holder = tables.Column(verbose_name=_("Holder"), default=_("nobody"))
    valid_to = tables.DateColumn(format="Y-m-d", verbose_name=_("Until"))

    class Meta:
        model = Post
        fields = ("title", "organisation", "role", "holder", "valid_to")
        order_by = ("organisation", "title")


class People(tables.Table):  # type: ignore[misc]
    name = tables.Column(
        verbose_name=pgettext_lazy("person", "Name"), linkify=("accounts:person", [tables.A("pk")])
    )
    username = tables.Column(verbose_name=_("Sign-in name"))
    kind = tables.Column(verbose_name=_("Kind"))
    last_login = tables.DateTimeColumn(format="Y-m-d H:i", verbose_name=_("Last sign-in"))
    is_active = tables.BooleanColumn(verbose_name=_("In use"))

    class Meta:
        model = Account
        fields = ("name", "username", "kind", "last_login", "is_active")
        order_by = "name"


class Trail(tables.Table):  # type: ignore[misc]
    at = tables.DateTimeColumn(format="Y-m-d H:i:s", verbose_name=_("When"))
    actor_name = tables.Column(verbose_name=_("Who"))
    role = tables.Column(verbose_name=_("Role"))
    act = tables.Column(verbose_name=_("Act"))
    object_id = tables.Column(verbose_name=_("On what"))
    purpose = tables.Column(verbose_name=_("Purpose"))
    case_no = tables.Column(verbose_name=_("Case"))
    result = tables.Column(verbose_name=_("Result"))
    address = tables.Column(verbose_name=_("From where"))

    class Meta:
        model = AuditEntry
        fields = ("at", "actor_name", "role", "act", "object_id", "purpose", "case_no", "result", "address")
        order_by = "-at"

    def render_role(self, value: str) -> str:
        return str(dict(Role.choices).get(value, value))

    def render_object_id(self, record: AuditEntry) -> str:
        return format_html("{} {}", record.object_kind, record.object_id)
