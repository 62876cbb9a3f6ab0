"""Principal components of pictures: the label-free part of all frozen features."""

import numpy as np


def principal_components(flat: np.ndarray, count: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Mean (D,), unit directions (D, k) and variances (k,) of the first `count` components of rows (N, D), in float64.

    Found in the smaller one of the two matrices of inner products, rows' or columns'. Each direction's largest entry is
    positive, so that the same pictures make the same directions everywhere."""
    from scipy.linalg import eigh  # takes a quarter of a second, and most kitchens are not seen in pictures

    n, d = flat.shape
    flat = flat.astype(np.float64)
    mean = flat.mean(0)
    flat -= mean
    count = min(count, n - 1, d)
    if n <= d:
        values, vectors = eigh(flat @ flat.T / n, subset_by_index=(n - count, n - 1))
        values, vectors = values[::-1], vectors[:, ::-1]
        directions = flat.T @ (vectors / np.sqrt(n * values))
    else:
        values, vectors = eigh(flat.T @ flat / n, subset_by_index=(d - count, d - 1))
        values, directions = values[::-1], vectors[:, ::-1]
    largest = np.abs(directions).argmax(0)
    return mean, directions * np.sign(directions[largest, np.arange(count)]), values
