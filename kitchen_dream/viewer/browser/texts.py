"""What a page says beside the kitchen, as HTML: the bar with phase and clock, the recipe, what has been seen."""

from html import escape

from kitchen_dream.media.captions import Caption
from kitchen_dream.media.style import AMBER, BLUE, GREEN, LINE, MUTED, RED, STATUS, TEXT, Colour
from kitchen_dream.viewer.front_end import Moment

_BOX = "padding:0.6em 0.8em;font-size:0.9em;line-height:1.45;overflow-wrap:anywhere"


def bar(moment: Moment) -> str:
    """Phase or outcome, skill or question, and the clock."""
    caption, banner = moment.caption, moment.banner
    accent = banner.colour if banner else BLUE if caption.exploring else AMBER
    title = banner.headline if banner else caption.title
    line = banner.line if banner else moment.question or caption.skill or "…"
    tint = TEXT if banner else AMBER if moment.question else MUTED
    sign = _span("PAUSED", TEXT, f"background:{_css(RED)};border-radius:4px;padding:0 0.5em") + " "
    parts = [
        f'<div style="font-size:1.2em;font-weight:700;color:{_css(accent)}">{escape(title)}</div>',
        f'<div style="color:{_css(tint)};min-height:1.45em">{sign * moment.controls.paused}{escape(line)}</div>',
    ]
    if caption.failure and not banner:
        parts.append(f'<div style="color:{_css(RED)}">{escape(caption.failure)}</div>')
    left, shown = max(caption.limit - caption.elapsed, 0.0), min(caption.elapsed, caption.limit)
    clock = f"{shown:.0f} s of {caption.limit:.0f} s, {left:.0f} s left; speed x{moment.controls.speed:g}"
    share = min(caption.elapsed / max(caption.limit, 1e-6), 1.0)
    colour = accent if share < 0.9 else RED
    parts.append(
        f'<div style="background:{_css(LINE)};height:5px;margin:0.35em 0">'
        f'<div style="background:{_css(colour)};height:5px;width:{100 * share:.1f}%"></div></div>'
        f'<div style="color:{_css(MUTED)}">{clock}</div>'
    )
    return f'<div style="{_BOX};border-left:6px solid {_css(accent)}">{"".join(parts)}</div>'


def notes(moment: Moment) -> str:
    """The recipe with its progress, what has been seen, and what the last key or click did."""
    caption = moment.caption
    parts = [_recipe(caption)] if caption.needs else []
    if not moment.options:
        parts.append(_seen(caption))
    parts += [f'<div style="color:{_css(BLUE)}">{escape(fact)}</div>' for fact in caption.facts]
    if moment.controls.message:
        parts.append(f'<div style="color:{_css(MUTED)};margin-top:0.5em">{escape(moment.controls.message)}</div>')
    return f'<div style="{_BOX}">{"".join(parts)}</div>'


def mistakes(lines: tuple[str, ...]) -> str:
    """What is wrong with a layout, or that nothing is."""
    if not lines:
        return f'<div style="{_BOX};color:{_css(GREEN)}">The robot can cook here.</div>'
    rows = "".join(f"<li>{escape(line)}</li>" for line in lines)
    return f'<div style="{_BOX};color:{_css(RED)}">Mistakes<ul style="padding-left:1.2em">{rows}</ul></div>'


def _recipe(caption: Caption) -> str:
    rows = [_heading("Recipe")]
    for need in caption.needs:
        sign, colour = STATUS[need.status]
        name = _span(need.what, GREEN if need.status == "done" else TEXT)
        rows.append(f"<div>{_span(sign, colour)} {name} {_span(need.status, colour, 'float:right')}</div>")
    return "".join(rows)


def _seen(caption: Caption) -> str:
    rows = [_heading(f"Seen so far, {caption.unseen} places not looked into")]
    if not caption.seen:
        rows.append(f"<div>{_span('nothing yet', MUTED)}</div>")
    accent = BLUE if caption.exploring else AMBER
    for place in caption.seen:
        name = _span(place.unit, accent if place.here else TEXT, "font-weight:700")
        items = [_span(item, AMBER if item in caption.wanted else MUTED) for item in place.items]
        rows.append(f"<div>{name} {', '.join(items) or _span('empty', MUTED)}</div>")
    return "".join(rows)


def _heading(text: str) -> str:
    rule = f"border-bottom:1px solid {_css(LINE)};margin:0.5em 0 0.2em;color:{_css(MUTED)};font-weight:700"
    return f'<div style="{rule}">{escape(text)}</div>'


def _span(text: str, colour: Colour, style: str = "") -> str:
    return f'<span style="color:{_css(colour)};{style}">{escape(text)}</span>'


def _css(colour: Colour) -> str:
    return "#{:02x}{:02x}{:02x}".format(*colour)
