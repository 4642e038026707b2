import numpy as np


def nms(boxes, scores, thr, labels=None):
    """Start with all kept; a box goes where a better, kept one covers it. Repeat until nothing changes."""
    n = len(boxes)
    order = np.array(sorted(range(n), key=scores.__getitem__, reverse=True), dtype=np.int32)  # sorted is stable
    b = boxes[order]
    corner, end = np.maximum(b[:, None, :2], b[None, :, :2]), np.minimum(b[:, None, 2:], b[None, :, 2:])
    w, h = np.moveaxis(np.where(end > corner, end - corner, 0.0), -1, 0)
    area = (b[:, 2] - b[:, 0]) * (b[:, 3] - b[:, 1])
    union = area[:, None] + area - w * h
    with np.errstate(all="ignore"):
        beats = np.nan_to_num(w * h / union) > thr
    if labels is not None:
        beats &= labels[order][:, None] == labels[order]
    beats = np.triu(beats, k=1)
    kept = np.ones(n, dtype=bool)
    while True:
        now = ~(beats & kept[:, None]).any(axis=0)
        if (now == kept).all():
            return order[kept]
        kept = now
