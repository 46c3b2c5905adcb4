"""Hold outgoing `requests` calls against published machine-readable contracts. No network, no server.

Every check returns a list of complaints, empty when the contract has none:

    OpenApi("mastodon-openapi.json", "https://mastodon.social").errors(prepared_request)
    TelegramApi("telegram-bot-api.json").errors("sendMessage", {"chat_id": 1, "text": "hi"})
"""

import json
import pathlib
from typing import ClassVar


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
    """Method name, parameter names, required parameters, simple types. Not seen: lengths, and the shape of nested objects."""

    SIMPLE: ClassVar = {"String": str, "Integer": int, "Boolean": bool, "Float": (int, float)}

    def __init__(self, document):
        self.spec = json.loads(pathlib.Path(document).read_text("utf-8"))

    def _fits(self, value, kind):
        if kind == "InputFile":
            return True
        if kind.startswith("Array of"):
            return isinstance(value, list)
        if kind in self.SIMPLE:
            return isinstance(value, self.SIMPLE[kind]) and (kind == "Boolean" or not isinstance(value, bool))
        return isinstance(value, dict)

    def errors(self, method, params):
        if method not in self.spec["methods"]:
            return [f"no such method: {method}"]
        fields = {field["name"]: field for field in self.spec["methods"][method].get("fields", [])}
        return (
            [f"unknown parameter {name}" for name in params if name not in fields]
            + [
                f"missing parameter {name}"
                for name, field in fields.items()
                if field["required"] and name not in params
            ]
            + [
                f"{name} is none of {fields[name]['types']}"
                for name, value in params.items()
                if name in fields and not any(self._fits(value, kind) for kind in fields[name]["types"])
            ]
        )
