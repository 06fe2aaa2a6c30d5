#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Points clients at the built program and back, and runs commands through it.

    connect.py --program build/dev/app/llm-proxy
"""
import argparse
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))

from program import Program

PROGRAM = ""


class Home(unittest.TestCase):
    """A home folder of its own for each test."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.home = pathlib.Path(folder.name)
        kept = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH") if name in os.environ}
        self.env = kept | {"HOME": folder.name, "SHELL": "/bin/bash", "LC_ALL": "C.UTF-8"}

    def ask(self, *words: str, code: int = 0) -> str:
        done = subprocess.run([PROGRAM, *words], env=self.env, stdin=subprocess.DEVNULL,
                              cwd=self.home, capture_output=True, text=True, timeout=20)
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        return done.stdout + done.stderr

    def files(self) -> dict[str, tuple[str, int]]:
        found = (path for path in self.home.rglob("*") if path.is_file())
        return {str(path.relative_to(self.home)): (path.read_text(), path.stat().st_mode & 0o777)
                for path in found}


class Connecting(Home):
    def test_every_client_gets_back_what_it_had(self):
        for client, name, before in (
            ("claude-code", ".claude/settings.json", '{\n  "env": {\n    "A": "1"\n  }\n}\n'),
            ("codex", ".codex/config.toml", 'model_provider = "mine"\n[model_providers.mine]\n'),
            ("gemini-cli", ".gemini/.env", "GEMINI_API_KEY=k\n"),
            ("openai", ".bashrc", "alias ll='ls -l'\n"),
            ("", ".bashrc", "alias ll='ls -l'\n"),
        ):
            with self.subTest(client=client):
                file = self.home / name
                file.parent.mkdir(exist_ok=True)
                file.write_text(before)
                file.chmod(0o640)
                had = self.files()
                client_words = [client] if client else []
                self.ask("connect", *client_words, "--write", "--yes", "--port", "9137")
                self.assertIn("http://127.0.0.1:9137/", file.read_text())
                self.assertEqual(self.files()[f"{name}.before-llm-proxy"], had[name])
                self.ask("connect", *client_words, "--undo")
                self.assertEqual(self.files(), had)

    def test_what_was_not_there_is_gone_again(self):
        self.ask("connect", "claude-code", "--write", "--yes")
        self.ask("connect", "claude-code", "--undo")
        self.assertEqual(self.files(), {})

    def test_later_changes_of_the_user_stay(self):
        file = self.home / ".bashrc"
        self.ask("connect", "openai", "--write", "--yes")
        file.write_text(file.read_text() + "later=1\n")
        self.ask("connect", "openai", "--undo")
        self.assertEqual(file.read_text(), "later=1\n")

    def test_nothing_is_changed_unasked(self):
        self.assertIn("--yes", self.ask("connect", "codex", "--write", code=1))
        self.assertEqual(self.files(), {})

    def test_a_file_that_is_not_understood_is_left_alone(self):
        file = self.home / ".claude" / "settings.json"
        file.parent.mkdir()
        file.write_text("{ // mine\n}")
        self.assertIn("was not changed", self.ask("connect", "claude-code", "--write", "--yes", code=1))
        self.assertEqual(list(self.files()), [".claude/settings.json"])

    def test_a_shell_can_take_what_is_printed(self):
        lines = self.ask("connect", "--url", "https://llm.example.org/a/")
        told = subprocess.run(["sh", "-c", lines + "printenv ANTHROPIC_BASE_URL"],
                              capture_output=True, text=True, check=True)
        self.assertEqual(told.stdout, "https://llm.example.org/a/anthropic\n")

    def test_a_url_that_a_shell_would_run_is_refused(self):
        self.ask("connect", "--url", "http://a/$(id)", code=2)

    def test_unknown_clients_are_answered_with_the_known_ones(self):
        self.assertIn("claude-code", self.ask("connect", "nobody", code=2))


class Running(Home):
    def setUp(self):
        super().setUp()
        command = [PROGRAM, "--no-gui", "--demo", "--port", "0"]
        self.proxy = Program(command, self.home / "proxy.log", self.env)
        self.proxy.__enter__()
        self.addCleanup(self.proxy.__exit__)

    def run_command(self, *command: str, code: int = 0) -> str:
        return self.ask("run", "--port", str(self.proxy.port), "--", *command, code=code)

    def test_the_command_finds_the_proxy(self):
        told = self.run_command("printenv", "OPENAI_BASE_URL")
        self.assertEqual(told, f"http://127.0.0.1:{self.proxy.port}/openai/v1\n")
        self.assertIn("127.0.0.1", self.run_command("printenv", "NO_PROXY"))

    def test_its_exit_code_is_the_commands(self):
        self.run_command("sh", "-c", "exit 7", code=7)
        self.run_command("no-such-command", code=127)
        self.run_command("/etc/passwd", code=126)

    def test_nothing_is_started_where_nothing_listens(self):
        told = self.ask("run", "--url", "http://127.0.0.1:1", "--", "touch", "started", code=1)
        self.assertIn("nothing listens", told)
        self.assertFalse((self.home / "started").exists())


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--program", required=True)
    PROGRAM = str(pathlib.Path(parser.parse_args().program).resolve())
    unittest.main(argv=sys.argv[:1], verbosity=2)
