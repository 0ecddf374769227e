"""A template is written as one file that stands on its own."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from dlcli.ground.errors import UsageError
from dlcli.recipe.check import check
from dlcli.recipe.templates import Template, template, templates, write, write_named

HEAD = "# Irises.\n# dlcli train recipes/iris.yaml\n# 5 s on 2 CPU cores; holds: accuracy >= 0.9\n"


def test_quickstart_comes_first() -> None:
    assert templates()[0].name == "quickstart"


def test_template_says_what_its_head_says() -> None:
    found = template("vision/lenet5_digits")
    assert found.summary.startswith("LeNet-5")
    assert found.command == "dlcli train recipes/vision/lenet5_digits.yaml"
    assert found.cost.endswith("s on 2 CPU cores")
    assert found.holds == "accuracy >= 0.97"


def test_last_part_of_a_name_is_enough() -> None:
    assert template("lenet5_digits") == template("vision/lenet5_digits")


def test_unknown_template_is_no_key() -> None:
    with pytest.raises(KeyError):
        template("lenet")


def _extends(template: Template) -> bool:
    return "\nextends:" in template.path.read_text("utf-8")


@pytest.mark.parametrize("known", [each for each in templates() if _extends(each)], ids=lambda each: each.name)
def test_copy_of_one_that_extends_another_stands_alone(known: Template, tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    write(known, file)
    assert f"# dlcli train {file}\n" in file.read_text("utf-8")
    assert not _extends(replace(known, path=file))
    assert check(file).recipe.layers == check(known.path).recipe.layers


@pytest.mark.parametrize("known", [each for each in templates() if not _extends(each)], ids=lambda each: each.name)
def test_copy_is_valid_and_differs_in_its_command_only(known: Template, tmp_path: Path) -> None:
    file = tmp_path / "my own.yaml"
    write(known, file)
    assert file.read_text("utf-8") == known.path.read_text("utf-8").replace(known.command, f"dlcli train '{file}'")
    assert check(file).recipe.layers == check(known.path).recipe.layers


def test_file_is_named_after_the_template(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert write_named("lenet5_digits") == Path("lenet5_digits.yaml")
    assert "# dlcli train lenet5_digits.yaml\n" in Path("lenet5_digits.yaml").read_text("utf-8")
    assert check(Path("lenet5_digits.yaml")).recipe.name == "lenet5_digits"


def test_unknown_template_is_told_with_a_near_one() -> None:
    with pytest.raises(UsageError) as caught:
        write_named("lenet5_digit")
    assert str(caught.value) == (
        "there is no template 'lenet5_digit'; did you mean 'vision/lenet5_digits'? dlcli new --list shows them all"
    )


def test_nothing_is_written_over(tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text("mine")
    with pytest.raises(UsageError) as caught:
        write(template("quickstart"), file)
    assert str(caught.value) == f"'{file}' is there already; give the new recipe another name"
    assert file.read_text() == "mine"


def test_broken_link_is_not_written_through(tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    file.symlink_to(tmp_path / "nowhere.yaml")
    with pytest.raises(UsageError, match="is there already"):
        write(template("quickstart"), file)


def test_line_end_in_a_name_cannot_leave_the_comment(tmp_path: Path) -> None:
    file = tmp_path / "a\nseed: 5"
    with pytest.raises(UsageError, match="cannot be printed"):
        write(template("quickstart"), file)
    assert list(tmp_path.iterdir()) == []


def test_recipe_that_extends_others_is_put_together(tmp_path: Path) -> None:
    shelf, mine = tmp_path / "recipes", tmp_path / "mine"
    shelf.mkdir()
    mine.mkdir()
    (shelf / "base.yaml").write_text(
        "vars: {width: 16}\ndata: {source: iris, split: {test: 0.2}}\nlayers:\n"
        '  - {type: dense, units: "${width}", activation: relu}\n  - {type: dense, units: "${data.classes}"}\n'
    )
    extending = shelf / "iris.yaml"
    extending.write_text(f"{HEAD}\nextends: base.yaml\nchanges: {{layers.1.activation: softmax}}\n")
    described = Template("iris", extending, "Irises.", "dlcli train recipes/iris.yaml", "5 s", "accuracy >= 0.9")
    write(described, mine / "own.yaml")
    assert (mine / "own.yaml").read_text("utf-8").startswith("# Irises.\n# dlcli train ")
    assert "\nextends:" not in (mine / "own.yaml").read_text("utf-8")
    assert check(mine / "own.yaml").recipe.layers == check(extending).recipe.layers
