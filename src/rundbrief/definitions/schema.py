"""JSON Schema of the files an organiser writes, so that her editor completes and checks them.

    WrittenMeeting ─▶ pydantic's schema ─▶ what Taplo understands ─▶ .rundbrief/meeting.schema.json

Taplo, which Even Better TOML and others carry, reads draft 4, takes a TOML date for a string, and
overlooks everything beside a `$ref` (its "Developing Schemas"): so all is written where it is
used. Descriptions are the catalogue's, in the words of the glossary.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from rundbrief.wording import Language, sentence

# Local, as TOML writes them: JSON Schema's own "date-time" and "time" demand an offset.
_DAY = r"\d{4}-\d\d-\d\d"
_CLOCK = r"\d\d:\d\d:\d\d(\.\d+)?"
_PATTERNS = {
    "date-time": f"^{_DAY}[T ]{_CLOCK}$",
    "date": f"^{_DAY}$",
    "time": f"^{_CLOCK}$",
}
_NOT_OURS = {"title", "description", "default", "format", "discriminator", "$defs"}

Schema = dict[str, Any]


def json_schema(model: type[BaseModel], language: Language) -> Schema:
    """The schema (draft 4) of the file that is read as `model`, described in that language."""
    whole = model.model_json_schema()
    made = _Reader(whole.get("$defs", {}), language).plain(whole, model.__name__)
    return {"$schema": "http://json-schema.org/draft-04/schema#", **made}


@dataclass(frozen=True, slots=True)
class _Reader:
    """Rewrites the schemas of one file, whose parts pydantic keeps by the names of models."""

    parts: Mapping[str, Schema]
    language: Language

    def plain(self, schema: Schema, owner: str) -> Schema:
        """One schema of the model `owner`, without references, nulls and pydantic's own words."""
        if "$ref" in schema:
            name = schema["$ref"].rpartition("/")[2]
            return self.plain(self.parts[name], name)
        choices = [one for one in schema.get("anyOf", ()) if one.get("type") != "null"]
        if len(choices) == 1:
            return self.plain(choices[0], owner)
        made = {key: value for key, value in schema.items() if key not in _NOT_OURS}
        if pattern := _PATTERNS.get(schema.get("format", "")):
            made["pattern"] = pattern
        if "const" in made:
            made["enum"] = [made.pop("const")]  # draft 6 brought `const`
        if choices:
            made["anyOf"] = choices
        for key, inner in made.items():
            if key in {"anyOf", "oneOf"}:
                made[key] = [self.plain(one, owner) for one in inner]
            elif key in {"items", "additionalProperties"} and isinstance(inner, dict):
                made[key] = self.plain(inner, owner)
            elif key == "properties":
                made[key] = {name: self._described(one, owner, name) for name, one in inner.items()}
        return made

    def _described(self, schema: Schema, owner: str, name: str) -> Schema:
        made = self.plain(schema, owner)
        try:
            text = sentence(f"writing.schema.{owner}.{name}", self.language)
        except KeyError:  # a new key is completed even before anyone has described it
            return made
        return {"description": text, **made}
