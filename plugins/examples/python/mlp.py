"""Multilayer perceptrons with their gradients written out, and Adam.

Arrays are float32. A network is a list of layers (W, b); between them is an
activation, after the last there is none."""

import math

import numpy as np


class Network:
    """weights are [W₁, b₁, W₂, b₂, …]; slope is that of the activation below
    zero: 0 for ReLU, 0.2 for a leaky one."""

    def __init__(self, sizes, slope, stream):
        """Draws weights and biases from ±1/√inputs, as PyTorch does by default."""
        self.slope = np.float32(slope)
        self.weights = []
        first = 0
        for inputs, outputs in zip(sizes, sizes[1:]):
            for shape in ((inputs, outputs), (outputs,)):
                u = stream.float64(first, math.prod(shape)).reshape(shape)
                self.weights.append(((2 * u - 1) / math.sqrt(inputs)).astype(np.float32))
                first += u.size

    def size(self):
        return sum(w.size for w in self.weights)

    def forward(self, x):
        """The output for rows x, and what backward needs."""
        inputs = []
        for i in range(0, len(self.weights), 2):
            inputs.append(x)
            x = x @ self.weights[i] + self.weights[i + 1]
            if i + 2 < len(self.weights):
                x = np.where(x > 0, x, self.slope * x)
        return x, inputs

    def backward(self, inputs, gradient):
        """The gradients of the weights, and of the input, given the output's."""
        gradients = []
        for i in reversed(range(0, len(self.weights), 2)):
            x = inputs[i // 2]
            gradients = [x.T @ gradient, gradient.sum(axis=0), *gradients]
            gradient = gradient @ self.weights[i].T
            if i > 0:
                gradient = np.where(x > 0, gradient, self.slope * gradient)
        return gradients, gradient

    def rows(self, x, weights):
        """The output for each row by itself: a product of matrices may add in
        another order for another number of rows, a stack of products does not."""
        x = x[:, None, :]
        for i in range(0, len(weights), 2):
            x = np.matmul(x, weights[i]) + weights[i + 1]
            if i + 2 < len(weights):
                x = np.where(x > 0, x, self.slope * x)
        return x[:, 0, :]


class Adam:
    """Kingma and Ba 2015."""

    def __init__(self, weights, rate, beta1, beta2):
        self.rate, self.beta1, self.beta2 = rate, beta1, beta2
        self.m = [np.zeros_like(w) for w in weights]
        self.v = [np.zeros_like(w) for w in weights]

    def update(self, weights, gradients, step):
        """Changes weights in place; step counts from 1."""
        rate = np.float32(self.rate * np.sqrt(1 - self.beta2**step) / (1 - self.beta1**step))
        b1, b2 = np.float32(self.beta1), np.float32(self.beta2)
        for w, g, m, v in zip(weights, gradients, self.m, self.v):
            m += (1 - b1) * (g - m)
            v += (1 - b2) * (g * g - v)
            w -= rate * m / (np.sqrt(v) + np.float32(1e-8))


def norm(gradients):
    return float(np.sqrt(sum(float(np.sum(g.astype(np.float64) ** 2)) for g in gradients)))
