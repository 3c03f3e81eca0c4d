"""The modules of an element become one script that a browser can load."""

import subprocess
import sys
from pathlib import Path

import pytest

from pages.components.elements.bundle import BundleError, bundle_modules, list_modules

NODE = Path(sys.prefix) / "bin" / "node"
ENTRIES = (
    "schedule_editor/editor.js",
    "live_run/live_run.js",
    "runs_table/runs_table.js",
    "elements/browser_keys/browser_keys.js",
    "draw_digit/draw_digit.js",
    "comparison/comparison.js",
    "explorer/network/layer_table/layer_table.js",
    "explorer/network/model_file/model_file.js",
    "explorer/network/model_file/reader.js",
)


def write_modules(folder: Path, **modules: str) -> Path:
    """Write these modules into a folder. Two underscores in a name stand for a subfolder."""
    for name, text in modules.items():
        file = folder / f"{name.replace('__', '/')}.js"
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, "utf-8")
    return folder


def parse_error(script: str) -> str:
    """The error of node if it cannot parse a script as a module, otherwise an empty text."""
    command = [str(NODE), "--check", "--input-type=module", "-"]
    result = subprocess.run(command, input=script, capture_output=True, text=True, check=False)
    return result.stderr


@pytest.mark.parametrize("entry", ENTRIES)
def test_two_modules_of_a_bundle_never_define_the_same_top_level_name(entry: str) -> None:
    assert parse_error(bundle_modules(entry)) == ""


def test_node_reports_a_name_that_two_modules_define(tmp_path: Path) -> None:
    entry = 'import { a } from "./sub/a.js";\nfunction same() {}\nexport default a;\n'
    root = write_modules(tmp_path, entry=entry, sub__a="const same = 1;\nexport const a = same;\n")
    assert "'same' has already been declared" in parse_error(bundle_modules("entry.js", root))


def test_a_module_comes_after_every_module_that_it_imports(tmp_path: Path) -> None:
    root = write_modules(
        tmp_path,
        entry='import { b } from "./two/b.js";\nimport { a } from "./one/a.js";\nexport default [a, b];\n',
        two__b='import {\n  a,\n} from "../one/a.js";\nexport const b = a;\n',
        one__a="export const a = 1;\n",
    )
    assert list_modules("entry.js", root) == ("one/a.js", "two/b.js", "entry.js")
    script = bundle_modules("entry.js", root)
    assert "import" not in script
    assert script.count("export") == 1


def test_modules_that_import_each_other_are_refused(tmp_path: Path) -> None:
    root = write_modules(
        tmp_path,
        a='import { b } from "./b.js";\nexport const a = () => b;\n',
        b='import { a } from "./a.js";\nexport const b = () => a;\n',
    )
    with pytest.raises(BundleError, match=r"a\.js -> b\.js -> a\.js"):
        bundle_modules("a.js", root)


@pytest.mark.parametrize(
    "line",
    ['import { b as c } from "./b.js";', 'import * as b from "./b.js";', 'import b from "./b.js";'],
)
def test_imports_that_cannot_work_in_one_scope_are_refused(tmp_path: Path, line: str) -> None:
    root = write_modules(tmp_path, a=f"{line}\nexport default 1;\n", b="export const b = 1;\n")
    with pytest.raises(BundleError, match="must import by name"):
        bundle_modules("a.js", root)


def test_only_the_entry_may_have_a_default_export(tmp_path: Path) -> None:
    root = write_modules(
        tmp_path,
        a='import { b } from "./b.js";\nexport default b;\n',
        b="export const b = 1;\nexport default b;\n",
    )
    with pytest.raises(BundleError, match=r"b\.js must not have a default export"):
        bundle_modules("a.js", root)
