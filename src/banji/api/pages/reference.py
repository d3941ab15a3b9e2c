"""The description of the API as a page of our own: nothing is fetched from elsewhere."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from banji.accounts.access import public
from banji.api.description import description

type Said = Mapping[str, Any]


class Line(NamedTuple):
    """A parameter or a member of a body."""

    name: str
    where: str
    what: str
    needed: bool
    about: str


class Operation(NamedTuple):
    """One address and method. `bodies`: the shapes it may be sent, by their names; `answer` is what comes back."""

    name: str
    method: str
    path: str
    summary: str
    about: str
    scope: str
    parameters: list[Line]
    bodies: list[tuple[str, str, list[Line]]]
    answer: list[Line]


@public
@require_safe
def reference(request: HttpRequest) -> HttpResponse:
    return render(request, "api/reference.html", {"operations": list(operations()), "said": description()})


def operations() -> Iterator[Operation]:
    """Every operation of the description, in its order."""
    for path, methods in description()["paths"].items():
        for method, said in methods.items():
            yield Operation(
                name=said["operationId"],
                method=method.upper(),
                path=path,
                summary=said["summary"],
                about=said.get("description", ""),
                scope=said["tags"][0],
                parameters=[_parameter(each) for each in said["parameters"]],
                bodies=list(_bodies(said.get("requestBody"))),
                answer=_members(_shape(_content(next(iter(said["responses"].values()))))),
            )


def _parameter(said: Said) -> Line:
    schema = said["schema"]
    about = said.get("description") or schema.get("description", "")
    return Line(said["name"], said["in"], _type(schema), bool(said.get("required")), about)


def _bodies(said: Said | None) -> Iterator[tuple[str, str, list[Line]]]:
    if said is None:
        return
    shape = _shape(_content(said))
    for one in [_shape(each) for each in shape.get("oneOf") or [shape]]:
        yield one.get("title", ""), one.get("description", ""), _members(one)


def _content(said: Said) -> Said:
    found: Said = said["content"]["application/json"]["schema"]
    return found


def _members(shape: Said) -> list[Line]:
    needed = shape.get("required", ())
    return [
        Line(name, "body", _type(said), name in needed, said.get("description", ""))
        for name, said in shape.get("properties", {}).items()
    ]


def _shape(said: Said) -> Said:
    name = str(said.get("$ref", "")).rpartition("/")[2]
    return description()["components"]["schemas"][name] if name else said


def _type(said: Said) -> str:
    """A type in few words: `date`, `list of Paper`, `one of …`."""
    if "$ref" in said:
        return str(said["$ref"]).rpartition("/")[2]
    if either := said.get("anyOf") or said.get("oneOf"):
        return " | ".join(_type(each) for each in either)
    if "const" in said:
        return str(said["const"])
    if "enum" in said:
        return _list(said["enum"])
    if said.get("type") == "array":
        return f"list of {_type(said['items'])}"
    return str(said.get("format") or said.get("type", ""))


_SHOWN = 12


def _list(values: list[str]) -> str:
    given = [value for value in values if value]
    more = f", … ({len(given)})" if len(given) > _SHOWN else ""
    return "one of " + ", ".join(given[:_SHOWN]) + more
