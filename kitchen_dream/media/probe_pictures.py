"""Charts of what DREAM learnt: exploration rewards on a kitchen's plan, looks by kind of place, heat maps of grids."""

import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import Circle

from kitchen_dream.kitchens.spec import BURNERS, Kitchen
from kitchen_dream.media.plan import draw_plan, pixels
from kitchen_dream.problems.grids.rules import GridProblem
from kitchen_dream.rules.skills import PRESS0, STOP, TAKE0

COLOURS = ("#c2452d", "#2a6fa2", "#7a7d81", "#c9cbce", "#3d7a4a")


def reward_plan(kitchen: Kitchen, actions: np.ndarray, rewards: np.ndarray) -> np.ndarray:
    """The plan of a kitchen with the path and the rewards of an exploration.

    actions: (T,) int, the exploration's actions. rewards: (T,) float, DREAM's exploration reward of each. Returns
    (height, width, 3) uint8."""
    stops = []
    for action, reward in zip(actions, rewards, strict=True):
        if action < TAKE0:
            stops.append((int(action), f"{reward:+.2f}"))
        elif PRESS0 <= action < PRESS0 + BURNERS and action != STOP:
            stops.append((len(kitchen.units), f"burner {action - PRESS0 + 1}: {reward:+.2f}"))
    return draw_plan(kitchen, stops=stops)


def looks_chart(looks: dict[str, dict[str, float]]) -> np.ndarray:
    """Bar chart of looks an exploration, `looks[explorer][kind of place]`; (height, width, 3) uint8."""
    figure = Figure(figsize=(9, 3.4), dpi=110, layout="constrained")
    axes = figure.subplots()
    places = list(next(iter(looks.values())))
    width = 0.8 / len(looks)
    for k, (name, values) in enumerate(looks.items()):
        x = np.arange(len(places)) + (k - (len(looks) - 1) / 2) * width
        axes.bar(x, [values[place] for place in places], width, label=name, color=COLOURS[k % len(COLOURS)])
    axes.set_xticks(range(len(places)), [place.replace("_", " ") for place in places])
    axes.set_ylabel("looks an exploration")
    axes.legend(frameon=False, fontsize=8)
    axes.spines[["top", "right"]].set_visible(False)
    return pixels(figure)


def grid_maps(problem: GridProblem, maps: dict[str, dict[str, np.ndarray]]) -> np.ndarray:
    """Heat maps of a grid, one column an explorer: steps in each cell above, reward on arriving there below.

    problem: the grid; gives its size and the cells that hold something. maps: for each explorer `visits` and `reward`,
    (cells,) float, and `unexplained`, a share. Returns (height, width, 3) uint8."""
    figure = Figure(figsize=(2.6 * len(maps) + 0.8, 5.0), dpi=110, layout="constrained")
    axes = figure.subplots(2, len(maps), squeeze=False)
    shape = (problem.width, problem.height)
    shown = (("visits", "steps an episode", "Blues"), ("reward", "reward an episode", "Oranges"))
    for row, (key, label, style) in enumerate(shown):
        top = max(float(values[key].max()) for values in maps.values())
        for column, (name, values) in enumerate(maps.items()):
            axis = axes[row, column]
            image = axis.imshow(values[key].reshape(shape).T, origin="lower", cmap=style, vmin=0, vmax=top)
            for cell in np.flatnonzero(problem.thing):
                x, y = divmod(int(cell), problem.height)
                axis.add_patch(Circle((x, y), 0.32, fill=False, edgecolor="#444444", linewidth=0.8))
            axis.set_xticks([])
            axis.set_yticks([])
            if row == 0:
                axis.set_title(f"{name}\nleft unexplained: {max(values['unexplained'], 0):.0%}", fontsize=9)
        figure.colorbar(image, ax=axes[row].tolist(), label=label, shrink=0.8)
    return pixels(figure)
