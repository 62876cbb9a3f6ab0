"""Times and names as people say them."""


def spoken(seconds: float) -> str:
    """A time as people say it.

    Examples:
        >>> spoken(42), spoken(400), spoken(5000)
        ('40 s', '7 min', '1 h 25 min')
    """
    if seconds < 97.5:
        return f"{max(5, 5 * round(seconds / 5))} s"
    minutes = max(1, round(seconds / 60))
    if minutes < 60:
        return f"{minutes} min"
    minutes = 5 * round(minutes / 5)
    return f"{minutes // 60} h {minutes % 60} min" if minutes % 60 else f"{minutes // 60} h"


def a(noun: str | None) -> str:
    """A noun with its article.

    Examples:
        >>> a("oven"), a("stove")
        ('an oven', 'a stove')
    """
    return f"{'an' if str(noun)[:1] in 'aeiou' else 'a'} {noun}"
