"""Holds an OpenAPI document, read from standard input, against the specification, and its samples against its schemas.

Prints one line for each fault; no fault, no line.
"""

import json
import sys

from jsonschema import Draft202012Validator, FormatChecker
from openapi_spec_validator import OpenAPIV31SpecValidator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

HERE = "urn:document"


def bodies(operation):
    """The request's and the answers' bodies, each with where it stands."""
    for media_type, body in operation.get("requestBody", {}).get("content", {}).items():
        yield f"request, {media_type}", body
    for status, answer in operation["responses"].items():
        for media_type, body in answer.get("content", {}).items():
            yield f"{status}, {media_type}", body


def samples(document, body):
    """A body's samples, those among the components included."""
    if "example" in body:
        yield "example", body["example"]
    for name, sample in body.get("examples", {}).items():
        if "$ref" in sample:
            sample = document["components"]["examples"][sample["$ref"].rsplit("/", 1)[1]]
        yield name, sample["value"]


def faults(document):
    """What is wrong, in words."""
    for error in OpenAPIV31SpecValidator(document).iter_errors():
        yield f"{'/'.join(map(str, error.absolute_path))}: {error.message}"
    registry = Registry().with_resource(HERE, Resource(document, DRAFT202012))

    def held_against(schema, sample, where):
        local = json.loads(json.dumps(schema).replace('"#/', f'"{HERE}#/'))
        validator = Draft202012Validator(local, registry=registry, format_checker=FormatChecker())
        for error in validator.iter_errors(sample):
            yield f"{where}: {error.json_path}: {error.message}"

    checked = 0
    for path, item in document["paths"].items():
        for method, operation in item.items():
            for place, body in bodies(operation):
                for name, sample in samples(document, body):
                    checked += 1
                    yield from held_against(body["schema"], sample, f"{method} {path}, {place}, {name}")
            for parameter in operation.get("parameters", []):
                checked += 1
                where = f"{method} {path}, {parameter['name']}"
                yield from held_against(parameter["schema"], parameter["example"], where)
    if checked < 50:
        yield f"only {checked} samples: are they still found?"


for fault in faults(json.load(sys.stdin)):
    print(fault)
