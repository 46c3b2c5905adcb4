"""Hold outgoing `requests` calls against published machine-readable contracts. No network, no server.

Every check returns a list of complaints, empty when the contract has none:

    OpenApi("mastodon-openapi.json", "https://mastodon.social").errors(prepared_request)
    TelegramApi("telegram-bot-api.json").errors("sendMessage", {"chat_id": 1, "text": "hi"})

The documents are other people's and are read in place: in the folder CMLITE_CONTRACTS_DIR names or beside the
repository. Without them a check is skipped and says so.
"""

import json
import os
import pathlib
from typing import Any, ClassVar

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
CONTRACTS = pathlib.Path(
    os.environ.get("CMLITE_CONTRACTS_DIR") or REPOSITORY.parent / "shared" / "testnet" / "contracts"
)


class OpenApi:
    """Body, path and simple query parameters. Not seen: comma-separated enums (tweet.fields=...) and a missing Authorization."""

    def __init__(self, document, base_url):
        from openapi_core import Config, OpenAPI

        spec = json.loads(pathlib.Path(document).read_text("utf-8"))
        spec["servers"] = [{"url": base_url}]
        # The published documents are not themselves perfectly valid, so the document is not validated.
        self.api = OpenAPI.from_dict(spec, config=Config(spec_validator_cls=None))

    def errors(self, request):
        from openapi_core.contrib.requests import RequestsOpenAPIRequest

        return self._run(self.api.validate_request, RequestsOpenAPIRequest(request))

    def answer_errors(self, request, response):
        from openapi_core.contrib.requests import RequestsOpenAPIRequest, RequestsOpenAPIResponse

        return self._run(self.api.validate_response, RequestsOpenAPIRequest(request), RequestsOpenAPIResponse(response))

    @staticmethod
    def _run(validate, *args):
        from openapi_core.exceptions import OpenAPIError

        try:
            validate(*args)
            return []
        except OpenAPIError as error:
            found, cause = [str(error)], error.__cause__
            while cause is not None:
                found += [e.message for e in getattr(cause, "schema_errors", [])]
                cause = cause.__cause__
            return found


class TelegramApi:
    """Method name, parameter names, required parameters, simple types, and the fields of objects inside of them.

    Not seen: lengths, which the document has in prose only.
    """

    SIMPLE: ClassVar = {"String": str, "Integer": int, "Boolean": bool, "Float": (int, float)}

    def __init__(self, document: pathlib.Path) -> None:
        self.spec = json.loads(document.read_text("utf-8"))

    def _fits(self, value: Any, kind: str) -> bool:
        if kind == "InputFile":
            return True
        if kind.startswith("Array of "):
            inner = kind.removeprefix("Array of ")
            return isinstance(value, list) and all(self._fits(one, inner) for one in value)
        if kind in self.SIMPLE:
            return isinstance(value, self.SIMPLE[kind]) and (kind == "Boolean" or not isinstance(value, bool))
        return isinstance(value, dict) and not self._complaints(value, self.spec["types"][kind].get("fields", []))

    def _complaints(self, given: dict[str, Any], described: list[dict[str, Any]]) -> list[str]:
        fields = {field["name"]: field for field in described}
        return (
            [f"unknown parameter {name}" for name in given if name not in fields]
            + [f"missing parameter {name}" for name, field in fields.items() if field["required"] and name not in given]
            + [
                f"{name} is none of {fields[name]['types']}"
                for name, value in given.items()
                if name in fields and not any(self._fits(value, kind) for kind in fields[name]["types"])
            ]
        )

    def errors(self, method: str, params: dict[str, Any]) -> list[str]:
        if method not in self.spec["methods"]:
            return [f"no such method: {method}"]
        return self._complaints(params, self.spec["methods"][method].get("fields", []))

    def typed(self, method: str, params: dict[str, str]) -> dict[str, Any]:
        """Values of a form or a query, which are all text, as what the method takes: numbers, lists, objects."""
        kinds = {field["name"]: field["types"] for field in self.spec["methods"].get(method, {}).get("fields", [])}
        return {
            name: value if "String" in kinds.get(name, ["String"]) else json.loads(value)
            for name, value in params.items()
        }
