"""Prepares a folder of class folders with Pillow, as a script of a few lines does.

    python3 prepare_with_pillow.py FOLDER SIZE

It does what BenchmarkPrepareFolder measures: the same pictures, the same crop and
filter, the same bytes in one file, and their SHA-256.
"""
import hashlib
import os
import sys
import tempfile
import time

from PIL import Image

folder, size = sys.argv[1], int(sys.argv[2])
began = time.time()
files = sorted(os.path.join(dir, name) for dir, _, names in os.walk(folder) for name in names)
sha = hashlib.sha256()
with tempfile.NamedTemporaryFile() as out:
    for path in files:
        with Image.open(path) as m:
            m = m.convert("RGB")
            side = min(m.size)
            left, top = (m.width - side) // 2, (m.height - side) // 2
            m = m.crop((left, top, left + side, top + side)).resize((size, size), Image.BICUBIC)
            row = m.tobytes()
        sha.update(row)
        out.write(row)
    out.flush()
    os.fsync(out.fileno())
print(f"{len(files)} pictures in {time.time() - began:.2f} s, {time.process_time():.2f} s of them computing; SHA-256 {sha.hexdigest()[:16]}")
