"""Run folders: in the order in which they were made, whatever a clock says."""

from __future__ import annotations

from pathlib import Path

from dlcli.run.folder import new_run


def test_a_clock_that_goes_back_does_not_change_the_order_of_runs(tmp_path: Path) -> None:
    (tmp_path / "small" / "20991231-235959-1a2b").mkdir(parents=True)
    names = [new_run(tmp_path, "small").path.name for _ in range(3)]
    assert [name[:15] for name in names] == ["21000101-000000", "21000101-000001", "21000101-000002"]


def test_a_name_that_is_no_time_is_left_out(tmp_path: Path) -> None:
    for name in ("99999999-999999-1a2b", "99991231-235959-1a2b", "old"):
        (tmp_path / "small" / name).mkdir(parents=True)
    assert new_run(tmp_path, "small").path.is_dir()
