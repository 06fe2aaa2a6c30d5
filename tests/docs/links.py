#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Checks, without a network, that every link between the Markdown files leads somewhere.

    links.py [ROOT]

Files, folders and headings; links to other sites are not followed, but must be https. Every page of
docs/ must be in the navigation of mkdocs.yml, and the other way round.
"""
import pathlib
import re
import sys

ROOT = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else __file__).resolve()
ROOT = ROOT if ROOT.is_dir() else ROOT.parents[2]
PLAIN_HTTP = re.compile(r"http://(localhost|127\.0\.0\.1|\[::1\])[:/]")


def pages() -> list[pathlib.Path]:
    found = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "examples").rglob("*.md")]
    return sorted(page for page in found if "node_modules" not in page.parts)


def prose(text: str) -> str:
    """Without code, whose brackets are no links; lines keep their numbers."""
    blank = lambda match: re.sub(r"[^\n]", " ", match.group())
    text = re.sub(r"^```.*?^```", blank, text, flags=re.M | re.S)
    return re.sub(r"`[^`\n]*`", blank, text)


def anchors(text: str) -> set[str]:
    """Of the headings, as GitHub and MkDocs make them of ASCII words."""
    text = re.sub(r"^```.*?^```", "", text, flags=re.M | re.S)
    made = set()
    for heading in re.findall(r"^#+ +(.*)$", text, flags=re.M):
        slug = re.sub(r"[^\w\- ]", "", heading.replace("`", "").strip().lower()).replace(" ", "-")
        number, name = 0, slug
        while name in made:
            number += 1
            name = f"{slug}-{number}"
        made.add(name)
    return made


def problem_of(page: pathlib.Path, target: str) -> str:
    if re.match(r"[a-z]+:", target):
        allowed = target.startswith(("https:", "mailto:")) or PLAIN_HTTP.match(target)
        return "" if allowed else "is not https"
    path, _, anchor = target.partition("#")
    file = (page.parent / path).resolve() if path else page
    if ROOT not in (file, *file.parents):
        return "leads out of the repository"
    if not file.exists():
        return "leads nowhere"
    if anchor and (file.suffix != ".md" or anchor not in anchors(file.read_text())):
        return "has no such heading"
    return ""


def links() -> list[str]:
    problems = []
    for page in pages():
        text = prose(page.read_text())
        for match in re.finditer(r"!?\[[^\]]*\]\(([^)\s]+)\)", text):
            if problem := problem_of(page, match.group(1)):
                line = text.count("\n", 0, match.start()) + 1
                problems.append(f"{page.relative_to(ROOT)}:{line}: {match.group(1)} {problem}")
    return problems


def navigation() -> list[str]:
    listed = set(re.findall(r": ([\w-]+\.md)$", (ROOT / "mkdocs.yml").read_text(), flags=re.M))
    there = {page.name for page in (ROOT / "docs").glob("*.md")}
    return [f"mkdocs.yml: docs/{name} is not there" for name in sorted(listed - there)] + [
        f"mkdocs.yml: docs/{name} is not in the navigation" for name in sorted(there - listed)
    ]


def main() -> int:
    problems = links() + navigation()
    for problem in problems:
        print(problem)
    print(f"{len(pages())} pages, {len(problems)} problems")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
