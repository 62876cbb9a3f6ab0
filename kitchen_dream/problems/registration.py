"""Names of the environments for `gymnasium.make`. Classes are named, not imported: what is not made is not loaded.

`KitchenDream/Problem-v0` takes any family, also one of the user's own, as `family`."""

from gymnasium.envs.registration import register, registry

_ADAPTER = "kitchen_dream.problems.gym_adapter"
_KITCHEN = "kitchen_dream.problems.kitchen"
_TRIAL = "kitchen_dream.problems.trial_env"

FAMILIES = {
    "CookingGrid": "cooking", "DistractingBus": "bus", "Map": "map", "SignRoom": "sign-room",
    "SignRoom13": "sign-room-13", "SignRoomRandom": "sign-room-random",
}
"""Families by the names of their environments."""

ENVIRONMENTS: dict[str, dict] = {
    "KitchenDream/Kitchen-v0": {
        "entry_point": f"{_KITCHEN}.gym_env:KitchenEnv",
        "vector_entry_point": f"{_KITCHEN}.gym_env:KitchenVectorEnv",
    },
    "KitchenDream/Kitchen-v1": {
        "entry_point": f"{_KITCHEN}.v1.gym_env:KitchenV1Env",
        "vector_entry_point": f"{_KITCHEN}.v1.gym_env:KitchenV1VectorEnv",
    },
    "KitchenDream/KitchenPhysics-v0": {"entry_point": f"{_KITCHEN}.gym_env:KitchenPhysicsEnv"},
    "KitchenDream/KitchenPhysics-v1": {"entry_point": f"{_KITCHEN}.v1.gym_env:KitchenV1PhysicsEnv"},
    "KitchenDream/KitchenCamera-v0": {"entry_point": f"{_KITCHEN}.camera_env:KitchenCameraEnv"},
    "KitchenDream/KitchenTrial-v0": {"entry_point": f"{_TRIAL}:KitchenTrialEnv"},
    "KitchenDream/KitchenTrial-v1": {"entry_point": f"{_TRIAL}:KitchenV1TrialEnv"},
    "KitchenDream/KitchenTrialPhysics-v0": {"entry_point": f"{_TRIAL}:KitchenTrialPhysicsEnv"},
    "KitchenDream/KitchenTrialPhysics-v1": {"entry_point": f"{_TRIAL}:KitchenV1TrialPhysicsEnv"},
    "KitchenDream/KitchenTrialCamera-v0": {"entry_point": f"{_TRIAL}:KitchenTrialCameraEnv"},
    "KitchenDream/Problem-v0": {
        "entry_point": f"{_ADAPTER}:EpisodeEnv",
        "vector_entry_point": f"{_ADAPTER}:EpisodeVectorEnv",
    },
    "KitchenDream/ProblemTrial-v0": {"entry_point": f"{_TRIAL}:TrialEnv"},
}
"""Every id with its entry points and what is passed to them."""
for _name, _family in FAMILIES.items():
    ENVIRONMENTS[f"KitchenDream/{_name}-v0"] = {
        "entry_point": f"{_ADAPTER}:EpisodeEnv", "vector_entry_point": f"{_ADAPTER}:EpisodeVectorEnv",
        "kwargs": {"family": _family},
    }
    ENVIRONMENTS[f"KitchenDream/{_name}Trial-v0"] = {"entry_point": f"{_TRIAL}:TrialEnv", "kwargs": {"family": _family}}


def register_environments() -> None:
    """Make the ids known to Gymnasium; those that it knows are left alone."""
    for name, entry in ENVIRONMENTS.items():
        if name not in registry:
            register(name, **entry)
