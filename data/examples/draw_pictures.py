"""Draws the pictures of the example bakery: `python data/examples/draw_pictures.py` writes them beside its data.

Flat shapes in few colours, so that nobody's rights are touched and the files stay small.
"""

import math
from pathlib import Path

from PIL import Image, ImageDraw

FOLDER = Path(__file__).resolve().parent / "baeckerei" / "media"
SHARP = 2  # drawn twice as large, so that edges are smooth
CREAM, CRUST, DARK, FLOUR, RYE = "#F6E9D2", "#C98A45", "#7A4A22", "#FFFDF7", "#A9713A"
NIGHT, EMBER, BRICK, SKY, FIELD = "#2B2440", "#F08A3C", "#B5533C", "#BFE0EA", "#D9B75C"
GREEN, TEAL, ROSE, STONE = "#6E8F5A", "#3F7C85", "#E3A08C", "#8B8378"


class Sheet:
    """A picture in the making; lengths are those of the finished one."""

    def __init__(self, width, height, ground):
        self.size = (width, height)
        self.image = Image.new("RGB", (width * SHARP, height * SHARP), ground)
        self.draw = ImageDraw.Draw(self.image)

    def ellipse(self, x, y, wide, high, colour):
        self.draw.ellipse(self._box(x - wide / 2, y - high / 2, x + wide / 2, y + high / 2), fill=colour)

    def rectangle(self, left, top, right, bottom, colour, round_by=0):
        self.draw.rounded_rectangle(self._box(left, top, right, bottom), round_by * SHARP, fill=colour)

    def polygon(self, points, colour):
        self.draw.polygon([(x * SHARP, y * SHARP) for x, y in points], fill=colour)

    def line(self, points, colour, width):
        self.draw.line(
            [(x * SHARP, y * SHARP) for x, y in points], fill=colour, width=round(width * SHARP), joint="curve"
        )

    def arc(self, x, y, wide, high, start, end, colour, width):
        box = self._box(x - wide / 2, y - high / 2, x + wide / 2, y + high / 2)
        self.draw.arc(box, start, end, fill=colour, width=round(width * SHARP))

    def save(self, name):
        small = self.image.resize(self.size, Image.Resampling.LANCZOS)
        small.save(FOLDER / f"{name}.jpg", quality=85, optimize=True)

    @staticmethod
    def _box(*sides):
        return [side * SHARP for side in sides]


def dough():
    """Round loaves resting in a proofing basket each."""
    sheet = Sheet(1080, 1350, CREAM)
    sheet.rectangle(0, 930, 1080, 1350, "#E4CDA6")
    for x, y, size in ((330, 560, 430), (770, 500, 380), (560, 960, 520)):
        sheet.ellipse(x, y + size * 0.12, size * 1.12, size * 0.86, DARK)
        for ring in range(6):
            sheet.ellipse(
                x, y + size * 0.08, size * (1.08 - ring * 0.02), size * (0.82 - ring * 0.02), (RYE, CRUST)[ring % 2]
            )
        sheet.ellipse(x, y, size * 0.9, size * 0.64, FLOUR)
        sheet.arc(x, y, size * 0.62, size * 0.4, 200, 320, "#E9DDC4", 10)
    sheet.save("teig")


def sticks():
    """Long spelt rolls side by side on a board."""
    sheet = Sheet(1080, 1080, "#E9DDC4")
    sheet.rectangle(70, 210, 1010, 930, RYE, 40)
    sheet.rectangle(90, 230, 990, 910, "#BD8348", 30)
    for place in range(4):
        top = 265 + place * 160
        sheet.rectangle(150, top, 930, top + 125, DARK, 62)
        sheet.rectangle(150, top - 8, 930, top + 108, CRUST, 58)
        for cut in range(5):
            x = 240 + cut * 140
            sheet.line([(x, top + 80), (x + 70, top + 14)], CREAM, 16)
        for seed in range(26):
            x, y = 190 + seed * 28, top + 30 + 26 * math.sin(seed * 2.4)
            sheet.ellipse(x, y + 10, 12, 6, DARK)
    sheet.save("dinkelseelen")


def oven():
    """The oven at night, its door open."""
    sheet = Sheet(1080, 1350, NIGHT)
    for row in range(14):
        for column in range(7):
            left = column * 180 - (90 if row % 2 else 0)
            sheet.rectangle(
                left + 4, row * 70 + 4, left + 176, row * 70 + 66, BRICK if (row + column) % 3 else "#A34A35", 6
            )
    sheet.ellipse(540, 700, 760, 720, "#1B1526")
    sheet.rectangle(160, 700, 920, 990, "#1B1526")
    sheet.ellipse(540, 900, 620, 260, EMBER)
    sheet.ellipse(540, 920, 440, 170, "#FFC46B")
    sheet.rectangle(0, 980, 1080, 1350, STONE)
    for x in (330, 540, 750):
        sheet.ellipse(x, 880, 190, 120, DARK)
        sheet.ellipse(x, 868, 180, 104, CRUST)
        sheet.arc(x, 876, 110, 60, 200, 340, CREAM, 8)
    sheet.save("ofen")


def people():
    """Three people of the team behind the counter, without faces."""
    sheet = Sheet(1080, 1080, SKY)
    sheet.rectangle(0, 180, 1080, 240, TEAL)
    sheet.rectangle(0, 400, 1080, 440, RYE)
    for place in range(8):
        sheet.ellipse(90 + place * 130, 372, 110, 66, CRUST)
    for x, skin, hair, shirt in (
        (250, "#D9A47B", DARK, ROSE),
        (540, "#8A5A3C", "#2E211A", GREEN),
        (830, "#EBC3A0", "#C9853F", TEAL),
    ):
        sheet.ellipse(x, 520, 176, 190, hair)
        sheet.ellipse(x, 545, 142, 160, skin)
        sheet.rectangle(x - 130, 640, x + 130, 980, shirt, 60)
        sheet.rectangle(x - 80, 700, x + 80, 980, FLOUR, 20)
    sheet.rectangle(0, 860, 1080, 1080, DARK)
    sheet.rectangle(0, 860, 1080, 890, RYE)
    sheet.save("team")


def mill():
    """A mill in a field of wheat."""
    sheet = Sheet(1600, 900, SKY)
    sheet.ellipse(1290, 190, 170, 170, "#FFE6A3")
    sheet.ellipse(420, 900, 1500, 560, GREEN)
    sheet.rectangle(0, 680, 1600, 900, FIELD)
    sheet.polygon([(640, 720), (690, 330), (850, 330), (900, 720)], FLOUR)
    sheet.polygon([(670, 340), (770, 220), (870, 340)], BRICK)
    sheet.rectangle(735, 590, 805, 720, DARK, 20)
    for turn in range(4):
        angle = math.radians(25 + 90 * turn)
        x, y = math.cos(angle), math.sin(angle)
        sheet.line([(770, 380), (770 + 250 * x, 380 + 250 * y)], DARK, 12)
        wide = [(770 + d * x - s * y, 380 + d * y + s * x) for d, s in ((90, 0), (90, 46), (245, 46), (245, 0))]
        sheet.polygon(wide, CREAM)
    for stalk in range(64):
        x = 12 + stalk * 25
        high = 700 + 34 * math.sin(stalk * 1.7)
        sheet.line([(x, 900), (x, high)], RYE, 4)
        sheet.ellipse(x, high, 13, 46, CRUST)
    sheet.save("muehle")


def bicycle():
    """The cargo bicycle on its round through the street."""
    sheet = Sheet(1080, 1350, SKY)
    for place, (colour, high) in enumerate(((ROSE, 420), (CREAM, 520), (GREEN, 380), (FIELD, 480))):
        left = place * 270
        sheet.rectangle(left, 1000 - high - 120, left + 270, 1000, colour)
        sheet.polygon([(left - 10, 890 - high), (left + 135, 760 - high), (left + 280, 890 - high)], BRICK)
        for row in range(2):
            for column in range(2):
                x, y = left + 50 + column * 110, 930 - high + row * 160
                sheet.rectangle(x, y, x + 64, y + 96, TEAL, 8)
    sheet.rectangle(0, 1000, 1080, 1350, STONE)
    for x in (300, 800):
        sheet.ellipse(x, 1130, 230, 230, "#2E2A26")
        sheet.ellipse(x, 1130, 190, 190, STONE)
    sheet.line([(300, 1130), (430, 960), (640, 1130), (800, 1130)], BRICK, 22)
    sheet.line([(430, 960), (410, 880), (340, 870)], BRICK, 18)
    sheet.rectangle(560, 900, 920, 1090, RYE, 18)
    for place in range(4):
        sheet.ellipse(620 + place * 80, 890, 96, 74, CRUST)
    sheet.save("lastenrad")


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for draw in (dough, sticks, oven, people, mill, bicycle):
        draw()
