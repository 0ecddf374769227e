"""Memory and speed of data that does not fit into memory.

Memory: the most anonymous memory (RssAnon) of a process that trains an epoch over a large table or many pictures, above
what it takes with TensorFlow loaded alone. Speed: rows or pictures a second of the input pipeline, as ratios to others.

Example:
    python tests/benchmarks/data.py --gigabytes 2 4
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

COLUMNS = 100
ROWS_AT_ONCE = 20_000
PICTURES = 50_000
BATCH = 1024

RECIPE = """
data:
  source: {source}
  batch_size: 1024
  transforms: {transforms}
layers: [{layers}{{type: dense, units: 1, activation: {activation}}}]
training: {{epochs: 1, checkpoint: {{every_epochs: 1}}}}
"""


def write_csv(path: Path, size: float) -> None:
    """A CSV of so many bytes: columns of numbers, a category, the target."""
    import numpy as np

    generator = np.random.default_rng(0)
    columns = [f"c{number}" for number in range(COLUMNS)]
    rows = generator.normal(size=(ROWS_AT_ONCE, COLUMNS + 1))
    lines = [",".join([*(f"{value:.6f}" for value in row[:-1]), "abc"[at % 3], f"{row[-1]:.4f}"]) for at, row in
             enumerate(rows)]  # fmt: skip
    text = "\n".join([*lines, ""]).encode()
    with path.open("wb") as file:
        file.write(",".join([*columns, "kind", "y"]).encode() + b"\n")
        while file.tell() < size:
            file.write(text)


def write_parquet(path: Path, size: float) -> None:
    """A Parquet file of so many bytes."""
    import numpy as np
    import pyarrow as pa
    from pyarrow import parquet

    generator = np.random.default_rng(0)
    writer = None
    while writer is None or path.stat().st_size < size:
        values = generator.normal(size=(5 * ROWS_AT_ONCE, COLUMNS + 1))
        made = {f"c{number}": values[:, number] for number in range(COLUMNS)}
        table = pa.table({**made, "y": values[:, -1]})
        writer = writer or parquet.ParquetWriter(path, table.schema)
        writer.write_table(table)
    writer.close()


def write_pictures(folder: Path, count: int) -> None:
    """JPEG files of 256×256 in two folders; one in a hundred has content of its own, the others are links to it."""
    import numpy as np
    import tensorflow as tf

    generator = np.random.default_rng(0)
    made = []
    for _ in range(count // 100):
        small = tf.constant(generator.integers(0, 256, (16, 16, 3)), tf.float32)
        made.append(tf.io.encode_jpeg(tf.cast(tf.image.resize(small, (256, 256)), tf.uint8)).numpy())
    for number in range(count):
        path = folder / "ab"[number % 2] / f"{number:06d}.jpg"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(made[number % len(made)])


def anonymous() -> int:
    """Bytes of this process that no file stands behind."""
    with open("/proc/self/status", encoding="ascii") as status:
        return next(int(line.split()[1]) * 1024 for line in status if line.startswith("RssAnon"))


def train(recipe: str) -> None:
    """Trains in this process, and prints the most memory above an idle TensorFlow."""
    import tensorflow as tf

    tf.constant(1.0)
    from dlcli.run.begin import begin
    from dlcli.run.events import ignore

    idle, most, ended = anonymous(), [0], threading.Event()

    def watch() -> None:
        while not ended.wait(0.02):
            most[0] = max(most[0], anonymous())

    watching = threading.Thread(target=watch, daemon=True)
    watching.start()
    began, runs = time.perf_counter(), Path(recipe).parent / "runs"
    begin(Path(recipe), overrides=(), runs=runs, resuming=False, listener=ignore, command=[], debug=False)
    ended.set()
    watching.join()
    print(json.dumps({"above_idle": most[0] - idle, "seconds": time.perf_counter() - began}))


def of_tables(source: str) -> str:
    """The recipe of a table."""
    return RECIPE.format(source=source, layers="", transforms="[]", activation="linear")


def of_pictures(folder: Path, size: int) -> str:
    """The recipe of pictures of this height and width."""
    source = f"{{type: image_folder, path: {folder}, channels: 3, positive: a}}"
    resized = f"[{{type: resizing, height: {size}, width: {size}}}, {{type: scale_to, range: [0, 1]}}]"
    return RECIPE.format(source=source, layers="flatten, ", transforms=resized, activation="sigmoid").replace(
        "1024", "32"
    )


def memory(name: str, text: str, folder: Path) -> dict[str, Any]:
    """The memory of a training in a process of its own."""
    recipe = folder / f"{name}.yaml"
    recipe.write_text(text)
    done = subprocess.run(
        [sys.executable, __file__, "--train", str(recipe)], capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(done.stderr[-2000:])
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    print(
        f"{name:<20} {found['above_idle'] / 1e9:6.2f} GB above an idle TensorFlow, {found['seconds']:6.1f} s",
        flush=True,
    )
    return found


def rate(take: Callable[[], Iterator[int]], *, seconds: float = 6.0) -> float:
    """Examples a second, after the first batch."""
    batches = take()
    next(batches)
    began, seen = time.perf_counter(), 0
    for count in batches:
        seen += count
        if time.perf_counter() - began > seconds:
            break
    return seen / (time.perf_counter() - began)


def ratios(title: str, contenders: dict[str, Callable[[], Iterator[int]]], *, turns: int = 3) -> None:
    """Prints the rates of contenders that take turns, and the first one's as a ratio to the others'."""
    rates: dict[str, list[float]] = {name: [] for name in contenders}
    for _ in range(turns):
        for name, take in contenders.items():
            rates[name].append(rate(take))
    middle = {name: sorted(each)[len(each) // 2] for name, each in rates.items()}
    first, *others = middle
    print(title)
    for name, each in middle.items():
        print(f"  {name:<44} {each:10.0f} a second")
    for name in others:
        print(f"  {first} ÷ {name}: {middle[first] / middle[name]:.2f}")
    sys.stdout.flush()


def table_rates(path: Path) -> None:
    """Rows of a CSV a second, from the second epoch on, beside pyarrow's own reader and TensorFlow's."""
    import pyarrow as pa
    import tensorflow as tf
    from pyarrow import csv

    from dlcli.build.opened import open_data, pipeline_of
    from dlcli.recipe.check import check

    recipe = path.with_suffix(".rate.yaml")
    recipe.write_text(of_tables(f"{{type: csv, path: {path}, target: y, columns: {{y: number}}}}"))
    opened = open_data(check(recipe))

    def ours() -> Iterator[int]:
        from dlcli.build.fitting import fit_transforms
        from dlcli.build.front import build_front

        front = build_front(
            opened.checked, fit_transforms(opened.checked, opened.columns(), opened.rows["train"][:9999])
        )
        for batch, _ in pipeline_of(opened, front).training(0):
            yield len(batch)

    def arrow() -> Iterator[int]:
        while True:
            with csv.open_csv(path, convert_options=csv.ConvertOptions(column_types={"y": pa.float64()})) as reader:
                for batch in reader:
                    yield len(batch)

    def theirs() -> Iterator[int]:
        made = tf.data.experimental.make_csv_dataset(str(path), BATCH, label_name="y", num_epochs=None, shuffle=True,
                                                     num_parallel_reads=2)  # fmt: skip
        for _, label in made:
            yield len(label)

    ratios(
        "rows of a CSV", {"dlcli, shuffled": ours, "pyarrow.csv.open_csv, in order": arrow, "make_csv_dataset": theirs}
    )


def picture_rates(folder: Path) -> None:
    """Pictures a second, decoded and resized, beside a pipeline written by hand and Keras's."""
    import keras
    import tensorflow as tf

    from dlcli.build.front import build_front
    from dlcli.build.opened import open_data, pipeline_of
    from dlcli.recipe.check import check

    recipe = folder.parent / "rate.yaml"
    recipe.write_text(of_pictures(folder, 224))
    opened = open_data(check(recipe))
    paths = tf.constant([str(path) for path in sorted(folder.rglob("*.jpg"))])

    def ours() -> Iterator[int]:
        for batch, _ in pipeline_of(opened, build_front(opened.checked, {})).training(0):
            yield len(batch)

    def by_hand() -> Iterator[int]:
        def read(path: Any) -> Any:
            return tf.image.resize(tf.io.decode_jpeg(tf.io.read_file(path), channels=3), (224, 224))

        data = tf.data.Dataset.from_tensor_slices(paths).shuffle(len(paths)).repeat()
        for batch in data.map(read, num_parallel_calls=tf.data.AUTOTUNE).batch(32).prefetch(tf.data.AUTOTUNE):
            yield len(batch)

    def theirs() -> Iterator[int]:
        data = keras.utils.image_dataset_from_directory(folder, image_size=(224, 224), batch_size=32, verbose=False)
        for batch, _ in data.repeat():
            yield len(batch)

    ratios("JPEG files of 256×256 to 224×224",
           {"dlcli": ours, "tf.data by hand": by_hand, "image_dataset_from_directory": theirs})  # fmt: skip


def main() -> None:
    """Reads the command line, makes the data, prints memory and rates."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--gigabytes", nargs="+", type=float, default=[2.0, 4.0])
    parser.add_argument("--pictures", type=int, default=PICTURES)
    parser.add_argument("--only", nargs="+", choices=["memory", "speed"], default=["memory", "speed"])
    parser.add_argument("--train", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.train:
        train(given.train)
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        os.environ["XDG_CACHE_HOME"] = str(folder / "cache")
        first = folder / "0.csv"
        write_csv(first, given.gigabytes[0] * 1e9)
        write_pictures(folder / "pictures", given.pictures)
        if "memory" in given.only:
            for size in given.gigabytes:
                table = first if size == given.gigabytes[0] else folder / f"{size:g}.csv"
                if not table.exists():
                    write_csv(table, size * 1e9)
                source = f"{{type: csv, path: {table}, target: y, columns: {{y: number}}}}"
                memory(f"csv, {size:g} GB", of_tables(source), folder)
                write_parquet(folder / "t.parquet", size * 1e9)
                source = f"{{type: parquet, path: {folder}/t.parquet, target: y, columns: {{y: number}}}}"
                memory(f"parquet, {size:g} GB", of_tables(source), folder)
            memory(f"{given.pictures} pictures", of_pictures(folder / "pictures", 32), folder)
        if "speed" in given.only:
            table_rates(first)
            picture_rates(folder / "pictures")


if __name__ == "__main__":
    main()
