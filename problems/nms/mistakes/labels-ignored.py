import numpy as np


def overlap(box, others):
    sides = np.maximum(np.minimum(box[2:], others[:, 2:]) - np.maximum(box[:2], others[:, :2]), 0)
    inter = sides[:, 0] * sides[:, 1]
    area = (others[:, 2] - others[:, 0]) * (others[:, 3] - others[:, 1])
    union = (box[2] - box[0]) * (box[3] - box[1]) + area - inter
    return np.divide(inter, union, out=np.zeros_like(inter), where=union > 0)


def nms(boxes, scores, thr, labels=None):
    order = np.argsort(-scores, kind="stable")
    keep = []
    while len(order) > 0:
        i, order = order[0], order[1:]
        keep.append(i)
        drop = overlap(boxes[i], boxes[order]) > thr
        order = order[~drop]
    return np.array(keep, dtype=np.int64)
