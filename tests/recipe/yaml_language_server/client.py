"""A client of yaml-language-server: what an editor asks it, over stdio, and what it answers."""

from __future__ import annotations

import json
import subprocess
import threading
from pathlib import Path
from types import TracebackType
from typing import Any, Self

SERVER = Path(__file__).parent / "node_modules" / "yaml-language-server" / "bin" / "yaml-language-server"
Position = tuple[int, int]


class Editor:
    """One server for as long as the `with` block; it takes every document for a recipe."""

    def __init__(self, node: str, schema: Path) -> None:
        self._process = subprocess.Popen(
            [node, str(SERVER), "--stdio"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        # Without it a server that says nothing would hold the tests up for ever.
        self._patience = threading.Timer(120, self._process.kill)
        self._schema = schema
        self._sent = 0
        self._configured = False
        self._diagnostics: dict[str, list[dict[str, Any]]] = {}

    def __enter__(self) -> Self:
        self._patience.start()
        hover = {"contentFormat": ["markdown"]}
        completion = {"completionItem": {"documentationFormat": ["markdown"], "snippetSupport": True}}
        capabilities = {
            "workspace": {"configuration": True},
            "textDocument": {"hover": hover, "completion": completion},
        }
        self._request("initialize", {"processId": None, "rootUri": None, "capabilities": capabilities})
        self._notify("initialized", {})
        while not self._configured:
            self._read()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        self._patience.cancel()
        self._process.kill()
        self._process.communicate()

    def diagnostics(self, text: str) -> list[tuple[int, str]]:
        """The line, from 1, and the message of each mistake in a text."""
        uri = self._open(text)
        while uri not in self._diagnostics:
            self._read()
        return [(each["range"]["start"]["line"] + 1, each["message"]) for each in self._diagnostics[uri]]

    def completions(self, text: str) -> list[str]:
        """What is offered where `|` stands in a text."""
        return [item["label"] for item in self._ask("textDocument/completion", text)["items"]]

    def hover(self, text: str) -> str:
        """What is shown when the mouse is over the place where `|` stands in a text."""
        answer = self._ask("textDocument/hover", text)
        return str(answer["contents"]["value"]) if answer else ""

    def _ask(self, method: str, text: str) -> Any:
        before, _, after = text.partition("|")
        place = {"line": before.count("\n"), "character": len(before) - before.rfind("\n") - 1}
        document = {"uri": self._open(before + after)}
        return self._request(method, {"textDocument": document, "position": place})

    def _open(self, text: str) -> str:
        self._sent += 1
        uri = f"file:///recipes/recipe_{self._sent}.yaml"
        document = {"uri": uri, "languageId": "yaml", "version": 1, "text": text}
        self._notify("textDocument/didOpen", {"textDocument": document})
        return uri

    def _request(self, method: str, parameters: dict[str, Any]) -> Any:
        self._sent += 1
        number = self._sent
        self._write({"id": number, "method": method, "params": parameters})
        while (message := self._read()).get("id") != number or "method" in message:
            pass
        assert "error" not in message, message
        return message["result"]

    def _notify(self, method: str, parameters: dict[str, Any]) -> None:
        self._write({"method": method, "params": parameters})

    def _write(self, message: dict[str, Any]) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self._process.stdin is not None
        self._process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        self._process.stdin.flush()

    def _read(self) -> dict[str, Any]:
        """The next message; the server's own questions are answered."""
        assert self._process.stdout is not None
        length = 0
        while line := self._process.stdout.readline().strip():
            name, _, value = line.partition(b":")
            length = int(value) if name.lower() == b"content-length" else length
        assert length, "the server has ended"
        message: dict[str, Any] = json.loads(self._process.stdout.read(length))
        if message.get("method") == "textDocument/publishDiagnostics":
            self._diagnostics[message["params"]["uri"]] = message["params"]["diagnostics"]
        elif "method" in message and "id" in message:
            self._write({"id": message["id"], "result": self._answer(message)})
        return message

    def _answer(self, question: dict[str, Any]) -> Any:
        """The editor's settings, where the server asks for them."""
        if question["method"] != "workspace/configuration":
            return None
        self._configured = True
        schemas = {self._schema.as_uri(): ["*.yaml"]}
        # Other schemas would be fetched from the network.
        settings = {"yaml": {"schemas": schemas, "schemaStore": {"enable": False}}}
        return [settings.get(item.get("section")) for item in question["params"]["items"]]
