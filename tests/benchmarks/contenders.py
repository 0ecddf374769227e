"""The contenders on TensorFlow: each trains a job from its file to a saved, evaluated model, an epoch after another."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from time import monotonic
from typing import Any

from jobs import Job, read_data, scaled
from turns import Turns

Contender = Callable[[Job, Path, Turns], None]
"""Trains a job on a file, and tells when an epoch has ended."""


def dlcli(job: Job, data: Path, turns: Turns) -> None:
    """Trains the recipe as `dlcli train` does, run folder and all; only the screen is left out."""
    from dlcli.run import keeper, tensorflow
    from dlcli.run.begin import begin
    from dlcli.run.events import EpochEnded, Event, Progressed

    def listen(event: Event) -> None:
        if isinstance(event, Progressed):
            turns.step_ended()
        elif isinstance(event, EpochEnded):
            turns.epoch_ended()

    load = tensorflow.load

    def timed_load(*arguments: Any, **options: Any) -> Any:
        loaded = load(*arguments, **options)
        turns.start()
        return loaded

    tensorflow.load = timed_load
    # What is saved by the clock is saved by the time in which it trains: it would save every turn, after all others'.
    keeper.monotonic = lambda: monotonic() - turns.waited
    begin(
        job.recipe,
        overrides=job.overrides(data, turns.epochs),
        runs=Path("runs"),
        resuming=False,
        listener=listen,
        command=sys.argv,
        debug=False,
    )


def _compiled(job: Job, **options: Any) -> Any:
    from networks import network

    model = network(job.name)
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"], **options)
    return model


def _fitted(model: Any, turns: Turns, **options: Any) -> None:
    import keras

    clock = keras.callbacks.LambdaCallback(on_epoch_end=lambda _, __: turns.epoch_ended())
    model.fit(epochs=turns.epochs, callbacks=[clock], verbose=0, **options)


def _finish(job: Job, model: Any, arrays: dict[str, Any]) -> None:
    model.evaluate(scaled(arrays["x_test"]), arrays["y_test"], batch_size=job.batch_size, verbose=0)
    model.save("model.keras")


def fit(job: Job, data: Path, turns: Turns) -> None:
    """`fit` at its defaults, on arrays."""
    import keras  # noqa: F401  # loaded before the clock starts

    turns.start()
    arrays = read_data(data)
    model = _compiled(job)
    _fitted(model, turns, x=scaled(arrays["x_train"]), y=arrays["y_train"], batch_size=job.batch_size)
    _finish(job, model, arrays)


def _batches(job: Job, arrays: dict[str, Any]) -> Any:
    """Shuffled batches, gathered as they lie in the file and scaled in parallel."""
    import tensorflow as tf

    x, y = tf.constant(arrays["x_train"]), tf.constant(arrays["y_train"])
    scale = 255 if job.pictures else 1

    def batch(rows: Any) -> Any:
        return tf.cast(tf.gather(x, rows), tf.float32) / scale, tf.gather(y, rows)

    rows = tf.data.Dataset.range(job.examples).shuffle(job.examples, seed=0).batch(job.batch_size, drop_remainder=True)
    return rows.map(batch, num_parallel_calls=tf.data.AUTOTUNE).prefetch(tf.data.AUTOTUNE)


def best_fit(job: Job, data: Path, turns: Turns, *, jit_compile: bool) -> None:
    """`fit` with what a specialist turns on: tf.data, up to 64 steps a call, XLA or not, no progress bar."""
    import keras  # noqa: F401  # loaded before the clock starts

    turns.start()
    arrays = read_data(data)
    model = _compiled(job, steps_per_execution=min(64, job.steps), jit_compile=jit_compile)
    _fitted(model, turns, x=_batches(job, arrays))
    _finish(job, model, arrays)


def bare_loop(job: Job, data: Path, turns: Turns, *, jit_compile: bool) -> None:
    """A `tf.function` of an epoch: batch, loss, gradient, update, two metrics."""
    import keras
    import tensorflow as tf

    turns.start()
    arrays = read_data(data)
    model = _compiled(job)
    optimizer, variables = keras.optimizers.Adam(), model.trainable_variables
    optimizer.build(variables)
    loss_of = keras.losses.SparseCategoricalCrossentropy()
    mean, accuracy = keras.metrics.Mean(), keras.metrics.SparseCategoricalAccuracy()

    @tf.function(jit_compile=jit_compile)
    def step(x: Any, y: Any) -> None:
        with tf.GradientTape() as tape:
            predicted = model(x, training=True)
            loss = loss_of(y, predicted)
        optimizer.apply(tape.gradient(loss, variables), variables)
        mean.update_state(loss)
        accuracy.update_state(y, predicted)

    @tf.function
    def epoch(batches: Any) -> None:
        for _ in tf.range(job.steps):
            step(*next(batches))

    batches = iter(_batches(job, arrays).repeat())
    for _ in range(turns.epochs):
        mean.reset_state()
        accuracy.reset_state()
        epoch(batches)
        float(mean.result())
        float(accuracy.result())
        turns.epoch_ended()
    _finish(job, model, arrays)


CONTENDERS: dict[str, Contender] = {
    "dlcli": dlcli,
    "fit": fit,
    "fit-64": partial(best_fit, jit_compile=False),
    "fit-64-xla": partial(best_fit, jit_compile=True),
    "bare": partial(bare_loop, jit_compile=False),
    "bare-xla": partial(bare_loop, jit_compile=True),
}
