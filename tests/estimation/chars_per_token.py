#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Measures how many characters a token has, by provider and kind of text.

    chars_per_token.py [--work FOLDER] [FILE…]

The numbers are those of features.rate_limiting.estimation.provider_chars_per_token; without FILE
the texts are a sample of prose, a source file and a configuration of this repository. Counts with
OpenAI's and Anthropic's published tokenizers, which are installed under FOLDER on first use. Exit
code: 0 measured, 77 they cannot be had here (the reason is printed).
"""
import argparse
import importlib.util
import pathlib
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
SAMPLES = [HERE / "prose.txt", ROOT / "engine/http/parser.cpp", ROOT / "configs/base.yml"]
INSTALL_SECONDS = 150
SKIPPED = 77


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--work", type=pathlib.Path, default=ROOT / "build" / "estimation")
    parser.add_argument("files", nargs="*", type=pathlib.Path, default=SAMPLES, metavar="FILE")
    return parser.parse_args()


def install(work: pathlib.Path) -> None:
    """Makes the tokenizers importable, or ends the program."""
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check",
           "--retries", "1", "--no-deps", "--only-binary", ":all:", "--target", str(work),
           "-r", str(HERE / "requirements.txt")]  # fmt: skip
    if not (work / "bpe_openai").exists():
        try:
            subprocess.run(pip, check=True, capture_output=True, text=True,
                           timeout=INSTALL_SECONDS)  # fmt: skip
        except subprocess.TimeoutExpired:
            skip(f"pip took longer than {INSTALL_SECONDS} seconds")
        except subprocess.CalledProcessError as error:
            skip(error.stderr.strip() or "pip failed")
    sys.path.insert(0, str(work))


def skip(reason: str) -> None:
    print(f"SKIPPED: the tokenizers cannot be installed: {reason}")
    sys.exit(SKIPPED)


def tokenizers() -> dict:
    """By provider, a function that counts the tokens of a text."""
    import bpe_openai
    from tokenizers import Tokenizer

    anthropic = pathlib.Path(importlib.util.find_spec("anthropic").origin).parent
    claude = Tokenizer.from_file(str(anthropic / "tokenizer.json"))
    gpt = bpe_openai.get_encoding("o200k_base")
    return {
        "openai": lambda text: len(gpt.encode(text)),
        "anthropic": lambda text: len(claude.encode(text).ids),
    }


def main() -> None:
    options = arguments()
    install(options.work)
    print(f"{'text':<24}{'provider':<12}{'chars/token':>12}{'tokens/1k chars':>18}")
    counters = tokenizers()
    for path in options.files:
        text = path.read_text(encoding="utf-8")
        for provider, count in counters.items():
            tokens = count(text)
            print(f"{path.name:<24}{provider:<12}{len(text) / tokens:>12.2f}"
                  f"{1000 * tokens / len(text):>18.0f}")  # fmt: skip


if __name__ == "__main__":
    main()
