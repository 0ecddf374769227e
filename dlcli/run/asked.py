"""What may be asked of a network that writes or draws, and what of it changes nothing."""

from __future__ import annotations

from dataclasses import dataclass, fields

from dlcli.ground.errors import UsageError

USED = {
    "seq2seq": ("beam", "length_penalty", "length"),
    "language_model": ("length", "temperature", "top_k", "top_p"),
}
"""The options of writing that count, by the objective's word."""


@dataclass(frozen=True)
class Asked:
    """What a person asks of a network that writes."""

    texts: tuple[str, ...] = ()
    """What it is given; without any, the first examples of the test split."""
    number: int = 8
    """How many examples those are."""
    seed: int = 0
    length: int | None = None
    beam: int = 1
    length_penalty: float = 0.0
    temperature: float = 1.0
    top_k: int | None = None
    top_p: float | None = None

    def refuse_wrong(self) -> None:
        """Refuses numbers that mean nothing.

        Raises:
            UsageError: with the options at fault.
        """
        if self.number < 2 or not 0 <= self.seed < 2**31:
            message = "two examples at least, and a seed from 0"
            raise UsageError(message, where="--number, --seed", help="leave them out")
        if self.beam < 1 or self.length_penalty < 0 or (self.length is not None and self.length < 1):
            message = "a beam and a length from 1, a penalty from 0"
            raise UsageError(message, where="--beam, --length", help="leave them out")
        share = self.top_p is None or 0 < self.top_p <= 1
        if self.temperature <= 0 or (self.top_k is not None and self.top_k < 1) or not share:
            message = "a temperature above 0, K from 1, P above 0 and at most 1"
            raise UsageError(message, where="--temperature, --top-k, --top-p", help="leave them out")

    def refuse_idle(self, word: str, *, folder: bool, attention: bool = False) -> None:
        """Refuses options that change nothing for an objective.

        `folder`: whether one for pictures is named; `attention`: whether it is to be drawn where that looks.

        Raises:
            UsageError: with the options at fault.
        """
        used = USED.get(word, ())
        given = [each.name for each in fields(self)[3:] if getattr(self, each.name) != each.default]
        idle = [f"--{name.replace('_', '-')}" for name in given if name not in used]
        idle += ["--out"] if folder and used else []
        idle += ["--attention"] if attention and word != "seq2seq" else []
        if self.length_penalty and self.beam == 1 and word == "seq2seq":
            idle.append("--length-penalty without --beam")
        if idle:
            raise UsageError(f"{', '.join(idle)} changes nothing for {word}", where="dlcli sample", help="leave it out")
        if self.texts and not used:
            raise UsageError("this run takes no text", where="TEXT", help="dlcli explain seq2seq")
