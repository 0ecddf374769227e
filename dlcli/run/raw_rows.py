"""Raw examples that are rows: of CSV, of JSON lines, of arrays; each with what is wrong with it."""

from __future__ import annotations

import io
import json
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import nan
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dlcli.ground.errors import DataError
from dlcli.ground.files import open_regular
from dlcli.parts.sources import _npy
from dlcli.parts.sources._contents import WRITE
from dlcli.parts.sources._csv_cells import complaint, shown
from dlcli.parts.sources._csv_file import Cells, place_of
from dlcli.parts.sources._looked import is_date
from dlcli.parts.sources._npy_files import mapped
from dlcli.parts.sources._npz_arrays import read
from dlcli.run.described import Taken

if TYPE_CHECKING:
    import numpy as np

_LONGEST_LINE = 2**20


@dataclass(frozen=True)
class Raw:
    """An example: its name, and the value of each feature; or what is wrong with it."""

    name: str
    values: Mapping[str, Any]
    wrong: DataError | None = None


def of_cells(file: Cells, takes: Mapping[str, Taken]) -> Iterator[Raw]:
    wanted = {name: taken.columns or (name,) for name, taken in takes.items()}
    places = {column: place_of(file, column) for columns in wanted.values() for column in columns}
    window = next((name for name, taken in takes.items() if taken.columns and len(taken.shape or ()) == 2), None)
    if window is not None:
        yield from _last_windows(file, window, takes[window], places)
        return
    for line, cells in file.rows():
        wrong, values = None, dict[str, Any]()
        for name, columns in wanted.items():
            if takes[name].text:
                values[name] = cells[places[name]]
                wrong = _no_date(name, values[name], file.at(line)) if takes[name].kind == "date" else None
                if wrong is not None:
                    break
                continue
            named = {column: cells[places[column]] for column in columns}
            row, wrong = _numbers(file.at(line), named, may_miss=takes[name].may_miss)
            if wrong is not None:
                break
            values[name] = row if takes[name].columns else row[0]
        yield Raw(str(line), values, wrong)


def _no_date(column: str, cell: str, where: str) -> DataError | None:
    if is_date(cell):
        return None
    return DataError(f"column '{column}': {shown(cell)} is no date", where=where, help=f"{WRITE}; or use --skip-bad")


def _numbers(where: str, cells: Mapping[str, str], *, may_miss: bool = False) -> tuple[list[float], DataError | None]:
    values = []
    for column, cell in cells.items():
        wrong = complaint(cell)
        if wrong == "is missing" and may_miss:
            values.append(nan)
            continue
        if wrong is not None:
            advice = "mend the row, or leave it out with --skip-bad"
            return [], DataError(f"column '{column}': {shown(cell)} {wrong}", where=where, help=advice)
        values.append(float(cell))
    return values, None


def _last_windows(file: Cells, feature: str, taken: Taken, places: Mapping[str, int]) -> Iterator[Raw]:
    """The last steps of each series: what comes after them is asked for."""
    length = (taken.shape or (0,))[0] or 0
    group = None if taken.group is None else place_of(file, taken.group)
    steps: dict[str, deque[list[float]]] = {}
    spoilt: dict[str, DataError] = {}
    for line, cells in file.rows():
        series = str(file.path) if group is None else cells[group]
        row, wrong = _numbers(file.at(line), {column: cells[place] for column, place in places.items()})
        if wrong is not None:
            spoilt.setdefault(series, wrong)
        steps.setdefault(series, deque(maxlen=length)).append(row)
    for series, last in steps.items():
        if series not in spoilt and len(last) < length:
            message = f"'{series}' has {len(last)} steps, the model takes {length}"
            spoilt[series] = DataError(message, help="bring more of them")
        yield Raw(series, {feature: list(last)}, spoilt.get(series))


def of_json_lines(stream: io.BufferedIOBase, name: str, takes: Mapping[str, Taken]) -> Iterator[Raw]:
    number = 0
    while line := stream.readline(_LONGEST_LINE):
        number += 1
        if not line.strip():
            continue
        where = f"{name}:{number}"
        try:
            found = json.loads(line)
        except ValueError:
            yield Raw(str(number), {}, DataError("the line is no JSON", where=where, help="write an object a line"))
            continue
        yield _of_object(found, str(number), where, takes)


def _of_object(found: object, name: str, where: str, takes: Mapping[str, Taken]) -> Raw:
    import numpy as np

    values: dict[str, Any] = {}
    for feature, taken in takes.items():
        value: Any = None
        if isinstance(found, dict):
            rows = [found.get(column) for column in taken.columns]
            whole = taken.columns and (taken.may_miss or None not in rows)
            value = found.get(feature, rows if whole else None)
            if value is None and feature in found:
                value = "" if taken.text else nan if taken.may_miss else None
        if value is None:
            columns = ", ".join(taken.columns or (feature,))
            return Raw(name, {}, DataError(f"there is no {feature}", where=where, help=f"give {columns}"))
        try:
            # None becomes what stands for a number that is missing.
            values[feature] = _text(value) if taken.text else np.asarray(value, np.float64)
        except (TypeError, ValueError):
            return Raw(name, {}, DataError(f"{feature} is no number", where=where, help="mend it, or use --skip-bad"))
        wrong = _misfit(values[feature], feature, taken, where) if not taken.text else None
        if taken.kind == "date":
            wrong = _no_date(feature, values[feature], where)
        if wrong is not None:
            return Raw(name, {}, wrong)
    return Raw(name, values)


def _text(value: object) -> str:
    """A value as a table in text has it."""
    return value if isinstance(value, str) else json.dumps(value)


def _misfit(value: np.ndarray, feature: str, taken: Taken, where: str) -> DataError | None:
    import numpy as np

    if not np.isfinite(value).all() and not (taken.may_miss and not np.isinf(value).any()):
        return DataError(f"{feature} has a number that is not finite", where=where, help="mend it, or use --skip-bad")
    shape = taken.shape
    if shape is None:
        return None
    if len(shape) == value.ndim and all(one in (None, two) for one, two in zip(shape, value.shape, strict=True)):
        return None
    found, wanted = ("×".join(map(str, each)) or "one number" for each in (value.shape, shape))
    return DataError(f"{feature} is {found}, the model takes {wanted}", where=where, help="bring what it takes")


def of_arrays(path: Path, feature: str, taken: Taken) -> Iterator[Raw]:
    import numpy as np

    if path.suffix.lower() == ".npy":
        values = mapped(path)
    else:
        with open_regular(path) as stream:
            keys = sorted(_npy.members(stream, path))
            key = next((each for each in (taken.key, f"{taken.key}_test", feature, "x") if each in keys), None)
            key = key or (keys[0] if len(keys) == 1 else None)
            if key is None:
                message = f"'{path}' has no '{taken.key}', but {', '.join(keys)}"
                raise DataError(message, help=f"name the array {taken.key}")
            values = read(stream, path, [key])
    if taken.image and values.ndim == 3:
        values = values[..., None]
    for number, value in enumerate(values):
        raw = np.asarray(value)
        wrong = _misfit(raw.astype(np.float64), feature, taken, f"{path.name}[{number}]")
        yield Raw(f"{path.name}[{number}]" if wrong else str(number), {feature: raw}, wrong)
