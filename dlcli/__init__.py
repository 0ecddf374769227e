"""dlcli trains deep networks that are described in one YAML recipe."""

from __future__ import annotations

__version__ = "0.1.0"
