"""The habits of the code that a machine can see: import order, sizes, names, docstrings."""

from __future__ import annotations

import ast
import graphlib
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "nextstride"

HOUSE = tomllib.loads((ROOT / "docs" / "house.toml").read_text("utf-8"))
ORDER = [room for floor in HOUSE["floor"] for room in floor["rooms"]]
"""An entry may import only itself and entries to its left."""

ENTRY_POINTS = {"__init__", "__main__"}

WRITES_ITSELF = ("nextstride.analysis.result", "nextstride.report")
"""The only arrow to the right: a result writes its report when it is asked to, within a method,
so that a notebook needs nothing but the result."""

HOMES = HOUSE["only_here"]
"""Heavy libraries, and the only entries that may import them."""

LEFTOVERS = {"utils", "util", "helpers", "helper", "common", "misc", "tools"}

CODE_LINES_PER_FUNCTION = 60
PARAMETERS_PER_FUNCTION = 7
LINES_PER_FILE = 400

Function = ast.FunctionDef | ast.AsyncFunctionDef

MODULES = {
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
    for path in sorted(PACKAGE.rglob("*.py"))
}
SOURCES = {name: path.read_text("utf-8") for name, path in MODULES.items()}
TREES = {name: ast.parse(source) for name, source in SOURCES.items()}

every_module = pytest.mark.parametrize("module", [pytest.param(name, id=name) for name in MODULES])


def entry_of(module: str) -> str:
    """Return the part of the package that `module` belongs to: "read" for nextstride.read.c3d."""
    return module.split(".")[1] if "." in module else "__init__"


def imports_of(module: str) -> Iterator[str]:
    """Yield each imported module, wherever in the file the import stands."""
    for node in ast.walk(TREES[module]):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module}: write imports in full, not relative"
            for alias in node.names:
                submodule = f"{node.module}.{alias.name}"
                yield submodule if submodule in MODULES else str(node.module)


def own_imports_of(module: str) -> set[str]:
    """Return the modules of nextstride that `module` imports, but for `WRITES_ITSELF`."""
    return {
        name
        for name in imports_of(module)
        if name.split(".")[0] == "nextstride" and (module, name) != WRITES_ITSELF
    }


def functions_of(tree: ast.AST) -> Iterator[Function]:
    return (node for node in ast.walk(tree) if isinstance(node, Function))


def code_lines(function: Function, lines: list[str]) -> int:
    """Count lines of code: not the docstring, not blank lines, not comments, not options."""
    # The options of a command are its help, as a docstring is.
    first = function.body[0].lineno if is_command(function) else function.lineno
    counted = set(range(first, (function.end_lineno or function.lineno) + 1))
    for node in ast.walk(function):
        if isinstance(node, Function | ast.ClassDef) and ast.get_docstring(node) is not None:
            docstring = node.body[0]
            counted -= set(range(docstring.lineno, (docstring.end_lineno or 0) + 1))
    return sum(
        bool(text) and not text.startswith("#")
        for text in (lines[number - 1].strip() for number in counted)
    )


def parameters(function: Function) -> list[str]:
    """Return the names of the parameters, without ``self`` and ``cls``."""
    given = function.args
    every = [*given.posonlyargs, *given.args, *given.kwonlyargs, given.vararg, given.kwarg]
    return [each.arg for each in every if each is not None and each.arg not in ("self", "cls")]


def is_command(function: Function) -> bool:
    """Tell whether a function is a command, whose parameters are its options."""
    names = {ast.unparse(decorator) for decorator in function.decorator_list}
    return any(re.search(r"\.(command|callback)\(", name) for name in names)


def public_definitions(tree: ast.Module | ast.ClassDef) -> Iterator[Function | ast.ClassDef]:
    """Yield public functions and classes, and the public methods of those classes."""
    for node in tree.body:
        if isinstance(node, Function | ast.ClassDef) and not node.name.startswith("_"):
            yield node
            if isinstance(node, ast.ClassDef):
                yield from public_definitions(node)


def test_every_part_has_a_place_in_the_order() -> None:
    assert {entry_of(module) for module in MODULES} <= {*ORDER, *ENTRY_POINTS}


def test_contributing_shows_the_order_that_is_held() -> None:
    shown = (ROOT / "CONTRIBUTING.md").read_text("utf-8").split("modules to its left:")[1]
    listed = re.sub(r"\s", "", shown.split("`tests/")[0]).split(",")
    assert listed == [room for room in ORDER if room in {entry_of(module) for module in MODULES}]


@every_module
def test_imports_point_to_the_left(module: str) -> None:
    entry = entry_of(module)
    if entry in ENTRY_POINTS:
        return
    allowed = {*ORDER[: ORDER.index(entry) + 1], "__init__"}
    wrong = {name for name in own_imports_of(module) if entry_of(name) not in allowed}
    assert not wrong, f"{module} is left of what it imports: {sorted(wrong)}"


def test_the_arrow_to_the_right_is_only_followed_when_asked() -> None:
    module, target = WRITES_ITSELF
    at_import = {n.module for n in TREES[module].body if isinstance(n, ast.ImportFrom)}
    assert target in set(imports_of(module))
    assert target not in at_import


def test_no_module_imports_itself_in_a_circle() -> None:
    graph = {module: own_imports_of(module) - {"nextstride", module} for module in MODULES}
    graph.pop("nextstride")
    graphlib.TopologicalSorter(graph).prepare()  # Raises CycleError, naming the circle.


@every_module
def test_heavy_libraries_stay_in_their_rooms(module: str) -> None:
    imported = {name.split(".")[0] for name in imports_of(module)}
    wrong = {name for name in imported & HOMES.keys() if entry_of(module) not in HOMES[name]}
    assert not wrong, f"{module} must not import {sorted(wrong)}"


@every_module
def test_functions_are_short(module: str) -> None:
    lines = SOURCES[module].splitlines()
    sizes = {each.name: code_lines(each, lines) for each in functions_of(TREES[module])}
    long = {name: size for name, size in sizes.items() if size > CODE_LINES_PER_FUNCTION}
    assert not long


@every_module
def test_functions_take_few_parameters(module: str) -> None:
    crowded = {
        each.name: parameters(each)
        for each in functions_of(TREES[module])
        if len(parameters(each)) > PARAMETERS_PER_FUNCTION and not is_command(each)
    }
    assert not crowded


@every_module
def test_files_are_short(module: str) -> None:
    assert len(SOURCES[module].splitlines()) <= LINES_PER_FILE


@every_module
def test_everything_public_is_documented(module: str) -> None:
    tree = TREES[module]
    bare = [each.name for each in public_definitions(tree) if not ast.get_docstring(each)]
    assert ast.get_docstring(tree), f"{module} has no docstring"
    assert not bare


@every_module
def test_modules_are_named_after_their_subject(module: str) -> None:
    assert not {part.strip("_") for part in module.split(".")} & LEFTOVERS


@every_module
def test_the_type_of_arrays_stands_once(module: str) -> None:
    defined = re.search(r"^Floats\b.*=", SOURCES[module], re.M)
    assert not defined or module == "nextstride.arrays", "import it from nextstride.arrays"


@every_module
def test_no_bare_except(module: str) -> None:
    handlers = (node for node in ast.walk(TREES[module]) if isinstance(node, ast.ExceptHandler))
    assert [node.lineno for node in handlers if node.type is None] == []


@every_module
def test_words_bear_no_marks_of_code(module: str) -> None:
    """Backticks mean something in a terminal; on a page and on paper they stand as they are."""
    if entry_of(module) == "cli":
        return
    walked = list(ast.walk(TREES[module]))
    alone = {id(node.value) for node in walked if isinstance(node, ast.Expr)}
    found = [
        node.value
        for node in walked
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in alone
    ]
    assert [words for words in found if re.search("`[A-Za-z.]|[A-Za-z]`", words)] == []


def test_nothing_names_a_path_of_one_machine() -> None:
    absolute = re.compile(r"(?<![\w.~*/-])/(?:work|root|home|tmp|Users)\b")
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in written_files()
        for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1)
        if absolute.search(line)
    ]
    assert not found


def written_files() -> Iterator[Path]:
    """Yield the repository's text files: what people wrote, not what tools made."""
    suffixes = {".py", ".md", ".toml", ".yaml", ".yml", ".cff", ".html", ".css", ".js", ".csv"}
    for folder in ("nextstride", "tests", "docs", "examples", "benchmarks", ".ci", ".github"):
        yield from (path for path in (ROOT / folder).rglob("*") if path.suffix in suffixes)
    yield from (path for path in ROOT.iterdir() if path.suffix in suffixes)
    yield from (ROOT / "Makefile", ROOT / ".ci" / "run")
