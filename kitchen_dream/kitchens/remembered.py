"""The cookbook of a run: kept whole in its configuration, and used again wherever its policy cooks."""

import os
from pathlib import Path

from kitchen_dream.core.cache import cache_folder, digest
from kitchen_dream.core.files import write_atomically
from kitchen_dream.core.resources import ASSETS
from kitchen_dream.kitchens.cookbook import FOLDER_LINE, VARIABLE, VARIANTS, cookbook, read_cookbook, use_cookbook


def own_cookbook() -> str:
    """The text of the user's own cookbook, with its folder for the meshes that it names; "" for the one that ships."""
    file = os.environ.get(VARIABLE, "")
    if not file:
        return ""
    text = Path(file).read_text(encoding="utf-8")
    return text if text.startswith(FOLDER_LINE) else f"{FOLDER_LINE}{Path(file).absolute().parent}\n{text}"


def named_by_the_user() -> bool:
    """Whether a cookbook is in use that the user has named, and no run."""
    file = os.environ.get(VARIABLE, "")
    return bool(file) and Path(file).parent != _folder()


def cook_by(text: str) -> None:
    """Cook by the cookbook that a run remembers, "" for the one that ships; one that the user has named goes before.

    Raises KitchenError for a text that is no cookbook."""
    if named_by_the_user() or text == own_cookbook():
        return
    use_cookbook(_written(text) if text else None)


def misfit(text: str, variant: str = "v0") -> str:
    """Why a policy that was trained with a cookbook cannot cook by the one in use, and the way out; "" if it can.

    A policy knows ingredients by their numbers: recipes, names, looks and habits may be others. variant: of the
    kitchens, see `cookbook.VARIANTS`."""
    shipped = ASSETS / VARIANTS[variant][0]
    known, used = read_cookbook(_written(text) if text else shipped), cookbook(variant)
    if known.group_of == used.group_of:
        return ""
    new = [name for name in used.ingredients if name not in known.ingredients]
    what = f"was not trained with {', '.join(new[:5])}{', ...' if len(new) > 5 else ''}"
    if not new:
        what = "was trained with more ingredients, or with the same in another order"
    return f"the policy {what}: train one with this cookbook (train --cookbook FILE), or leave --cookbook out"


def _written(text: str) -> Path:
    path = _folder() / f"{digest(text)}.yaml"
    if not path.is_file():
        write_atomically(path, text, parents=True)
    return path


def _folder() -> Path:
    return cache_folder() / "cookbooks"
