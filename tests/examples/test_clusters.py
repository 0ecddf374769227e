"""The job scripts of the examples say what the tools that read them, and dlcli, understand."""

from __future__ import annotations

import json
import os
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from dlcli.ground.cluster import Cluster, found

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
SCRIPT = EXAMPLES / "slurm" / "train.sbatch"
STUB = """#!/bin/sh
echo "$(basename "$0") $*" >> "$CALLS"
[ "$(basename "$0")" = scontrol ] || exit "$CODE"
"""


def directives() -> dict[str, str]:
    """What sbatch reads: the lines before the first command."""
    head = re.split(r"^[^#\n]", SCRIPT.read_text("utf-8"), maxsplit=1, flags=re.MULTILINE)[0]
    lines = [line for line in head.splitlines() if line.startswith("#SBATCH")]
    matches = [re.fullmatch(r"#SBATCH --([a-z-]+)(?:=(\S+))?", line) for line in lines]
    return {match[1]: match[2] for match in matches if match is not None}


def started(folder: Path, *, code: int, restarts: int = 0) -> tuple[int, list[str]]:
    """Runs the script with stand-ins for srun and scontrol; gives its exit code and what it called."""
    programs = folder / "bin"
    programs.mkdir(exist_ok=True)
    for name in ("srun", "scontrol"):
        (programs / name).write_text(STUB)
        (programs / name).chmod(0o755)
    calls = folder / "calls"
    calls.write_text("")
    environment = {
        "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}",
        "CALLS": str(calls),
        "CODE": str(code),
        "SLURM_JOB_ID": "7",
        "SLURM_RESTART_COUNT": str(restarts),
    }
    finished = subprocess.run(["bash", SCRIPT], cwd=folder, env=environment, check=False)  # noqa: S607
    return finished.returncode, calls.read_text().splitlines()


def test_every_directive_is_read_before_the_first_command() -> None:
    assert len(directives()) == SCRIPT.read_text("utf-8").count("#SBATCH ")


def test_the_tasks_of_the_job_are_its_workers() -> None:
    told = directives()
    nodes, each = int(told["nodes"]), int(told["ntasks-per-node"])
    clusters = [
        found(
            {
                "SLURM_PROCID": str(index),
                "SLURM_NODEID": str(index // each),
                "SLURM_LOCALID": str(index % each),
                "SLURM_STEP_NUM_TASKS": str(nodes * each),
                "SLURM_STEP_NODELIST": f"n[1-{nodes}]",
                "SLURM_STEP_TASKS_PER_NODE": f"{each}(x{nodes})",
            }
        )
        for index in range(nodes * each)
    ]
    addresses = ("n1:8888", "n1:8889", "n2:8888", "n2:8889")
    assert clusters == [Cluster(addresses=addresses, index=index, kind="Slurm") for index in range(4)]


def test_a_job_starts_and_goes_on_with_its_own_run(tmp_path: Path) -> None:
    start = "srun --kill-on-bad-exit=0 --wait=300 dlcli train examples/slurm/digits.yaml --runs runs/job-7"
    assert started(tmp_path, code=0) == (0, [start])
    (tmp_path / "runs" / "job-7" / "digits" / "latest").mkdir(parents=True)
    assert started(tmp_path, code=0, restarts=1) == (0, [f"{start} --resume"])


@pytest.mark.parametrize(
    ("code", "restarts", "requeued"),
    [(143, 0, True), (8, 4, True), (137, 0, True), (8, 5, False), (3, 0, False), (2, 0, False), (1, 0, False)],
)
def test_only_what_can_go_on_is_put_back_into_the_queue(
    tmp_path: Path, code: int, restarts: int, requeued: bool
) -> None:
    ended, calls = started(tmp_path, code=code, restarts=restarts)
    assert (ended, "scontrol requeue 7" in calls) == (code, requeued)


def tfjob() -> dict[str, Any]:
    found_job = yaml.safe_load((EXAMPLES / "kubernetes" / "tfjob.yml").read_text("utf-8"))
    assert (found_job["apiVersion"], found_job["kind"]) == ("kubeflow.org/v1", "TFJob")
    return dict(found_job)


def container(replica: dict[str, Any]) -> dict[str, Any]:
    (only,) = replica["template"]["spec"]["containers"]
    assert only["name"] == "tensorflow"
    return dict(only)


def test_the_operator_makes_one_cluster_of_the_job() -> None:
    """It names each pod by a service, `JOB-TYPE-INDEX`, and its port by `tfjob-port`."""
    manifest = tfjob()
    jobs: dict[str, list[str]] = {}
    for kind, replica in manifest["spec"]["tfReplicaSpecs"].items():
        (port,) = (each["containerPort"] for each in container(replica)["ports"] if each["name"] == "tfjob-port")
        hosts = (f"{manifest['metadata']['name']}-{kind.lower()}-{index}" for index in range(replica["replicas"]))
        jobs[kind.lower()] = [f"{host}.default.svc:{port}" for host in hosts]
    tasks = [{"type": job, "index": index} for job, addresses in jobs.items() for index in range(len(addresses))]
    for place, task in enumerate(tasks):
        told = {"cluster": jobs, "task": task, "environment": "cloud"}
        cluster = found({"TF_CONFIG": json.dumps(told)})
        assert cluster is not None
        assert (cluster.workers, cluster.index, cluster.workers_here) == (3, place, 1)


def test_every_pod_reads_the_recipe_and_goes_on_where_there_is_a_run() -> None:
    for replica in tfjob()["spec"]["tfReplicaSpecs"].values():
        mounted = {each["mountPath"]: each["name"] for each in container(replica)["volumeMounts"]}
        volumes = {each["name"] for each in replica["template"]["spec"]["volumes"]}
        assert set(mounted.values()) == volumes
        shell, option, script = container(replica)["command"]
        checked = subprocess.run([shell, "-n", option, script], capture_output=True, text=True, check=False)
        assert (checked.returncode, checked.stderr) == (0, "")
        commands = re.findall(r"exec dlcli train (/\w+)/(\S+) --runs (/\w+)( --resume)?", script)
        assert [(folder, runs, resume) for folder, _, runs, resume in commands] == [
            ("/recipe", "/runs", " --resume"),
            ("/recipe", "/runs", ""),
        ]
        assert {(EXAMPLES / "kubernetes" / name).is_file() for _, name, _, _ in commands} == {True}
        assert {"/recipe", "/runs"} <= set(mounted)
