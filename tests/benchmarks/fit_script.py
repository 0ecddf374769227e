"""LeNet-5 on the animals as a person would write it with Keras: `fit` at its defaults, the score, the file."""

from __future__ import annotations

import sys

import numpy as np
from networks import network


def main(pictures: str, epochs: int, saved: str) -> None:
    """Trains for some epochs, a tenth of the training pictures held back, and saves the model."""
    with np.load(pictures) as file:
        x, x_test = (file[name][..., None].astype("float32") / 255 for name in ("x_train", "x_test"))
        y, y_test = file["y_train"], file["y_test"]
    rows = np.random.default_rng(0).permutation(len(x))
    held_back, rows = np.split(rows, [len(x) // 10])
    model = network("lenet5")
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    validation = x[held_back], y[held_back]
    model.fit(x[rows], y[rows], batch_size=64, epochs=epochs, validation_data=validation)
    model.evaluate(x_test, y_test)
    model.save(saved)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), sys.argv[3])
