"""What the documentation takes from the code as it is built: commands, ontology, and pages that lie elsewhere."""

import re
from html import escape
from pathlib import Path
from typing import Any

import tomli
from mkdocs.structure.files import File, Files
from typer.main import get_command

from herodote.cli import app
from herodote.plover import ontology

ROOT = Path(__file__).parents[1]
#: Pages of the site that lie outside its folder, and how they are linked to.
ELSEWHERE = {
    "datasheet.md": "training/corpus/DATASHEET.md",
    "model-card.md": "src/herodote/frames/weights/MODEL_CARD.md",
    "changes.md": "CHANGELOG.md",
}
_QUADS = {1: "cooperation in words", 2: "cooperation in deeds", 3: "conflict in words", 4: "conflict in deeds"}


def on_files(files: Files, config: Any) -> Files:
    """Add the pages that are made."""
    made = {name: (ROOT / path).read_text(encoding="utf8") for name, path in ELSEWHERE.items()}
    made |= {"reference/commands.md": commands(), "ontology.md": types()}
    for name, content in made.items():
        files.append(File.generated(config, name, content=content))
    return files


def on_page_markdown(markdown: str, page: Any, **_: Any) -> str:
    """Links to files of the repository lead to their pages, or are left as their words where there is none."""
    up = "../" * page.file.src_uri.count("/")

    def link(found: re.Match[str]) -> str:
        words, target = found[1], found[2]
        for name, path in ELSEWHERE.items():
            if target.endswith((path, Path(path).name)):
                return f"[{words}]({up}{name})"
        if target.startswith("docs/"):
            return f"[{words}]({up}{target.removeprefix('docs/')})"
        return f"`{words}`" if target.startswith("../") and not _inside(page, target) else found[0]

    return re.sub(r"(?<!!)\[([^\]]+)\]\(([^)#\s]+\.\w+)\)", link, markdown)


def _inside(page: Any, target: str) -> bool:
    docs = ROOT / "docs"
    return (docs / Path(page.file.src_uri).parent / target).resolve().is_relative_to(docs)


def commands() -> str:
    """Every command with its arguments and options, as the program itself tells them."""
    top = get_command(app)
    context = top.context_class(top, info_name="herodote")
    parts = ["# Commands", "", (top.help or ""), "", (top.epilog or ""), ""]
    for name, command in sorted(top.commands.items()):  # type: ignore[attr-defined]
        parts += _command(command, command.context_class(command, parent=context, info_name=name))
    return "\n".join(parts)


def _command(command: Any, context: Any) -> list[str]:
    usage = " ".join(command.collect_usage_pieces(context))
    out = [f"## {context.info_name}", "", f"    {context.command_path} {usage}", "", command.help or "", ""]
    rows = []
    for parameter in command.get_params(context):
        record = parameter.get_help_record(context)
        if record and "--help" not in record[0]:
            rows.append(f"| <code>{_cell(record[0])}</code> | {_cell(record[1])} |")
    return [*out, "| option | |", "| --- | --- |", *rows, ""] if rows else out


def _cell(text: str) -> str:
    return escape(text, quote=False).replace("|", "&#124;").replace("\n", " ")


def types() -> str:
    """The types of PLOVER, their modes and scores, with an example of each in both languages."""
    examples = tomli.loads((ROOT / "docs" / "ontology.toml").read_text(encoding="utf8"))
    out = [examples["introduction"], ""]
    for name, kind in ontology().types.items():
        shown = examples["types"][name]
        out += [f"## {name}", "", f"{kind.definition} *{_QUADS[kind.quad].capitalize()}*, score {kind.score:+g}.", ""]
        out += [f"> {shown['fr']}", ">", f"> {shown['en']}", ""]
        if kind.modes:
            out += ["| mode | score | |", "| --- | ---: | --- |"]
            out += [f"| {mode} | {score:+g} | {shown['modes'][mode]} |" for mode, score in kind.modes.items()]
            out.append("")
        if "beside" in shown:
            out += [shown["beside"], ""]
    contexts = ", ".join(f"`{c}`" for c in ontology().contexts)
    sectors = ", ".join(f"`{s}`" for s in ontology().sectors)
    return "\n".join([*out, "## Contexts", "", contexts + ".", "", "## Sectors of actors", "", sectors + ".", ""])
