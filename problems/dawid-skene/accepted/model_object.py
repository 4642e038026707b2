"""A small class with an E and an M step; a loop over annotators, an extra column for the missing label."""

from dataclasses import dataclass, field

import numpy as np


@dataclass
class Model:
    labels: np.ndarray
    classes: int
    smooth: float
    prior: np.ndarray = field(init=False)
    conf: list = field(init=False)

    def start(self):
        table = np.zeros((len(self.labels), self.classes + 1))
        for column in self.labels.T:
            np.add.at(table, (np.arange(len(column)), column), 1)  # -1 is the spare last column
        votes = table[:, :-1]
        empty = votes.sum(1) == 0
        votes[empty] = 1
        return votes / votes.sum(1)[:, None]

    def m_step(self, post):
        self.prior = np.array([p.sum() + self.smooth for p in post.T])
        self.prior /= len(post) + self.classes * self.smooth
        self.conf = []
        for column in self.labels.T:
            rows = [np.bincount(column[column >= 0], p[column >= 0], self.classes) for p in post.T]
            matrix = np.array(rows) + self.smooth
            self.conf.append(matrix / matrix.sum(1, keepdims=True))

    def e_step(self):
        logp = np.tile(np.log(self.prior), (len(self.labels), 1))
        for column, matrix in zip(self.labels.T, self.conf):
            padded = np.concatenate([np.log(matrix), np.zeros((self.classes, 1))], axis=1)
            logp += padded[:, column].T
        logp -= logp.max(1, keepdims=True)
        p = np.exp(logp)
        return p / p.sum(1, keepdims=True)


def dawid_skene(L, K, iters, smooth):
    model = Model(L, K, smooth)
    post = model.start()
    for _ in range(iters):
        model.m_step(post)
        post = model.e_step()
    return post, np.stack(model.conf)


def information(post, conf):
    p = post.mean(0)
    out = []
    for matrix in conf:
        q = p @ matrix
        total = 0.0
        for j, row in enumerate(matrix):
            for l, c in enumerate(row):
                if p[j] > 0 and c > 0:
                    total += p[j] * c * (np.log(c) - np.log(q[l]))
        out.append(total)
    return np.array(out)
