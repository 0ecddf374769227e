"""Which data files are not what they were."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

MOST_NAMED = 3

File = Mapping[str, Any]


def difference(before: Mapping[str, Any], now: Mapping[str, Any], *, step: int) -> str | None:
    """What has changed between two descriptions of `environment.json`, file by file; None where nothing has."""
    if before.get("data_fingerprint") == now["data_fingerprint"]:
        return None
    changed = _names(before.get("data", {}).get("files", ()), now["data"]["files"])
    told = f"the data has changed since step {step}"
    if not changed:
        return told
    more = ", …" if len(changed) > MOST_NAMED else ""
    files = "1 file" if len(changed) == 1 else f"{len(changed)} files"
    return f"{told}: {files}: {', '.join(changed[:MOST_NAMED])}{more}"


def _names(before: Sequence[File], now: Sequence[File]) -> list[str]:
    then, after = ({file["path"]: file for file in files} for files in (before, now))
    changed = [path for path in after if path in then and _differ(then[path], after[path])]
    gone = [f"{path} (gone)" for path in then if path not in after]
    return [*changed, *gone, *(f"{path} (new)" for path in after if path not in then)]


def _differ(one: File, other: File) -> bool:
    """By what they hold, where both were read; a file that was only touched is the same."""
    keys = ("sha256",) if one["sha256"] and other["sha256"] else ("size", "mtime_ns")
    return any(one[key] != other[key] for key in keys)
