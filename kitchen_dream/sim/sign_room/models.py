"""Models of the sign room: ball, block and key of trimesh's solids, walls and plates of rectangles, pictures."""

import math
from pathlib import Path

import numpy as np
import trimesh
from PIL import Image, ImageDraw, ImageFont

from kitchen_dream.sim.meshes.builder import Model, Rgb, turn
from kitchen_dream.sim.sign_room.layout import BARRIER, DEPTH, HEIGHT, START, WIDTH, Plate, Point, SignRoom

PAINT: dict[str, Rgb] = {"blue": (0.06, 0.12, 0.95), "red": (0.90, 0.06, 0.06)}
CEILING: Rgb = (0.93, 0.93, 0.93)
PLATE_PIXELS = (128, 32)
"""Width and height of a plate's picture."""
_AWAY = 0.03  # a plate hangs in front of its wall, so that the depth buffer tells them apart
_INSIDE = ((1, 0), (0, 1), (-1, 0), (0, -1))  # outward normals of the walls, in the order of WALLS


def ball(colour: Rgb) -> Model:
    """A sphere of 0.8 m that stands on the floor."""
    model, solid = Model(), trimesh.creation.icosphere(subdivisions=2, radius=0.4)
    model.smooth(solid.vertices + np.array([0, 0, 0.4]), solid.faces, colour)
    return model


def block(colour: Rgb) -> Model:
    """A cube of 0.7 m that stands on the floor."""
    model, solid = Model(), trimesh.creation.box((0.7, 0.7, 0.7))
    model.soup(solid.vertices[solid.faces] + np.array([0, 0, 0.35]), colour)
    return model


def key(colour: Rgb) -> Model:
    """An upright key of 1.05 m, 0.16 m thick, whose bow can be looked through; its broad sides face +x and -x."""
    thick, model = 0.16, Model()
    bow = trimesh.creation.annulus(r_min=0.15, r_max=0.31, height=thick, sections=12)
    bow.apply_transform(trimesh.transformations.rotation_matrix(math.pi / 2, (0, 1, 0)))
    bow.apply_translation((0, 0, 0.74))
    shaft = trimesh.creation.box((thick, 0.14, 0.50), trimesh.transformations.translation_matrix((0, 0, 0.25)))
    teeth = [
        trimesh.creation.box((thick, 0.20, 0.10), trimesh.transformations.translation_matrix((0, 0.17, z)))
        for z in (0.05, 0.24)
    ]
    for part in (bow, shaft, *teeth):
        model.soup(np.asarray(part.vertices)[part.faces], colour)
    return model


MAKERS = (ball, block, key)
"""In the order of KINDS."""


def placed(model: Model, place: Point) -> Model:
    """The model at a place of the floor, turned to where episodes start."""
    (x0, y0), (x1, y1) = START
    yaw = math.degrees(math.atan2((y0 + y1) / 2 - place[1], (x0 + x1) / 2 - place[0]))
    out = Model()
    out.join(model, turn("z", round(yaw / 45) * 45), (*place, 0.0))
    return out


def shell(room: SignRoom, ceiling: bool = True) -> Model:
    """Floor, walls and barrier, seen from inside; without the ceiling for a look from above."""
    model = Model()
    w, d, h = WIDTH, DEPTH, HEIGHT
    model.quad([(0, 0, 0), (w, 0, 0), (w, d, 0), (0, d, 0)], room.floor)
    if ceiling:
        model.quad([(0, 0, h), (0, d, h), (w, d, h), (w, 0, h)], CEILING)
    corners = ((w, 0), (w, d), (0, d), (0, 0))
    for number, colour in enumerate(room.walls):
        (ax, ay), (bx, by) = corners[number], corners[(number + 1) % 4]
        model.quad([(bx, by, 0), (ax, ay, 0), (ax, ay, h), (bx, by, h)], colour)
    (x0, y0), (x1, y1) = BARRIER
    model.box((x0, y0, 0), (x1, y1, h), room.barrier, skip="be")
    return model


def plate_model(plate: Plate) -> Model:
    """A rectangle whose texture is the plate's picture, read from inside the room."""
    number = ("east", "north", "west", "south").index(plate.wall)
    nx, ny = _INSIDE[number]
    wall = {0: WIDTH, 1: DEPTH, 2: 0.0, 3: 0.0}[number]
    middle = np.array(
        [wall - nx * _AWAY if nx else plate.along, wall - ny * _AWAY if ny else plate.along, plate.middle]
    )
    right = np.array([ny, -nx, 0.0])  # of somebody who looks at the wall
    up = np.array([0, 0, 1.0])
    ends = [(-1, -1), (1, -1), (1, 1), (-1, 1)]
    points = [tuple(middle + right * s * plate.width / 2 + up * t * plate.height / 2) for s, t in ends]
    model = Model()
    model.quad(points, uvs=[((s + 1) / 2, (t + 1) / 2) for s, t in ends])
    return model


def plate_picture(word: str | None, path: Path) -> None:
    """Write a plate's picture: a word in black on white, or the decoy's pattern for None."""
    width, height = PLATE_PIXELS
    image = Image.new("L", (width, height), 255)
    pen = ImageDraw.Draw(image)
    if word is None:
        for x in range(8, width - 8, 16):
            pen.ellipse((x, 6, x + 11, 17), fill=60)
            pen.polygon([(x + 4, 27), (x + 15, 27), (x + 10, 18)], fill=0)
    else:
        large = Image.new("L", (width * 8, height * 8), 255)
        ink = ImageDraw.Draw(large)
        font = ImageFont.load_default(220)
        ink.text((width * 4, height * 4), word, fill=0, font=font, anchor="mm", stroke_width=10, stroke_fill=0)
        inside = large.point(lambda value: 255 - value).getbbox()
        # The word fills the plate, whatever its length: what is read from afar is as large as it can be.
        image.paste(large.crop(inside).resize((width - 12, height - 6), Image.Resampling.LANCZOS), (6, 3))
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, 0, width - 1, height - 1), outline=255)
    image.convert("RGB").save(path)
