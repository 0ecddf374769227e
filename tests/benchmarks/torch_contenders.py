"""The same jobs in PyTorch, eager and compiled; needs nothing but torch and NumPy."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch
from jobs import CLASSES, Job, read_data, scaled
from torch import nn
from turns import Turns, cores


def _conv_bn(inside: int, filters: int, *, kernel_size: int = 3, strides: int = 1) -> nn.Module:
    conv = nn.Conv2d(inside, filters, kernel_size, strides, padding=kernel_size // 2, bias=False)
    return nn.Sequential(conv, nn.BatchNorm2d(filters))


class Basic(nn.Module):
    """Two 3×3 convolutions beside a shortcut."""

    def __init__(self, inside: int, filters: int, strides: int) -> None:
        super().__init__()
        second = _conv_bn(filters, filters)
        self.main = nn.Sequential(_conv_bn(inside, filters, strides=strides), nn.ReLU(), second)
        same = strides == 1
        self.shortcut = nn.Identity() if same else _conv_bn(inside, filters, kernel_size=1, strides=strides)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """The sum, and what is above 0 of it."""
        return torch.relu(self.main(x) + self.shortcut(x))


class LastStep(nn.Module):
    """An LSTM's output at the last step."""

    def __init__(self) -> None:
        super().__init__()
        self.inner = nn.LSTM(16, 64, batch_first=True)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """(examples, steps, features) to (examples, units)."""
        return self.inner(x)[0][:, -1]


def resnet18() -> nn.Module:
    """ResNet-18 with a 3×3 stem."""
    rows: list[nn.Module] = [_conv_bn(3, 64), nn.ReLU()]
    inside = 64
    for filters, strides in ((64, 1), (64, 1), (128, 2), (128, 1), (256, 2), (256, 1), (512, 2), (512, 1)):
        rows.append(Basic(inside, filters, strides))
        inside = filters
    return nn.Sequential(*rows, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(512, CLASSES))


def lenet5() -> nn.Module:
    """LeNet-5."""
    return nn.Sequential(
        *(nn.Conv2d(1, 6, 5, padding=2), nn.Tanh(), nn.AvgPool2d(2), nn.Conv2d(6, 16, 5), nn.Tanh(), nn.AvgPool2d(2)),
        *(nn.Flatten(), nn.Linear(400, 120), nn.Tanh(), nn.Linear(120, 84), nn.Tanh(), nn.Linear(84, CLASSES)),
    )


NETWORKS = {
    "mlp": lambda: nn.Sequential(nn.Flatten(), nn.Linear(784, 128), nn.ReLU(), nn.Linear(128, CLASSES)),
    "lenet5": lenet5,
    "lstm": lambda: nn.Sequential(LastStep(), nn.Linear(64, CLASSES)),
    "resnet18": resnet18,
}


def _tensors(job: Job, data: Path) -> tuple[torch.Tensor, torch.Tensor]:
    arrays = read_data(data)
    x = torch.from_numpy(scaled(arrays["x_train"]))
    x = x.permute(0, 3, 1, 2).contiguous() if job.pictures else x
    return x, torch.from_numpy(arrays["y_train"]).long()


def train(job: Job, data: Path, turns: Turns, *, compiled: bool) -> None:
    """A training loop with fused Adam; the examples lie in memory as numbers and are gathered batch by batch."""
    torch.set_num_threads(cores())
    turns.start()
    x, y = _tensors(job, data)
    model = NETWORKS[job.name]()
    optimizer, loss_of = torch.optim.Adam(model.parameters(), lr=1e-3, fused=True), nn.CrossEntropyLoss()

    def forward(inputs: torch.Tensor, labels: torch.Tensor) -> Any:
        predicted = model(inputs)
        loss = loss_of(predicted, labels)
        return loss, (predicted.detach().argmax(1) == labels).sum()

    forward = torch.compile(forward) if compiled else forward
    for _ in range(turns.epochs):
        total, right = torch.zeros(()), torch.zeros((), dtype=torch.long)
        for rows in torch.randperm(len(x)).split(job.batch_size):
            optimizer.zero_grad(set_to_none=True)
            loss, correct = forward(x[rows], y[rows])
            loss.backward()
            optimizer.step()
            total += loss.detach()
            right += correct
        float(total), int(right)
        turns.epoch_ended()
