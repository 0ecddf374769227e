"""Which worker of which cluster a process is."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from dlcli.ground import slurm
from dlcli.ground.cluster import Cluster, found
from dlcli.ground.errors import UsageError

TWO = {"worker": ["a:1", "a:2"]}


def tf_config(cluster: object, kind: object = "worker", index: object = 0, **more: object) -> dict[str, str]:
    return {"TF_CONFIG": json.dumps({"cluster": cluster, "task": {"type": kind, "index": index}, **more})}


def slurm_step(nodes: str, tasks: str, index: int, number: int) -> dict[str, str]:
    return {
        "SLURM_PROCID": str(index),
        "SLURM_STEP_NUM_TASKS": str(number),
        "SLURM_STEP_NODELIST": nodes,
        "SLURM_STEP_TASKS_PER_NODE": tasks,
    }


def test_workers_without_a_chief() -> None:
    cluster = found(tf_config({"worker": ["a:1", "b:1", "b:2"]}, index=2))
    assert cluster == Cluster(addresses=("a:1", "b:1", "b:2"), index=2, kind="TF_CONFIG")
    assert (cluster.workers, cluster.chief, cluster.address, cluster.workers_here) == (3, False, "b:2", 2)
    assert json.loads(cluster.tf_config) == {
        "cluster": {"worker": ["a:1", "b:1", "b:2"]},
        "task": {"type": "worker", "index": 2},
    }
    assert found({"TF_CONFIG": cluster.tf_config}) == cluster


def test_a_tfjob_of_kubeflow() -> None:
    """Chief and workers by the names of their services; what else the operator writes is left alone."""
    jobs = {"chief": ["job-chief-0.ns.svc:2222"], "worker": ["job-worker-0.ns.svc:2222", "job-worker-1.ns.svc:2222"]}
    worker = found(tf_config(jobs, "worker", 1, environment="cloud"))
    chief = found(tf_config(jobs, "chief", "0", environment="cloud"))
    assert worker is not None
    assert chief is not None
    assert (worker.address, worker.chief, worker.workers_here) == ("job-worker-1.ns.svc:2222", False, 1)
    assert (chief.address, chief.chief, chief.addresses) == ("job-chief-0.ns.svc:2222", True, worker.addresses)


def test_an_evaluator_of_others_takes_no_part() -> None:
    cluster = found(tf_config({**TWO, "evaluator": ["e:1"]}))
    assert cluster is not None
    assert cluster.addresses == ("a:1", "a:2")


@pytest.mark.parametrize(
    "environment",
    [
        {},
        {"TF_CONFIG": " "},
        tf_config({"worker": ["a:1"]}),
        tf_config({"chief": ["a:1"]}, "chief"),
        {"SLURM_PROCID": "0", "SLURM_STEP_NUM_TASKS": "1"},
        {"SLURM_JOB_ID": "7", "SLURM_NTASKS": "4"},
    ],
)
def test_a_process_by_itself(environment: dict[str, str]) -> None:
    assert found(environment) is None


@pytest.mark.parametrize(
    ("environment", "told"),
    [
        ({"TF_CONFIG": "{"}, "this is not JSON: Expecting property name enclosed in double quotes: line 1 column 2"),
        ({"TF_CONFIG": "[" * 10_000}, "this is not JSON: nested too deep"),
        ({"TF_CONFIG": "[1]"}, "it names no cluster, TF_CONFIG; write {"),
        ({"TF_CONFIG": "{}"}, "it names no cluster"),
        (tf_config({}), "it names no cluster"),
        (tf_config("a:1"), "it names no cluster"),
        ({"TF_CONFIG": '{"sparseCluster": {"worker": {"0": "a:1"}}}'}, "it names no cluster"),
        ({"TF_CONFIG": json.dumps({"cluster": TWO})}, "it names no task"),
        (tf_config(TWO, index=2), "its task is worker 2, and its cluster has 2 of that job, TF_CONFIG; count from 0"),
        (tf_config(TWO, "chief"), "its task is chief 0, and its cluster has 0 of that job"),
        (tf_config(TWO, index=-1), "the index of its task is -1"),
        (tf_config(TWO, index=None), "the index of its task is None"),
        (tf_config(TWO, index=True), "the index of its task is True"),
        (tf_config(TWO, None), "the type of its task is None"),
        (tf_config({"worker": "a:1"}), "job 'worker' is not a list of addresses"),
        (tf_config({"worker": [1, 2]}), "job 'worker' is not a list of addresses"),
        (tf_config({"chief": ["a:1", "a:2"]}, "chief"), "it names more than one chief"),
        (tf_config({"worker": ["a:1", "a:1"]}), "address 'a:1' stands in it twice"),
        (tf_config({"chief": ["a:1"], "worker": ["a:1"]}), "address 'a:1' stands in it twice"),
        (tf_config({"worker": ["a:1", "b"]}), "address 'b' has no port, TF_CONFIG; write host:port"),
        (tf_config({"worker": ["a:1", "b:"]}), "address 'b:' has no port"),
        (tf_config({"worker": ["a:1", ":2"]}), "address ':2' has no port"),
        (tf_config({"worker": ["a:1", "b:65536"]}), "address 'b:65536' has no port"),
        (
            tf_config({**TWO, "ps": ["c:1"]}),
            "it has a job 'ps', and parameter servers are not supported by Keras 3, TF_CONFIG; use workers only",
        ),
        (tf_config(TWO, "evaluator"), "this process is its evaluator, and none is needed, TF_CONFIG; take it out"),
        (tf_config({**TWO, "master": ["c:1"]}), "it has a job 'master'"),
    ],
)
def test_a_wrong_tf_config(environment: dict[str, str], told: str) -> None:
    with pytest.raises(UsageError) as caught:
        found(environment)
    assert (caught.value.exit_code, caught.value.where, told in str(caught.value)) == (2, "TF_CONFIG", True)


def test_a_step_of_slurm() -> None:
    cluster = found(slurm_step("n[09-10],gpu", "2(x2),1", 3, 5))
    assert cluster is not None
    assert (cluster.addresses, cluster.kind) == (
        ("n09:8888", "n09:8889", "n10:8888", "n10:8889", "gpu:8888"),
        "Slurm",
    )
    assert (cluster.address, cluster.workers_here, cluster.chief) == ("n10:8889", 2, False)


def test_tf_config_is_believed_before_slurm() -> None:
    cluster = found({**slurm_step("n[1-2]", "1(x2)", 1, 2), **tf_config(TWO)})
    assert cluster is not None
    assert cluster.kind == "TF_CONFIG"


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("n1", ["n1"]),
        ("n[01-03,7]", ["n01", "n02", "n03", "n7"]),
        ("a,b[8-10],c-d", ["a", "b8", "b9", "b10", "c-d"]),
        ("r1n[1-2]-ib", ["r1n1-ib", "r1n2-ib"]),
        ("r[1-2]n[1-2]", ["r1n1", "r1n2", "r2n1", "r2n2"]),
    ],
)
def test_a_list_of_nodes(text: str, names: list[str]) -> None:
    assert slurm.nodes(text) == names


@pytest.mark.parametrize(
    ("changed", "where", "told"),
    [
        ({"SLURM_STEP_NODELIST": "n[1-"}, "SLURM_STEP_NODELIST", "'n[1-' cannot be read"),
        ({"SLURM_STEP_NODELIST": "n[a]"}, "SLURM_STEP_NODELIST", "'n[a]' cannot be read"),
        ({"SLURM_STEP_NODELIST": ""}, "SLURM_STEP_NODELIST", "'' cannot be read"),
        ({"SLURM_STEP_NODELIST": "n1,,n2"}, "SLURM_STEP_NODELIST", "'n1,,n2' cannot be read"),
        ({"SLURM_STEP_NODELIST": "n[1-2-3]"}, "SLURM_STEP_NODELIST", "'1-2-3' cannot be read"),
        ({"SLURM_STEP_TASKS_PER_NODE": "2(x)"}, "SLURM_STEP_TASKS_PER_NODE", "'2(x)' cannot be read"),
        ({"SLURM_STEP_TASKS_PER_NODE": "2"}, "SLURM_STEP_TASKS_PER_NODE", "task 1 of 2 does not fit 2 nodes with 2"),
        ({"SLURM_PROCID": "2"}, "SLURM_STEP_TASKS_PER_NODE", "task 2 of 2 does not fit 2 nodes with 2 tasks"),
        ({"SLURM_PROCID": "-1"}, "SLURM_PROCID", "'-1' cannot be read"),
        ({"SLURM_NODEID": "0"}, "SLURM_PROCID", "SLURM_NODEID is 0, not 1"),
        ({"SLURM_LOCALID": "1"}, "SLURM_PROCID", "srun --distribution=block"),
    ],
)
def test_a_wrong_step(changed: dict[str, str], where: str, told: str) -> None:
    with pytest.raises(UsageError) as caught:
        found({**slurm_step("n[1-2]", "1(x2)", 1, 2), **changed})
    assert (caught.value.exit_code, caught.value.where, told in str(caught.value)) == (2, where, True)


RESOLVED = """
import json, sys
import tensorflow as tf
resolver = tf.distribute.cluster_resolver.SlurmClusterResolver(gpus_per_node=8, gpus_per_task=1, auto_set_gpu=False)
print(json.dumps([resolver.cluster_spec().as_dict()["worker"], resolver.get_task_info()[1]]))
"""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("nodes", "tasks", "index", "number"),
    # TensorFlow sorts the nodes as texts, which puts n10 before n2 and breaks the order that Slurm counts in.
    [("n[01-03]", "2(x3)", 3, 6), ("a,b[7-8]", "1,2(x2)", 4, 5), ("gpu", "3", 0, 3)],
)
def test_tensorflow_finds_the_same(nodes: str, tasks: str, index: int, number: int) -> None:
    variables = slurm_step(nodes, tasks, index, number)
    environment = {**{key: value for key, value in os.environ.items() if key != "TF_CONFIG"}, **variables}
    told = subprocess.run(
        [sys.executable, "-c", RESOLVED], env=environment, capture_output=True, text=True, timeout=120, check=True
    )
    cluster = found(variables)
    assert cluster is not None
    assert json.loads(told.stdout.splitlines()[-1]) == [list(cluster.addresses), cluster.index]
