"""Writes the pictures and numbers that the tests compare with: python3 pillow.py

Made with Pillow 9.4.0. Resized pictures must agree to the bit, decoded animations
with what Pillow shows of them.
"""
import json
import random

from PIL import Image, ImageDraw

FILTERS = {"nearest": Image.NEAREST, "box": Image.BOX, "bilinear": Image.BILINEAR,
           "bicubic": Image.BICUBIC, "lanczos": Image.LANCZOS}


def picture(w, h, mode="RGB"):
    r = random.Random(w * 1000 + h)
    channels = len(mode)
    return Image.frombytes(mode, (w, h), bytes(r.randrange(256) for _ in range(w * h * channels)))


def resized():
    cases = []
    for (w, h), (to_w, to_h) in [((7, 5), (3, 2)), ((6, 9), (13, 11)), ((17, 16), (4, 16)), ((5, 31), (5, 8))]:
        for name, f in FILTERS.items():
            for mode in "L", "RGB":
                m = picture(w, h, mode)
                cases.append({"filter": name, "w": w, "h": h, "c": len(mode), "pix": list(m.tobytes()),
                              "to_w": to_w, "to_h": to_h, "want": list(m.resize((to_w, to_h), f).tobytes())})
    with open("resize.json", "w") as f:
        f.write("[\n" + ",\n".join(json.dumps(c) for c in cases) + "\n]\n")


def frames(n, w=24, h=20):
    all = []
    for i in range(n):
        m = Image.new("RGBA", (w, h), (0, 0, 0, 0))
        d = ImageDraw.Draw(m)
        d.rectangle((2 + 3 * i, 3, 8 + 3 * i, 12), fill=(200, 40 * i, 30, 255))
        d.ellipse((10, 5 + i, 16, 11 + i), fill=(20, 90, 255 - 50 * i, 255))
        all.append(m)
    return all


def shown(path):
    """What a viewer shows, on black, all frames below one another."""
    m = Image.open(path)
    strip = Image.new("RGB", (m.width, m.height * m.n_frames))
    for i in range(m.n_frames):
        m.seek(i)
        strip.paste(Image.alpha_composite(Image.new("RGBA", m.size, (0, 0, 0, 255)), m.convert("RGBA")).convert("RGB"),
                    (0, i * m.height))
    strip.save(path.replace(".", "-") + ".png")


def animations():
    all = frames(4)
    for disposal in 1, 2, 3:
        path = f"disposal{disposal}.gif"
        all[0].save(path, save_all=True, append_images=all[1:], duration=100, loop=0, disposal=disposal)
        shown(path)
    for name, options in {"lossless": {"lossless": True}, "lossy": {"quality": 80, "allow_mixed": False}}.items():
        path = name + ".webp"
        all[0].save(path, save_all=True, append_images=all[1:], duration=100, **options)
        shown(path)


def stills():
    m = picture(9, 6)
    m.save("still.bmp")
    m.save("still.png")
    m.save("still-lossless.webp", lossless=True)
    picture(9, 6, "L").save("grey.png")
    smooth = Image.linear_gradient("L").resize((24, 16))
    Image.merge("RGB", (smooth, smooth.transpose(0), smooth.transpose(1))).save("smooth.jpg", quality=95, subsampling=0)
    smooth.save("smooth-grey.jpg", quality=95)
    Image.open("smooth.jpg").convert("RGB").save("smooth-jpg.png")
    m.quantize(16).save("still.gif")
    Image.open("still.gif").convert("RGB").save("still-gif.png")
    m.convert("P", palette=Image.ADAPTIVE).save("palette.png")
    Image.open("palette.png").convert("RGB").save("palette-png.png")
    rgba = picture(9, 6, "RGBA")
    rgba.putalpha(rgba.split()[0].point(lambda v: 255 if v > 127 else 0))
    rgba.save("alpha.png")
    Image.alpha_composite(Image.new("RGBA", rgba.size, (0, 0, 0, 255)), rgba).convert("RGB").save("alpha-png.png")


resized()
animations()
stills()
