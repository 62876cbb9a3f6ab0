"""What is told to a user: one line, of a length that can be read."""

LONGEST = 800
"""Letters of a message."""


def one_line(text: str, longest: int = LONGEST) -> str:
    """A text in one line. Of a long one the middle is left out: places stand at the front, ways out at the end.

    Examples:
        >>> one_line("a   b\\nc"), one_line("x" * 5000, 12)
        ('a b c', 'xxx ... xxx')
    """
    # What is far too long is cut before it is looked at.
    line = " ".join((text if len(text) < 4 * longest else text[:longest] + " ... " + text[-longest:]).split())
    if len(line) <= longest:
        return line
    half = (longest - 5) // 2
    return f"{line[:half].rstrip()} ... {line[-half:].lstrip()}"
