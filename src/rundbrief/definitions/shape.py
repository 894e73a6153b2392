"""What a model expects at a place: its keys, the words it allows, the table a key belongs to.

    Meeting, ("venue", "online", "link") ─▶ Place(("venue", "link"), OnlineVenue, str)

pydantic's places name the chosen member of a union among the keys; here they are told apart by
walking the model, never by the look of the words.
"""

import dataclasses
import types
from collections.abc import Iterator, Mapping
from enum import Enum
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel


@dataclasses.dataclass(frozen=True, slots=True)
class Place:
    """A value's path in the file, the model it belongs to, its siblings by kind, and its type."""

    path: tuple[str | int, ...]
    owner: type[BaseModel]
    kinds: tuple[type[BaseModel], ...]
    type: Any


def place_of(model: type[BaseModel], loc: tuple[str | int, ...]) -> Place:
    """Where pydantic's `loc` is in the file."""
    here: Any = model
    owner: type[BaseModel] = model
    kinds: tuple[type[BaseModel], ...] = (model,)
    path: list[str | int] = []
    for part in loc:
        here = bare(here)
        members = models_in(here)
        if len(members) > 1:
            here = next(one for one in members if part in _kinds_of(one))
            kinds = members
            continue
        if members:
            owner = members[0]
            kinds = kinds if owner in kinds else (owner,)
            field = owner.model_fields.get(str(part))
            here = field.annotation if field else None
        elif isinstance(get_origin(here), type) and get_args(here):
            here = get_args(here)[1 if issubclass(get_origin(here), Mapping) else 0]
        else:  # the name of a plain type among several: nothing in the file
            break
        path.append(part)
    return Place(tuple(path), owner, kinds, bare(here))


def bare(annotation: Any) -> Any:
    """The type without `Annotated` and without `| None`."""
    if get_origin(annotation) is Annotated:
        return bare(get_args(annotation)[0])
    if get_origin(annotation) in {Union, types.UnionType}:
        rest = [one for one in get_args(annotation) if one is not type(None)]
        return bare(rest[0]) if len(rest) == 1 else annotation
    return annotation


def models_in(annotation: Any) -> tuple[type[BaseModel], ...]:
    """The model, or the models of a union, that the type stands for; empty for all else."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return (annotation,)
    if get_origin(annotation) in {Union, types.UnionType}:
        return tuple(one for part in get_args(annotation) for one in models_in(bare(part)))
    return ()


def words_of(annotation: Any) -> tuple[str, ...]:
    """The words a type allows, empty where any text will do; for a union of kinds, the kinds."""
    members = models_in(annotation)
    if members:
        return tuple(word for one in members for word in _kinds_of(one))
    if get_origin(annotation) is Literal:
        return tuple(str(word) for word in get_args(annotation))
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return tuple(str(word.value) for word in annotation)
    return ()


def is_list(annotation: Any) -> bool:
    """Whether several values stand there."""
    origin = get_origin(annotation)
    return isinstance(origin, type) and issubclass(origin, tuple | list)


def is_table(annotation: Any) -> bool:
    """Whether a `[table]` stands there, of fixed keys or of the organiser's own."""
    origin = get_origin(annotation)
    return bool(models_in(annotation)) or (isinstance(origin, type) and issubclass(origin, Mapping))


def tables_with(model: type[BaseModel], key: str) -> Iterator[str]:
    """The headers of the tables of `model` that know `key`: `[registration]`, `[[agenda]]`."""
    for name, field in model.model_fields.items():
        inner = bare(field.annotation)
        several = is_list(inner)
        if any(key in one.model_fields for one in models_in(bare(get_args(inner)[0]) if several
                                                            else inner)):  # fmt: skip
            yield f"[[{name}]]" if several else f"[{name}]"


def _kinds_of(model: type[BaseModel]) -> tuple[str, ...]:
    field = model.model_fields.get("kind")
    return words_of(bare(field.annotation)) if field else ()
