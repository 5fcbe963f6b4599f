#!/usr/bin/env python3
"""Makes the embedded sample: renders ten classes of shapes, trains a small CNN on them, writes ONNX, pictures and labels.

Needs only Python 3 and numpy. Deterministic for one numpy version; its output is committed beside it.
    python3 make_samples.py [FOLDER]
"""
import os
import struct
import sys
import zlib

import numpy as np

SIZE = 32
CLASSES = ["circle", "square", "triangle", "star", "cross", "ring", "diamond", "crescent", "hexagon", "stripes"]
MEAN, SCALE = 127.5, 1 / 64.0
TRAIN, CALIBRATION, EVALUATION = 4000, 64, 200


# --- pictures

def polygon_mask(x, y, corners, inner=None):
    """Inside a regular polygon of radius 1 (or a star when an inner radius is given)."""
    angle, radius = np.arctan2(y, x), np.hypot(x, y)
    sector = 2 * np.pi / corners
    within = np.abs((angle % sector) - sector / 2)
    if inner is None:
        return radius * np.cos(sector / 2 - within) <= np.cos(sector / 2)
    edge = 1 - (1 - inner) * (1 - within / (sector / 2))
    return radius <= edge


def shape_mask(kind, x, y):
    radius = np.hypot(x, y)
    return {
        "circle": lambda: radius <= 0.9,
        "square": lambda: np.maximum(abs(x), abs(y)) <= 0.78,
        "triangle": lambda: polygon_mask(x, y, 3),
        "star": lambda: polygon_mask(x, y, 5, 0.42),
        "cross": lambda: (np.minimum(abs(x), abs(y)) <= 0.28) & (np.maximum(abs(x), abs(y)) <= 0.9),
        "ring": lambda: (radius <= 0.92) & (radius >= 0.58),
        "diamond": lambda: abs(x) / 0.6 + abs(y) <= 1,
        "crescent": lambda: (radius <= 0.92) & (np.hypot(x - 0.4, y) >= 0.72),
        "hexagon": lambda: polygon_mask(x, y, 6),
        "stripes": lambda: (np.sin(x * 7) > 0) & (radius <= 0.95),
    }[kind]()


def render(rng, label):
    """One picture, uint8 [SIZE, SIZE, 3]: a rotated, shaded shape on a textured ground, with clutter and noise."""
    grid = (np.arange(SIZE * 2) + 0.5) / SIZE - 1
    gx, gy = np.meshgrid(grid, grid)
    angle, size = rng.uniform(-0.45, 0.45), rng.uniform(0.5, 0.9)
    ox, oy = rng.uniform(-0.15, 0.15, 2)
    x, y = (gx - ox) / size, (gy - oy) / size
    squash = rng.uniform(0.82, 1.0)
    x, y = x * np.cos(angle) + y * np.sin(angle), (-x * np.sin(angle) + y * np.cos(angle)) / squash
    mask = shape_mask(CLASSES[label], x, y)[..., None].astype(float)
    ground, colour = rng.uniform(15, 120, 3), rng.uniform(110, 240, 3)
    shade = 1 + rng.uniform(-0.25, 0.25) * gx[..., None] + rng.uniform(-0.25, 0.25) * gy[..., None]
    image = (ground * (1 - mask) + colour * mask) * shade
    for _ in range(rng.integers(0, 3)):  # clutter that covers part of the shape
        px, py, r = *rng.uniform(-0.9, 0.9, 2), rng.uniform(0.08, 0.2)
        image[np.hypot(gx - px, gy - py) < r] = rng.uniform(20, 235, 3)
    image = image.reshape(SIZE, 2, SIZE, 2, 3).mean((1, 3)) + rng.normal(0, rng.uniform(4, 22), (SIZE, SIZE, 3))
    return np.clip(np.round(image / 4) * 4, 0, 255).astype(np.uint8)  # fewer levels: smaller files


def make_set(rng, count):
    labels = np.arange(count) % len(CLASSES)
    return np.stack([render(rng, label) for label in labels]), labels


# --- a network small enough to train with numpy

def columns(x, kernel, stride):
    """[N, C, H, W] -> [N, oH, oW, C·k·k] for padding (k - 1) / 2."""
    pad = kernel // 2
    x = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    view = np.lib.stride_tricks.sliding_window_view(x, (kernel, kernel), (2, 3))[:, :, ::stride, ::stride]
    return view.transpose(0, 2, 3, 1, 4, 5).reshape(view.shape[0], view.shape[2], view.shape[3], -1)


class Conv:
    def __init__(self, rng, inputs, outputs, kernel, stride=1):
        self.kernel, self.stride, self.inputs = kernel, stride, inputs
        self.w = rng.normal(0, np.sqrt(2 / (inputs * kernel * kernel)), (outputs, inputs, kernel, kernel)).astype(np.float32)
        self.parameters = ["w"]

    def forward(self, x, train):
        self.shape, self.cols = x.shape, columns(x, self.kernel, self.stride)
        return (self.cols @ self.w.reshape(len(self.w), -1).T).transpose(0, 3, 1, 2)

    def backward(self, g):
        g = g.transpose(0, 2, 3, 1)
        flat = g.reshape(-1, g.shape[-1])
        self.gw = (flat.T @ self.cols.reshape(len(flat), -1)).reshape(self.w.shape)
        gc = (g @ self.w.reshape(len(self.w), -1)).reshape(*g.shape[:3], self.inputs, self.kernel, self.kernel)
        n, c, h, w = self.shape
        pad, out = self.kernel // 2, np.zeros((n, c, h + self.kernel - 1, w + self.kernel - 1), np.float32)
        s = self.stride
        for i in range(self.kernel):
            for j in range(self.kernel):
                out[:, :, i:i + s * g.shape[1]:s, j:j + s * g.shape[2]:s] += gc[..., i, j].transpose(0, 3, 1, 2)
        return out[:, :, pad:pad + h, pad:pad + w]


class Depthwise:
    def __init__(self, rng, channels, stride=1):
        self.stride = stride
        self.w = rng.normal(0, np.sqrt(2 / 9), (channels, 1, 3, 3)).astype(np.float32)
        self.parameters = ["w"]

    def taps(self, x):
        padded, s = np.pad(x, ((0, 0), (0, 0), (1, 1), (1, 1))), self.stride
        h, w = (x.shape[2] + s - 1) // s, (x.shape[3] + s - 1) // s
        return padded, [(i, j, (slice(None), slice(None), slice(i, i + s * h, s), slice(j, j + s * w, s))) for i in range(3) for j in range(3)]

    def forward(self, x, train):
        self.x = x
        padded, taps = self.taps(x)
        return sum(padded[where] * self.w[:, 0, i, j][None, :, None, None] for i, j, where in taps)

    def backward(self, g):
        padded, taps = self.taps(self.x)
        self.gw, out = np.zeros_like(self.w), np.zeros_like(padded)
        for i, j, where in taps:
            self.gw[:, 0, i, j] = (padded[where] * g).sum((0, 2, 3))
            out[where] += g * self.w[:, 0, i, j][None, :, None, None]
        return out[:, :, 1:-1, 1:-1]


class BatchNorm:
    def __init__(self, channels):
        self.gamma, self.beta = np.ones(channels, np.float32), np.zeros(channels, np.float32)
        self.mean, self.var = np.zeros(channels, np.float32), np.ones(channels, np.float32)
        self.parameters = ["gamma", "beta"]

    def forward(self, x, train):
        mean, var = (x.mean((0, 2, 3)), x.var((0, 2, 3))) if train else (self.mean, self.var)
        if train:
            self.mean, self.var = 0.9 * self.mean + 0.1 * mean, 0.9 * self.var + 0.1 * var
        self.inv = 1 / np.sqrt(var + 1e-5)
        self.hat = (x - mean[None, :, None, None]) * self.inv[None, :, None, None]
        return self.hat * self.gamma[None, :, None, None] + self.beta[None, :, None, None]

    def backward(self, g):
        self.ggamma, self.gbeta = (g * self.hat).sum((0, 2, 3)), g.sum((0, 2, 3))
        count = g.shape[0] * g.shape[2] * g.shape[3]
        scale = (self.gamma * self.inv)[None, :, None, None]
        return scale * (g - self.gbeta[None, :, None, None] / count - self.hat * self.ggamma[None, :, None, None] / count)


class Relu:
    parameters = []

    def forward(self, x, train):
        self.mask = x > 0
        return x * self.mask

    def backward(self, g):
        return g * self.mask


class Residual:
    def __init__(self, layers):
        self.layers, self.parameters = layers, []

    def forward(self, x, train):
        y = x
        for layer in self.layers:
            y = layer.forward(y, train)
        return x + y

    def backward(self, g):
        inner = g
        for layer in reversed(self.layers):
            inner = layer.backward(inner)
        return g + inner


class Head:
    """A linear layer on all that is left."""

    def __init__(self, rng, inputs, outputs):
        self.w = rng.normal(0, np.sqrt(1 / inputs), (outputs, inputs)).astype(np.float32)
        self.b = np.zeros(outputs, np.float32)
        self.parameters = ["w", "b"]

    def forward(self, x, train):
        self.shape, self.flat = x.shape, x.reshape(len(x), -1)
        return self.flat @ self.w.T + self.b

    def backward(self, g):
        self.gw, self.gb = g.T @ self.flat, g.sum(0)
        return (g @ self.w).reshape(self.shape)


def make_network(rng):
    return [Conv(rng, 3, 16, 3, 2), BatchNorm(16), Relu(),
            Conv(rng, 16, 24, 3, 2), BatchNorm(24), Relu(),
            Residual([Conv(rng, 24, 24, 3), BatchNorm(24), Relu(), Conv(rng, 24, 24, 3), BatchNorm(24)]), Relu(),
            Depthwise(rng, 24, 2), BatchNorm(24), Relu(), Conv(rng, 24, 48, 1), BatchNorm(48), Relu(),
            Head(rng, 48 * 16, len(CLASSES))]


def flatten(layers):
    for layer in layers:
        if isinstance(layer, Residual):
            yield from flatten(layer.layers)
        else:
            yield layer


def run(layers, x, train=False):
    for layer in layers:
        x = layer.forward(x, train)
    return x


def to_input(images):
    return ((images.astype(np.float32) - MEAN) * SCALE).transpose(0, 3, 1, 2)


def accuracy(layers, images, labels):
    hits = [run(layers, to_input(images[i:i + 100])).argmax(1) == labels[i:i + 100] for i in range(0, len(images), 100)]
    return float(np.concatenate(hits).mean())


def train(rng, layers, images, labels, epochs=8, batch=40, rate=0.003):
    """Adam with a cosine schedule."""
    slots = {}
    step, total = 0, epochs * (len(images) // batch)
    for epoch in range(epochs):
        order, loss = rng.permutation(len(images)), 0.0
        for first in range(0, len(order) - batch + 1, batch):
            pick = order[first:first + batch]
            x = images[pick]
            if rng.random() < 0.5:
                x = x[:, :, ::-1]
            scores = run(layers, to_input(x), True)
            scores -= scores.max(1, keepdims=True)
            p = np.exp(scores) / np.exp(scores).sum(1, keepdims=True)
            loss -= np.log(p[np.arange(batch), labels[pick]] + 1e-9).sum()
            g = p
            g[np.arange(batch), labels[pick]] -= 1
            g = (g / batch).astype(np.float32)
            for layer in reversed(layers):
                g = layer.backward(g)
            step += 1
            now = rate * 0.5 * (1 + np.cos(np.pi * step / total))
            for index, layer in enumerate(flatten(layers)):
                for name in layer.parameters:
                    grad = getattr(layer, "g" + name)
                    m, v = slots.get((index, name), (0.0, 0.0))
                    m, v = 0.9 * m + 0.1 * grad, 0.999 * v + 0.001 * grad * grad
                    slots[index, name] = m, v
                    change = now * (m / (1 - 0.9 ** step)) / (np.sqrt(v / (1 - 0.999 ** step)) + 1e-8)
                    setattr(layer, name, (getattr(layer, name) - change).astype(np.float32))
        print(f"epoch {epoch + 1}: loss {loss / len(order):.3f}", flush=True)


def unbalance(rng, layers, strength):
    """Rescales channels between a BatchNorm+Relu and the layer behind it. The function stays the same, the ranges of channels
    drift apart as they do in networks trained for long: what makes careless quantization costly."""
    for norm, relu, follower in zip(layers, layers[1:], layers[2:]):
        if not (isinstance(norm, BatchNorm) and isinstance(relu, Relu)):
            continue
        factor = np.exp(rng.normal(0, strength, len(norm.gamma))).astype(np.float32)
        norm.gamma, norm.beta = norm.gamma * factor, norm.beta * factor
        if isinstance(follower, Depthwise):
            follower.w = follower.w / factor[:, None, None, None]
        elif isinstance(follower, Conv):
            follower.w = follower.w / factor[None, :, None, None]
        elif isinstance(follower, Head):
            follower.w = follower.w / np.repeat(factor, follower.w.shape[1] // len(factor))[None]
        else:
            norm.gamma, norm.beta = norm.gamma / factor, norm.beta / factor


# --- ONNX, written field by field

def varint(value):
    value &= (1 << 64) - 1
    out = b""
    while value > 0x7F:
        out, value = out + bytes([value & 0x7F | 0x80]), value >> 7
    return out + bytes([value])


def field(number, value):
    if isinstance(value, int):
        return varint(number << 3) + varint(value)
    if isinstance(value, float):
        return varint(number << 3 | 5) + struct.pack("<f", value)
    if isinstance(value, str):
        value = value.encode()
    return varint(number << 3 | 2) + varint(len(value)) + value


def tensor(name, array):
    array = np.ascontiguousarray(array, np.float32)
    return b"".join(field(1, d) for d in array.shape) + field(2, 1) + field(8, name) + field(9, array.tobytes())


def attribute(name, value):
    if isinstance(value, list):
        return field(1, name) + b"".join(field(8, v) for v in value) + field(20, 7)
    if isinstance(value, float):
        return field(1, name) + field(2, value) + field(20, 1)
    return field(1, name) + field(3, value) + field(20, 2)


def value_info(name, shape):
    dims = b"".join(field(1, field(1, d)) for d in shape)
    return field(1, name) + field(2, field(1, field(1, 1) + field(2, dims)))


class OnnxWriter:
    def __init__(self):
        self.nodes, self.initializers, self.counts = [], [], {}

    def node(self, op, inputs, output=None, **attributes):
        index = self.counts[op] = self.counts.get(op, -1) + 1
        output = output or f"{op}_{index}_out"
        self.nodes.append(b"".join(field(1, i) for i in inputs) + field(2, output) + field(3, f"{op}_{index}") + field(4, op) +
                          b"".join(field(5, attribute(k, v)) for k, v in attributes.items()))
        return output

    def constant(self, name, array):
        self.initializers.append(tensor(name, array))
        return name

    def layer(self, layer, x, last):
        n = len(self.initializers)
        if isinstance(layer, (Conv, Depthwise)):
            kernel = layer.w.shape[-1]
            group = layer.w.shape[0] if isinstance(layer, Depthwise) else 1
            pad = kernel // 2
            return self.node("Conv", [x, self.constant(f"weight_{n}", layer.w)], kernel_shape=[kernel, kernel], strides=[layer.stride] * 2,
                             pads=[pad] * 4, group=group)
        if isinstance(layer, BatchNorm):
            names = [self.constant(f"{part}_{n}", getattr(layer, part)) for part in ("gamma", "beta", "mean", "var")]
            return self.node("BatchNormalization", [x, *names], epsilon=1e-5)
        if isinstance(layer, Relu):
            return self.node("Relu", [x])
        if isinstance(layer, Residual):
            y = x
            for inner in layer.layers:
                y = self.layer(inner, y, None)
            return self.node("Add", [x, y])
        flat = self.node("Flatten", [x], axis=1)
        return self.node("Gemm", [flat, self.constant("head_weight", layer.w), self.constant("head_bias", layer.b)], last, transB=1)

    def model(self, layers):
        x = "image"
        for i, layer in enumerate(layers):
            x = self.layer(layer, x, "scores")
        graph = b"".join(field(1, n) for n in self.nodes) + field(2, "shapes") + b"".join(field(5, t) for t in self.initializers)
        graph += field(11, value_info("image", [1, 3, SIZE, SIZE])) + field(12, value_info("scores", [1, len(CLASSES)]))
        return field(1, 8) + field(2, "lathe make_samples.py") + field(8, field(2, 13)) + field(7, graph)


# --- files

def png(image):
    chunk = lambda kind, data: struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    rows = []
    for y in range(image.shape[0]):  # filter 2 (up): noise compresses a little better
        above = image[y - 1] if y else np.zeros_like(image[0])
        rows.append(b"\x02" + (image[y] - above).astype(np.uint8).tobytes())
    header = struct.pack(">IIBBBBB", image.shape[1], image.shape[0], 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"".join(rows), 9)) + chunk(b"IEND", b"")


def write_set(folder, images, labels):
    os.makedirs(folder, exist_ok=True)
    lines = ["file,class_index,label"]
    for i, (image, label) in enumerate(zip(images, labels)):
        name = f"{i:03d}_{CLASSES[label]}.png"
        lines.append(f"{name},{label},{CLASSES[label]}")
        with open(os.path.join(folder, name), "wb") as file:
            file.write(png(image))
    with open(os.path.join(folder, "labels.csv"), "w") as file:
        file.write("\n".join(lines) + "\n")


def main():
    folder = sys.argv[1] if len(sys.argv) > 1 else os.path.dirname(os.path.abspath(__file__))
    rng = np.random.default_rng(20)
    images, labels = make_set(rng, TRAIN)
    calibration, evaluation = make_set(rng, CALIBRATION), make_set(rng, EVALUATION)
    layers = make_network(rng)
    train(rng, layers, images, labels)
    unbalance(rng, layers, 0.9)
    print(f"train {accuracy(layers, images[:1000], labels[:1000]):.3f}, evaluation {accuracy(layers, *evaluation):.3f}")
    write_set(os.path.join(folder, "calibration"), *calibration)
    write_set(os.path.join(folder, "eval"), *evaluation)
    with open(os.path.join(folder, "shapes.onnx"), "wb") as file:
        file.write(OnnxWriter().model(layers))


if __name__ == "__main__":
    main()
