"""The contenders: each trains a job from its file to a saved, evaluated model, and says when its epochs ended."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial
from time import perf_counter
from typing import Any

from jobs import BATCH_SIZE, IMAGES, Job, network, read_pictures, recipe

STEPS = IMAGES // BATCH_SIZE
Contender = Callable[[Job], list[float]]
"""Trains a job; gives the moment at which each epoch ended."""


def dlcli(job: Job) -> list[float]:
    """Trains the recipe, run folder and all; only the screen is left out."""
    from dlcli.run.begin import begin
    from dlcli.run.events import EpochEnded, Event

    source = f"{{type: npz, path: {job.pictures}}}"
    text = recipe(name=job.model, model=job.model, source=source, split="{}", batch_size=BATCH_SIZE, epochs=job.epochs)
    path = job.folder / "recipe.yaml"
    path.write_text(text)
    ends: list[float] = []

    def listen(event: Event) -> None:
        if isinstance(event, EpochEnded):
            ends.append(perf_counter())

    runs = job.folder / "runs"
    begin(path, overrides=(), runs=runs, resuming=False, listener=listen, command=sys.argv, debug=False)
    return ends


def _compiled(job: Job, **options: Any) -> Any:
    model = network(job.model)
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"], **options)
    return model


def _fitted(job: Job, model: Any, **options: Any) -> list[float]:
    import keras

    ends: list[float] = []
    clock = keras.callbacks.LambdaCallback(on_epoch_end=lambda _, __: ends.append(perf_counter()))
    model.fit(epochs=job.epochs, callbacks=[clock], **options)
    return ends


def _finish(job: Job, model: Any, pictures: dict[str, Any]) -> None:
    model.evaluate(pictures["x_test"].astype("float32") / 255, pictures["y_test"], batch_size=BATCH_SIZE, verbose=0)
    model.save(job.folder / "model.keras")


def fit(job: Job) -> list[float]:
    """`fit` at its defaults, on arrays."""
    pictures = read_pictures(job.pictures)
    model = _compiled(job)
    x = pictures["x_train"].astype("float32") / 255
    ends = _fitted(job, model, x=x, y=pictures["y_train"], batch_size=BATCH_SIZE)
    _finish(job, model, pictures)
    return ends


def _batches(pictures: dict[str, Any]) -> Any:
    """Shuffled batches, gathered as bytes and scaled in parallel."""
    import tensorflow as tf

    x, y = tf.constant(pictures["x_train"]), tf.constant(pictures["y_train"])

    def batch(rows: Any) -> Any:
        return tf.cast(tf.gather(x, rows), tf.float32) / 255, tf.gather(y, rows)

    rows = tf.data.Dataset.range(IMAGES).shuffle(IMAGES, seed=0).batch(BATCH_SIZE, drop_remainder=True)
    return rows.map(batch, num_parallel_calls=tf.data.AUTOTUNE).prefetch(tf.data.AUTOTUNE)


def best_fit(job: Job, *, jit_compile: bool) -> list[float]:
    """`fit` with what a specialist turns on: tf.data, an epoch a call, XLA or not, no progress bar."""
    pictures = read_pictures(job.pictures)
    model = _compiled(job, steps_per_execution=STEPS, jit_compile=jit_compile)
    ends = _fitted(job, model, x=_batches(pictures), verbose=0)
    _finish(job, model, pictures)
    return ends


def bare_loop(job: Job, *, jit_compile: bool) -> list[float]:
    """A `tf.function` of 64 steps: batch, loss, gradient, update, two metrics."""
    import keras
    import tensorflow as tf

    pictures = read_pictures(job.pictures)
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
        for _ in tf.range(STEPS):
            step(*next(batches))

    batches, ends = iter(_batches(pictures).repeat()), []
    for _ in range(job.epochs):
        mean.reset_state()
        accuracy.reset_state()
        epoch(batches)
        float(mean.result())
        float(accuracy.result())
        ends.append(perf_counter())
    _finish(job, model, pictures)
    return ends


CONTENDERS: dict[str, Contender] = {
    "dlcli": dlcli,
    "fit": fit,
    "best-fit": partial(best_fit, jit_compile=False),
    "best-fit-xla": partial(best_fit, jit_compile=True),
    "bare-loop": partial(bare_loop, jit_compile=False),
    "bare-loop-xla": partial(bare_loop, jit_compile=True),
}
