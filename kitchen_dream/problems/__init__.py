"""Decision problems. Importing this package makes their Gymnasium ids known."""

from kitchen_dream.problems.registration import ENVIRONMENTS, register_environments

register_environments()

__all__ = ["ENVIRONMENTS", "register_environments"]
