"""The laws of what users take away: it runs, it says what was chosen, and nothing breaks out of it."""

import ast
import csv
import io
import json
import re
import subprocess
import sys
import textwrap
import tomllib
from html.parser import HTMLParser
from importlib.metadata import version
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import nbformat
import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pages.components.schedule_editor import EDITOR, STYLE
from pruning_core import (
    ConstantSparsity,
    KeyframeSchedule,
    PolynomialDecay,
    Schedule,
    TrainingPlan,
    applied_sparsity,
    update_steps,
)
from pruning_core.data.facts import DATASETS
from pruning_core.errors import FieldError, RunConfigError
from pruning_core.exports import (
    curve_csv,
    iframe_snippet,
    offline_page,
    run_notebook,
    run_script,
)
from pruning_core.exports.addresses import is_address
from pruning_core.exports.code.dependencies import PYTHON, TRAINING
from pruning_core.exports.page.offline import fingerprint
from pruning_core.exports.table import COLUMNS, MOST_ROWS
from pruning_core.runs.config import RunConfig
from pruning_core.schedules import Keyframe, Segment
from tests.examples import DECAY
from tests.strategies import schedules, sparsities, step_numbers

PROJECT = tomllib.loads((Path(__file__).parents[3] / "pyproject.toml").read_text("utf-8"))
PLAN = TrainingPlan(num_examples=500, batch_size=32, epochs=2, validation_split=0.2)
CONFIG = RunConfig(schedule=DECAY, plan=PLAN)
ONE_OF_EACH = (
    ConstantSparsity(target_sparsity=1e-7, begin_step=3),
    DECAY,
    KeyframeSchedule(
        keyframes=(
            Keyframe(step=2, sparsity=0.1, segment=Segment.SMOOTH),
            Keyframe(step=8, sparsity=0.6, segment=Segment.HOLD),
            Keyframe(step=12, sparsity=0.8),
        ),
        begin_step=2,
    ),
)
# As PEP 723 gives it.
METADATA = re.compile(r"(?m)^# /// (?P<type>[a-zA-Z0-9-]+)$\s(?P<content>(^#(| .*)$\s)+)^# ///$")
MODULE = "export default function scheduleEditor({ data, parentElement, setStateValue }) {}\n"
BYTES_OF_THE_PAGE_ITSELF = 8_000


@st.composite
def curves(draw: st.DrawFn) -> KeyframeSchedule:
    """Keyframe schedules of a few points anywhere."""
    steps = sorted(draw(st.sets(step_numbers(), min_size=1, max_size=6)))
    segments = st.sampled_from(Segment)
    return KeyframeSchedule(
        keyframes=[
            Keyframe(step=step, sparsity=draw(sparsities()), segment=draw(segments))
            for step in steps
        ],
        begin_step=draw(step_numbers()),
        frequency=draw(step_numbers(1)),
    )


def any_schedules() -> st.SearchStrategy[Schedule]:
    """Every kind of schedule, with windows of any length."""
    return st.one_of(schedules(), curves())


@st.composite
def decays(draw: st.DrawFn, longest: int) -> PolynomialDecay:
    """Decays in a window of at most so many steps."""
    begin_step = draw(st.integers(0, longest - 1))
    return PolynomialDecay(
        initial_sparsity=draw(sparsities()),
        final_sparsity=draw(sparsities()),
        begin_step=begin_step,
        end_step=draw(st.integers(begin_step + 1, longest)),
        frequency=draw(st.integers(1, longest)),
    )


@st.composite
def plans(draw: st.DrawFn) -> TrainingPlan:
    """Plans of up to a few hundred steps, on as many examples as the digits have."""
    return TrainingPlan(
        num_examples=draw(st.integers(10, 1000)),
        batch_size=draw(st.integers(20, 1000)),
        epochs=draw(st.integers(1, 9)),
        validation_split=draw(st.sampled_from((0.0, 0.2, 1 / 3))),
    )


def addresses() -> st.SearchStrategy[str]:
    """Web addresses with anything in their query that an address may hold."""
    letters = st.text(st.characters(codec="utf-8"), max_size=20).map(
        lambda text: "".join(filter(lambda letter: is_address(f"http://a/{letter}"), text))
    )
    return st.builds("https://lab.example/{}?{}#{}".format, letters, letters, letters).filter(
        is_address
    )


def titles() -> st.SearchStrategy[str]:
    """Titles, and among them those that are out to break something."""
    spiteful = (
        "</title><script>",
        '"onload="',
        "'",
        "--><",
        "<!--",
        "]]>",
        "&quot;",
        "\r\n",
        "</ScRiPt",
    )
    return st.one_of(
        st.lists(st.one_of(st.sampled_from(spiteful), st.text(max_size=5)), max_size=5).map(
            "".join
        ),
        st.text(st.characters(codec="utf-8"), max_size=30),
    ).filter(lambda text: text.strip() and is_utf8(text))


def is_utf8(text: str) -> bool:
    """Whether the text has no half of a surrogate pair."""
    return not re.search("[\ud800-\udfff]", text)


class Elements(HTMLParser):
    """Every element with its attributes, and the text of those that hold text alone."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.texts: dict[str, str] = {}
        self._open = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note the element."""
        self.found.append((tag, dict(attrs)))
        kind = dict(attrs).get("type")
        self._open = tag if kind is None else f"{tag} {kind}"

    def handle_endtag(self, tag: str) -> None:
        """What follows belongs to no element that is looked at."""
        self._open = ""

    def handle_data(self, data: str) -> None:
        """Note the text."""
        self.texts[self._open] = self.texts.get(self._open, "") + data


def arguments_of(code: str, name: str) -> dict[str, Any]:
    """The keyword arguments of the one call in the code of what has that name."""
    calls = [
        node
        for node in ast.walk(ast.parse(code))
        if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] == name
    ]
    assert len(calls) == 1
    return {keyword.arg or "": ast.literal_eval(keyword.value) for keyword in calls[0].keywords}


def ruff(*arguments: str, text: str) -> None:
    """Ruff has nothing to say about the text."""
    command = [sys.executable, "-m", "ruff", *arguments, "--isolated", "--line-length=100", "-"]
    done = subprocess.run(command, input=text, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


# Scripts and notebooks.


@given(any_schedules(), plans(), st.sampled_from(sorted(DATASETS)), st.integers(0, 2**32 - 1))
def test_a_script_compiles_and_makes_the_schedule_that_was_chosen(
    schedule: Schedule, plan: TrainingPlan, dataset: str, seed: int
) -> None:
    script = run_script(RunConfig(schedule=schedule, plan=plan, dataset=dataset, seed=seed))
    compile(script, "script.py", "exec", dont_inherit=True)
    described = schedule.get_config()
    assert arguments_of(script, described["class_name"]) == described["config"]
    constants = dict(re.findall(r"^([A-Z_]+) = (.*)$", script, re.MULTILINE))
    assert {name: ast.literal_eval(value) for name, value in constants.items()} == {
        "NUM_EXAMPLES": plan.num_examples,
        "BATCH_SIZE": plan.batch_size,
        "EPOCHS": plan.epochs,
        "VALIDATION_SPLIT": plan.validation_split,
        "SEED": seed,
    }


@settings(max_examples=15)
@given(any_schedules(), st.sampled_from(sorted(DATASETS)), addresses())
def test_a_script_is_written_as_the_formatter_and_the_linter_want_it(
    schedule: Schedule, dataset: str, link: str
) -> None:
    script = run_script(RunConfig(schedule=schedule, plan=PLAN, dataset=dataset, seed=0), link=link)
    ruff("format", "--check", text=script)
    ruff("check", "--select=B,E,F,I,UP,W", "--ignore=E501", text=script)


@pytest.mark.parametrize("schedule", ONE_OF_EACH)
@pytest.mark.parametrize("dataset", sorted(DATASETS))
def test_a_script_names_the_packages_that_it_imports_in_the_labs_versions(
    schedule: Schedule, dataset: str
) -> None:
    script = run_script(RunConfig(schedule=schedule, plan=PLAN, dataset=dataset, seed=0))
    (block,) = METADATA.finditer(script)
    assert block["type"] == "script"
    content = "".join(line[2:] for line in block["content"].splitlines(keepends=True))
    needed = tomllib.loads(content)
    assert needed["requires-python"] == PROJECT["project"]["requires-python"]
    assert needed["dependencies"] == [
        *(f"{package}=={version(package)}" for package in sorted(TRAINING)),
        *DATASETS[dataset].script.packages,
    ]
    modules = {package.split("==")[0].replace("-", "_") for package in needed["dependencies"]}
    modules |= {"sklearn"} if "scikit_learn" in modules else set()
    imported = set(re.findall(r"^(?:import|from) (\w+)", script, re.MULTILINE))
    assert imported - sys.stdlib_module_names <= modules


def test_what_a_script_needs_is_pinned_for_the_lab_as_well() -> None:
    pinned = {dependency.split("==")[0] for dependency in PROJECT["project"]["dependencies"]}
    assert set(TRAINING) <= pinned
    assert PROJECT["project"]["requires-python"] == PYTHON


@given(addresses())
def test_a_link_stands_in_a_comment_and_nowhere_else(link: str) -> None:
    script, without = run_script(CONFIG, link=link), run_script(CONFIG)
    line = f"# Made with the Pruning Schedule Lab: {link}"
    assert line in script.splitlines()
    assert ast.dump(ast.parse(script)) == ast.dump(ast.parse(without))


@given(st.text())
def test_a_link_that_is_no_address_is_refused(text: str) -> None:
    for spoilt in (text, f"https://lab.example/{text}\n", f"https://lab.example/> {text}"):
        if is_address(spoilt):
            continue
        for export in (run_script, run_notebook):
            with pytest.raises(FieldError, match="link must be an address"):
                export(CONFIG, link=spoilt)
        with pytest.raises(FieldError, match="url must be an address"):
            iframe_snippet(spoilt, title="A lab")


@settings(max_examples=30)
@given(any_schedules(), plans(), st.sampled_from(sorted(DATASETS)), st.none() | addresses())
def test_a_notebook_is_valid_and_its_cells_compile(
    schedule: Schedule, plan: TrainingPlan, dataset: str, link: str | None
) -> None:
    text = run_notebook(RunConfig(schedule=schedule, plan=plan, dataset=dataset, seed=0), link=link)
    notebook = json.loads(text)
    nbformat.validate(notebook, version=4, version_minor=5)
    code = {
        cell["id"]: "".join(cell["source"])
        for cell in notebook["cells"]
        if cell["cell_type"] == "code"
    }
    assert code.pop("install").startswith("%pip install ")
    for name, cell in code.items():
        compile(cell, name, "exec", dont_inherit=True)
    described = schedule.get_config()
    assert arguments_of(code["schedule"], described["class_name"]) == described["config"]


@pytest.mark.parametrize("schedule", ONE_OF_EACH)
@pytest.mark.parametrize("dataset", sorted(DATASETS))
def test_script_and_notebook_define_the_same(schedule: Schedule, dataset: str) -> None:
    config = RunConfig(schedule=schedule, plan=PLAN, dataset=dataset, seed=5)
    script, notebook = run_script(config), json.loads(run_notebook(config))
    code = ["".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "code"]
    kinds = (ast.FunctionDef, ast.ClassDef)

    def definitions(text: str) -> dict[str, str]:
        return {
            node.name: ast.dump(node) for node in ast.parse(text).body if isinstance(node, kinds)
        }

    defined = definitions(script)
    assert definitions("\n".join(code[1:])) == {
        name: body for name, body in defined.items() if name not in ("main", "pruning_schedule")
    }


def test_exporting_imports_neither_tensorflow_nor_a_page() -> None:
    code = """\
        import sys
        from pruning_core import KeyframeSchedule, TrainingPlan
        from pruning_core.exports import run_notebook, run_script
        from pruning_core.runs.config import RunConfig
        plan = TrainingPlan(num_examples=500, batch_size=32, epochs=1)
        schedule = KeyframeSchedule(keyframes=[[9, 0.5]], begin_step=9)
        config = RunConfig(schedule=schedule, plan=plan, dataset="mnist", seed=0)
        run_script(config)
        run_notebook(config)
        assert not {"tensorflow", "tf_keras", "streamlit"} & set(sys.modules)
    """
    subprocess.run([sys.executable, "-c", textwrap.dedent(code)], check=True)


# The table.


@given(st.one_of(decays(300), any_schedules()), plans())
def test_a_table_has_a_row_for_each_step_that_reads_back_as_the_same_float32(
    schedule: Schedule, plan: TrainingPlan
) -> None:
    head, *rows = csv.reader(io.StringIO(curve_csv(schedule, plan)))
    assert tuple(head) == COLUMNS
    step, epoch, scheduled, applied, update = (list(column) for column in zip(*rows, strict=True))
    steps = np.arange(1, plan.total_steps + 1)
    assert [int(text) for text in step] == steps.tolist()
    assert [int(text) for text in epoch] == np.repeat(
        np.arange(1, plan.epochs + 1), plan.steps_per_epoch
    ).tolist()
    np.testing.assert_array_equal(np.array(scheduled, np.float32), schedule.sparsity(steps))
    np.testing.assert_array_equal(
        np.array(applied, np.float32), applied_sparsity(schedule, plan.total_steps)
    )
    changes = [int(text) for text, turn in zip(step, update, strict=True) if turn == "1"]
    assert changes == update_steps(schedule, plan.total_steps).tolist()


@pytest.mark.parametrize("frequency", [1, 7, 40, 333_333])
def test_a_long_training_has_a_short_table_with_its_ends_and_its_updates(frequency: int) -> None:
    plan = TrainingPlan(num_examples=60_000, batch_size=6, epochs=100)
    total = plan.total_steps
    decay = PolynomialDecay(
        initial_sparsity=0.1,
        final_sparsity=0.9,
        begin_step=11,
        end_step=900_000,
        frequency=frequency,
    )
    _head, *rows = csv.reader(io.StringIO(curve_csv(decay, plan)))
    steps = np.array([int(row[0]) for row in rows])
    assert MOST_ROWS // 2 <= len(rows) <= MOST_ROWS
    assert (steps[0], steps[-1]) == (1, total)
    assert np.all(np.diff(steps) > 0)
    updates = update_steps(decay, total)
    shown = set(steps.tolist())
    if updates.size <= MOST_ROWS // 2:
        assert shown.issuperset(updates.tolist())
    else:
        assert len(shown.intersection(updates.tolist())) >= MOST_ROWS // 4
    scheduled, applied = (np.array([row[column] for row in rows], np.float32) for column in (2, 3))
    np.testing.assert_array_equal(scheduled, decay.sparsity(steps))
    np.testing.assert_array_equal(applied, applied_sparsity(decay, total)[steps - 1])


def test_a_table_of_a_training_that_the_lab_could_not_run_is_refused() -> None:
    plan = TrainingPlan(num_examples=60_000, batch_size=1, epochs=10**9)
    with pytest.raises(RunConfigError, match="1,000,000 steps"):
        curve_csv(DECAY, plan)


# The embedded view.


@given(addresses(), titles())
@example("https://lab.example/&lt;a&quot;?copy=1&amp=2", "An entity in the address")
def test_an_iframe_is_one_element_with_the_right_attributes_whatever_it_shows(
    url: str, title: str
) -> None:
    ((tag, attributes),) = Elements(iframe_snippet(url, title=title)).found
    assert tag == "iframe"
    address = attributes.pop("src")
    assert attributes == {
        "title": title,
        "loading": "lazy",
        "width": "100%",
        "height": "640",
        "style": "border: 0",
    }
    assert isinstance(address, str)
    before, after = urlsplit(url), urlsplit(address)
    assert (after.netloc, after.path, after.fragment) == (
        before.netloc,
        before.path,
        before.fragment,
    )
    given = [pair for pair in parse_qsl(before.query, keep_blank_values=True) if pair[0] != "embed"]
    assert parse_qsl(after.query, keep_blank_values=True) == [*given, ("embed", "true")]


@pytest.mark.parametrize("query", ["embed=false", "embed=true&embed=true", "a=1&embed=&b=2"])
def test_a_view_is_embedded_once_whatever_the_link_said(query: str) -> None:
    ((_tag, attributes),) = Elements(iframe_snippet(f"http://lab/?{query}", title="A lab")).found
    assert str(attributes["src"]).count("embed=true") == 1
    assert "embed=false" not in str(attributes["src"])


@pytest.mark.parametrize("title", ["", " \n", "\ud800"])
def test_a_title_that_says_nothing_is_refused(title: str) -> None:
    with pytest.raises(FieldError, match="title must"):
        iframe_snippet("https://lab.example/", title=title)
    with pytest.raises(FieldError, match="title must"):
        offline_page(script=MODULE, style="", data={}, title=title)


# The page for offline.


@given(
    st.recursive(st.none() | st.booleans() | st.integers() | titles() | st.text(), st.lists),
    titles(),
)
def test_no_name_and_no_title_breaks_out_of_an_offline_page(data: object, title: str) -> None:
    page = offline_page(script=MODULE, style=".a { color: red }", data={"it": data}, title=title)
    elements = Elements(page)
    assert [tag for tag, _attributes in elements.found] == [
        *("html", "head", "meta", "meta", "meta", "title", "style"),
        *("body", "h1", "noscript", "main", "script", "script"),
    ]
    initial = elements.texts["script application/json"]
    assert json.loads(initial) == {"it": data}
    assert not set("<>&") & set(initial)  # a browser ends the element at less than this parser does
    assert "".join(elements.texts["h1"]) == "".join(elements.texts["title"]) == title


def test_an_offline_page_admits_its_own_script_and_style_and_no_network() -> None:
    page = offline_page(script=EDITOR.read(), style=STYLE, data={}, title="Schedules")
    elements = Elements(page)
    assert elements.found[0] == ("html", {"lang": "en"})
    policy = elements.found[3][1]["content"]
    assert policy is not None
    rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
    assert rules["default-src"] == "'none'"
    assert rules["script-src"] == f"'{fingerprint(elements.texts['script module'])}'"
    assert rules["style-src"] == f"'{fingerprint(elements.texts['style'])}'"
    assert not any(
        "src" in attributes or "href" in attributes for _tag, attributes in elements.found
    )
    assert EDITOR.read() in page


def test_an_offline_page_is_small_and_gives_the_editor_the_colours_that_it_asks_for() -> None:
    page = offline_page(script=EDITOR.read(), style=STYLE, data={}, title="Schedules")
    size = len(page.encode("utf-8"))
    assert size < 200_000
    assert size - len((EDITOR.read() + STYLE).encode("utf-8")) < BYTES_OF_THE_PAGE_ITSELF
    asked = set(re.findall(r"--st-[a-z0-9-]+", EDITOR.read() + STYLE))
    assert "--st-text-color" in asked
    assert asked <= set(re.findall(r"^ +(--st-[a-z0-9-]+): ", page, re.MULTILINE))


@pytest.mark.parametrize(
    ("field", "arguments"),
    [
        ("script", {"script": "export default () => {};"}),
        ("script", {"script": f'import {{ a }} from "./a.js";\n{MODULE}'}),
        ("script", {"script": f'{MODULE}const a = "</SCRIPT>";'}),
        ("script", {"script": f"{MODULE}// <!-- a"}),
        ("style", {"style": 'a::before { content: "</Style>" }'}),
        ("data", {"data": {"sparsity": float("nan")}}),
        ("data", {"data": {"schedule": DECAY}}),
    ],
)
def test_what_cannot_stand_in_an_offline_page_is_refused(
    field: str, arguments: dict[str, Any]
) -> None:
    good: dict[str, Any] = {"script": MODULE, "style": "", "data": {}, "title": "Schedules"}
    with pytest.raises(FieldError, match=f"{field} must") as refused:
        offline_page(**good | arguments)
    assert refused.value.field == field
