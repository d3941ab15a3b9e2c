"""The API and its description (OpenAPI 3.1): what ninja reads from the functions, with scopes and problems added."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from django.utils.translation import override
from ninja import NinjaAPI, Schema

from banji.api import events, households, people, problems, verify
from banji.api.examples import EXAMPLES
from banji.exchange.questions import EVENT, HOUSEHOLD, PERSON, VERIFY
from banji.foundation.problems import CONTENT_TYPE, TITLES

VERSION = "1"
PREFIX = "api/v1/"
TOKEN_URL = "/identity/o/api/token"  # noqa: S105 - an address
SCOPES = {
    VERIFY: "Ask yes or no about one person",
    PERSON: "Read a person of one's area as of two dates",
    HOUSEHOLD: "Read a household of one's area as of two dates",
    EVENT: "Post an event that an officer decided, or a report",
}
ABOUT = """Read a person or a household as of two dates, ask yes or no, post an event. Each request names the purpose of an
entry in the catalogue of shared data, and a case; each reading is recorded, and the person can see it. Errors are
problems (RFC 9457) that name the rule with its article. The guide is docs/guides/api.md."""
# What every operation may answer besides its own.
PROBLEMS = (400, 401, 403, 404, 405, 409, 413, 422, 429, 503)


class Field(Schema):
    field: str
    message: str


class Doubt(Schema):
    code: str
    text: str


class Problem(Schema):
    """RFC 9457. `code` is for programs; `rule` names the law and its article; `remedy` says what to do next. `doubts`
    are there with the code `asked`: confirm them by their codes."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    rule: str
    remedy: str
    fields: list[Field]
    doubts: list[Doubt] | None = None


api = NinjaAPI(
    title="Banji 版籍",
    version=VERSION,
    description=ABOUT,
    docs_url=None,
    openapi_url=None,
    urls_namespace="api-1",
)
problems.handle(api)
# By the first part of the address; the tag of each is the scope that its token must carry.
ROUTERS = {
    "verify": verify.router,
    "people": people.router,
    "households": households.router,
    "events": events.router,
}
for prefix, router in ROUTERS.items():
    api.add_router(prefix, router)


@cache
def description() -> dict[str, Any]:
    """The whole description as JSON has it, in English."""
    with override("en"):
        said: dict[str, Any] = dict(api.get_openapi_schema(path_prefix=PREFIX))
        titles = {status: str(TITLES[status]) for status in PROBLEMS}
    components = said["components"]
    components["schemas"]["Problem"] = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    components["schemas"] |= components["schemas"]["Problem"].pop("$defs")
    components["securitySchemes"] = {"client": _scheme()}
    components["responses"] = {f"Problem{status}": _answer(title) for status, title in titles.items()}
    for operation in (each for path in said["paths"].values() for each in path.values()):
        operation["security"] = [{"client": operation["tags"]}]
        if shown := EXAMPLES.get(operation["operationId"]):
            body = operation["requestBody"]["content"]["application/json"]
            body["examples"] = {name: {"value": value} for name, value in shown.items()}
        operation["responses"] |= {
            str(status): {"$ref": f"#/components/responses/Problem{status}"} for status in PROBLEMS
        }
    written: dict[str, Any] = json.loads(json.dumps(said))
    return written


def _answer(title: str) -> dict[str, Any]:
    return {
        "description": title,
        "content": {CONTENT_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }


def _scheme() -> dict[str, Any]:
    return {"type": "oauth2", "flows": {"clientCredentials": {"tokenUrl": TOKEN_URL, "scopes": SCOPES}}}
