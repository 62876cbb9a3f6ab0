"""What may be a seed."""


def check_seed(seed: int | None, name: str = "--seed") -> None:
    """Raise ValueError, in one line, unless a seed is in the range that all generators take, or left out."""
    if seed is not None and not 0 <= seed < 2**63:
        raise ValueError(f"{name} {str(seed)[:40]}: use a number from 0 to 2**63 - 1")
