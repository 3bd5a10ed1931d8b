"""Writes extractor.safetensors and extractor.onnx beside this file: one small network for images of 16 x 16 x 1 in
both formats that gander takes. Needs numpy and onnx; run it again only to change the network."""
import json
import pathlib
import struct

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

HERE = pathlib.Path(__file__).parent
draw = np.random.default_rng(7)
weights = {
    "conv1.weight": draw.normal(size=(5, 1, 3, 3)), "conv1.bias": draw.normal(size=5),
    "conv2.weight": draw.normal(size=(6, 5, 3, 3)) / 5, "conv2.bias": draw.normal(size=6),
    "fc1.weight": draw.normal(size=(7, 54)) / 20,
}
weights = {name: w.astype("<f4") for name, w in sorted(weights.items())}

layers = [
    {"kind": "conv", "tensor": "conv1", "stride": 2, "pad": 1}, {"kind": "leaky_relu", "slope": 0.2},
    {"kind": "conv", "tensor": "conv2"}, {"kind": "relu"}, {"kind": "max_pool", "size": 2},
    {"kind": "flatten"}, {"kind": "linear", "tensor": "fc1"}, {"kind": "tanh"},
]
header = {"__metadata__": {"gander.extractor": json.dumps({"range": [0, 1], "layer": "fc1", "layers": layers})}}
at = 0
for name, w in weights.items():
    header[name] = {"dtype": "F32", "shape": w.shape, "data_offsets": [at, at + w.nbytes]}
    at += w.nbytes
text = json.dumps(header).encode()
text += b" " * (-len(text) % 8)
(HERE / "extractor.safetensors").write_bytes(struct.pack("<Q", len(text)) + text + b"".join(w.tobytes() for w in weights.values()))

nodes = [
    helper.make_node("Conv", ["images", "conv1.weight", "conv1.bias"], ["a"], strides=[2, 2], pads=[1, 1, 1, 1]),
    helper.make_node("LeakyRelu", ["a"], ["b"], alpha=0.2),
    helper.make_node("Conv", ["b", "conv2.weight", "conv2.bias"], ["c"]),
    helper.make_node("Relu", ["c"], ["d"]),
    helper.make_node("MaxPool", ["d"], ["e"], kernel_shape=[2, 2], strides=[2, 2]),
    helper.make_node("Flatten", ["e"], ["f"]),
    helper.make_node("Gemm", ["f", "fc1.weight"], ["g"], transB=1),
    helper.make_node("Tanh", ["g"], ["fc1"]),
]
graph = helper.make_graph(
    nodes, "extractor",
    [helper.make_tensor_value_info("images", TensorProto.FLOAT, ["N", 1, 16, 16])],
    [helper.make_tensor_value_info("e", TensorProto.FLOAT, ["N", 6, 3, 3]), helper.make_tensor_value_info("fc1", TensorProto.FLOAT, ["N", 7])],
    [numpy_helper.from_array(w, name) for name, w in weights.items()])
model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8)
helper.set_model_props(model, {"gander.range": "0 1", "gander.output": "fc1"})
onnx.checker.check_model(model)
onnx.save(model, HERE / "extractor.onnx")
