"""Holds the SDK's half in Python against the vectors of the Go one, and against
what the Go test beside this folder has put into GANDER_FIXTURES.

    go test ./plugins/examples -run SDK
"""

import hashlib
import json
import os
import struct
import sys
import unittest
import unittest.mock

import numpy as np

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.join(HERE, "..", "..", "..", "..")
sys.path.insert(0, os.path.join(HERE, ".."))

from gander import Parameter, ParameterErrors, Progress, Scalar, Diverged, dataset, exact, messages, num, parameters, safetensors, windows  # noqa: E402
from mlp import Network  # noqa: E402

FIXTURES = os.environ["GANDER_FIXTURES"]


def vectors(name):
    with open(os.path.join(ROOT, "plugins", "variant", "data", "testdata", name)) as f:
        return json.load(f)


def fixture(name):
    return os.path.join(FIXTURES, name)


def float_of(pattern):
    return struct.unpack(">d", bytes.fromhex(pattern))[0]


class Numbers(unittest.TestCase):
    def test_vectors(self):
        s, checked = num.Stream(42, "a", "b"), set()
        with open(os.path.join(ROOT, "core", "nn", "num", "testdata", "vectors.txt")) as f:
            for line in f:
                kind, *fields = line.split()
                check = getattr(self, "check_" + kind, None)
                if check:
                    checked.add(kind)
                    check(s, line, *fields)
        self.assertEqual(len(checked), 9, checked)

    def check_word(self, s, line, k, want):
        self.assertEqual(int(s.uint32(int(k), 1)[0]), int(want, 16), line)

    def check_pair(self, s, line, k, want):
        self.assertEqual(int(s.uint64(int(k), 1)[0]), int(want, 16), line)

    def check_float64(self, s, line, k, want):
        self.assertEqual(s.float64(int(k), 1)[0], float_of(want), line)

    def check_normal(self, s, line, k, want):
        k = int(k)
        u, v = s.float64(k // 2 * 2, 2).tolist()
        self.assertEqual(exact.box_muller(u + 2.0**-53, v)[k % 2], float_of(want), line)
        self.assertEqual(s.normal(k, 1)[0], np.float32(float_of(want)), line)

    def check_permutation(self, s, line, epoch, n, *_):
        want = [int(w) for w in line[line.index("[") + 1 : line.index("]")].split()]
        self.assertEqual(num.permutation(s, int(epoch), int(n)), want, line)

    def check_latent(self, s, line, seed, row, *want):
        got = num.latent(int(seed), int(row), len(want)).view(np.uint32).tolist()
        self.assertEqual(got, [int(w, 16) for w in want], line)

    def check_log(self, s, line, x, want):
        self.assertEqual(exact.log(float_of(x)), float_of(want), line)

    def check_sin(self, s, line, x, want):
        if float_of(x) >= 0:
            self.assertEqual(exact.sincos(float_of(x))[0], float_of(want), line)

    def check_cos(self, s, line, x, want):
        if float_of(x) >= 0:
            self.assertEqual(exact.sincos(float_of(x))[1], float_of(want), line)

    def test_known_answers_of_philox(self):
        """Those of Random123, the authors' own code."""
        for counter, key, want in (
            ([0] * 4, (0, 0), [0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8]),
            ([0xFFFFFFFF] * 4, (0xFFFFFFFF, 0xFFFFFFFF), [0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD]),
            ([0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344], (0xA4093822, 0x299F31D0), [0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1]),
        ):
            self.assertEqual(num.philox4x32(np.array([counter], np.uint64), key)[0].tolist(), want)

    def check_many(self):
        with open(fixture("normals.json")) as f:
            want = json.load(f)
        got = num.Stream(want["seed"], "many").normal(want["first"], want["count"])
        self.assertEqual(hashlib.sha256(got.astype("<f4").tobytes()).hexdigest(), want["sha256"])

    def test_many_normals(self):
        self.check_many()

    def test_many_normals_of_a_poor_logarithm(self):
        """So poor that some numbers are rounded wrongly unless they are noticed."""
        log = np.log
        with unittest.mock.patch.object(num.np, "log", lambda x: log(x) * (1 + 2.0**-44)):
            self.check_many()

    def test_passed_over(self):
        """A draw that would favour small numbers is passed over."""
        class Draws:
            def uint64(self, first, n):
                return np.array([[3, 5, 9][k] for k in range(first, first + n)], np.uint64)
        class Zero:
            def uint64(self, first, n):
                return np.array([[0, 0, 5, 8][k] for k in range(first, first + n)], np.uint64)
        self.assertEqual(num.permutation(Draws(), 0, 3), [2, 1, 0])  # j = 3 mod 3, then 5 mod 2
        self.assertEqual(num.permutation(Zero(), 0, 3), [1, 0, 2])  # 0 < 2⁶⁴ mod 3, twice: j = 5 mod 3, then 8 mod 2


class Order(unittest.TestCase):
    def test_batches(self):
        for v in vectors("batches.json"):
            b = dataset.Batches(v["rows"], v["seed"], *v["stream"])
            self.assertEqual(b.draws(v["first"], len(v["draws"])), v["draws"], v)

    def test_turns(self):
        for v in vectors("turns.json")["turns"]:
            self.assertEqual(dataset.turn(v["step"], v["datasets"]), (v["dataset"], v["batch"]))

    def test_augment(self):
        image = (np.arange(24) * 10).astype(np.uint8).reshape(3, 4, 2)
        for v in vectors("augment.json"):
            stream = num.Stream(v["seed"], v["dataset"], *v.get("domain", []), "augment")
            got = dataset.augment(v, image, stream, v["draw"]).reshape(-1)
            self.assertEqual(got.tolist(), np.array(v["want"], np.float32).tolist(), v)


class File(unittest.TestCase):
    def setUp(self):
        with open(fixture("file.json")) as f:
            self.want = json.load(f)
        self.file = dataset.File(fixture("dots.gds"))

    def test_columns(self):
        f, want = self.file, self.want
        self.assertEqual(f.header, want["header"])
        self.assertEqual(f.floats(range(len(f.rows))).reshape(-1).tolist(), np.array(want["floats"], np.float32).tolist())
        for name in ("labels", "domains", "groups", "attributes"):
            self.assertEqual(getattr(f, name).tolist(), want[name], name)
        f.verify()

    def test_points(self):
        f = dataset.File(fixture("points.gds"))
        self.assertEqual(f.floats(range(len(f.rows))).tolist(), np.array(self.want["points"], np.float32).tolist())
        self.assertIsNone(f.labels)

    def test_domains(self):
        orders = dataset.domain_batches(self.file, 7, "dots")
        self.assertEqual([b.draws(5, 9) for b in orders], self.want["domain_draws"])

    def test_loader(self):
        """Batches that span epochs, augmented as the header has it."""
        batches = dataset.Batches(len(self.file.rows), 7, "dots", "batches")
        loader = dataset.Loader(self.file, batches, 4, 7, "dots")
        for k, want in enumerate(self.want["batches"]):
            rows, numbers = loader.batch(k)
            self.assertEqual(rows, want["rows"])
            self.assertEqual(numbers.reshape(-1).tolist(), np.array(want["numbers"], np.float32).tolist())

    def test_damage(self):
        with open(fixture("dots.gds"), "rb") as f:
            whole = f.read()
        path = fixture("damaged.gds")
        for n in (0, 8, 63, 64, 200, len(whole) - 1):
            with open(path, "wb") as f:
                f.write(whole[:n])
            with self.assertRaises((dataset.FormatError, ValueError), msg=f"{n} bytes"):
                dataset.File(path)
        with open(path, "wb") as f:
            f.write(whole[:70] + b"X" + whole[71:])
        with self.assertRaisesRegex(dataset.FormatError, "header was changed"):
            dataset.File(path)
        with open(path, "wb") as f:
            f.write(whole[:-1] + bytes([whole[-1] ^ 1]))
        with self.assertRaises(dataset.FormatError):
            dataset.File(path).verify()


class Tensors(unittest.TestCase):
    def test_both_ways(self):
        """What Go wrote is read, and written again as the same bytes."""
        tensors = safetensors.read(fixture("go.safetensors"))
        self.assertEqual(tensors["a"].tolist(), [[1.5, -2.0], [0.0, 3.25], [float(np.float32(1e-30)), 7.0]])
        self.assertEqual(tensors["steps"].tolist(), 1 << 40)
        safetensors.write(fixture("python.safetensors"), tensors)
        with open(fixture("go.safetensors"), "rb") as go, open(fixture("python.safetensors"), "rb") as python:
            self.assertEqual(python.read(), go.read())

    def test_cut_short(self):
        with open(fixture("go.safetensors"), "rb") as f:
            whole = f.read()
        for n in range(len(whole)):
            with open(fixture("cut.safetensors"), "wb") as f:
                f.write(whole[:n])
            with self.assertRaises(ValueError, msg=f"{n} bytes"):
                safetensors.read(fixture("cut.safetensors"))


class Values(unittest.TestCase):
    SPECS = [
        Parameter("n", "int", 3, "A number.", 1, 9), Parameter("x", "float", 0.5, "Another.", 0, 1),
        Parameter("b", "bool", True, "A choice."), Parameter("s", "string", "red", "A colour.", choices=("red", "blue")),
        Parameter("l", "list", [], "Names."),
    ]

    def test_complete(self):
        got = parameters.complete(self.SPECS, {"n": 4.0, "x": 1, "l": ["a"]})
        self.assertEqual(got, {"n": 4, "x": 1.0, "b": True, "s": "red", "l": ["a"]})
        self.assertIsInstance(got["n"], int)
        self.assertIsInstance(got["x"], float)

    def test_problems(self):
        given = {"n": 0, "x": float("nan"), "b": 1, "s": "green", "l": "a", "zzz": 1}
        with self.assertRaises(ParameterErrors) as raised:
            parameters.complete(self.SPECS, given)
        self.assertEqual([name for name, _ in raised.exception.problems], ["n", "x", "b", "s", "l", "zzz"])

    def test_quantise(self):
        x = np.linspace(-1.2, 1.2, 2001, dtype=np.float32).reshape(1, 1, -1, 1)
        with open(fixture("quantised.bin"), "rb") as f:
            self.assertEqual(messages.sample_bytes(x), f.read())

    def test_window(self):
        class Counter:
            n = 0.0
            def step(self):
                self.n += 1
                return Progress(2, 1, 8, [self.n if self.n < 4 else float("inf")])
        w, learner = windows.Window([Scalar("a", "A.")]), Counter()
        for step in (1, 2, 3):
            w.step(learner, step)
        r = w.report(3)
        self.assertEqual((r.step, r.steps, r.d_updates, r.g_updates, r.images), (3, 3, 6, 3, 24))
        s = r.scalars[0]
        self.assertEqual((s.last, s.mean, s.min, s.max), (3, 2, 1, 3))
        with self.assertRaisesRegex(Diverged, "step 4: a is inf"):
            w.step(learner, 4)


class Gradients(unittest.TestCase):
    def test_backward(self):
        """The written gradients agree with differences."""
        net = Network([3, 5, 4, 1], 0.2, num.Stream(1, "test"))
        net.weights = [w.astype(np.float64) + 0.1 for w in net.weights]
        x = num.Stream(2, "x").normal(0, 21).reshape(7, 3).astype(np.float64)
        loss = lambda: float((net.forward(x)[0] ** 2).sum())  # noqa: E731
        y, trail = net.forward(x)
        gradients, to_input = net.backward(trail, 2 * y)
        for values, gradient in zip([*net.weights, x], [*gradients, to_input]):
            for i in np.ndindex(values.shape):
                kept, h = values[i], 1e-6
                values[i] = kept + h
                above = loss()
                values[i] = kept - h
                below = loss()
                values[i] = kept
                self.assertAlmostEqual((above - below) / (2 * h), gradient[i], delta=1e-4 * (1 + abs(gradient[i])))


if __name__ == "__main__":
    unittest.main()
