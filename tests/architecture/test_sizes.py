"""Files and functions stay small enough to be read at one go."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

SOURCE = Path(__file__).resolve().parents[2] / "src" / "draftgenie"
MOST_LINES_OF_A_FILE = 400
MOST_LINES_OF_A_FUNCTION = 50


def sizes_of_functions(path: Path) -> Iterator[tuple[int, str]]:
    """Lines of each function, without its docstring and without SQL or other long texts."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            n = lines_of(node) - sum(lines_of(text) - 1 for text in texts_in(node))
            yield n, f"{path.relative_to(SOURCE)}:{node.lineno} {node.name}"


def lines_of(node: ast.stmt | ast.Constant) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def texts_in(node: ast.AST) -> Iterator[ast.Constant]:
    for inner in ast.walk(node):
        if isinstance(inner, ast.Constant) and isinstance(inner.value, str):
            yield inner


def worst(sizes: list[tuple[int, str]]) -> str:
    return "\n".join(f"{n:5} {name}" for n, name in sorted(sizes, reverse=True)[:5])


def test_no_file_has_more_than_400_lines() -> None:
    sizes = [
        (len(path.read_text(encoding="utf-8").splitlines()), str(path.relative_to(SOURCE)))
        for path in SOURCE.rglob("*.py")
    ]

    assert max(sizes)[0] <= MOST_LINES_OF_A_FILE, "\n" + worst(sizes)


def test_no_function_has_more_than_50_lines() -> None:
    sizes = [size for path in SOURCE.rglob("*.py") for size in sizes_of_functions(path)]

    assert max(sizes)[0] <= MOST_LINES_OF_A_FUNCTION, "\n" + worst(sizes)
