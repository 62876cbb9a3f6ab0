"""Names of the environments for `gymnasium.make`. Classes are named, not imported: what is not made is not loaded."""

from __future__ import annotations

from gymnasium.envs.registration import register, registry

ENVIRONMENTS: dict[str, dict] = {
    "KitchenDream/Kitchen-v0": {
        "entry_point": "kitchen_dream.problems.kitchen.gym_env:KitchenEnv",
        "vector_entry_point": "kitchen_dream.problems.kitchen.gym_vector:KitchenVectorEnv",
    },
    "KitchenDream/KitchenPhysics-v0": {"entry_point": "kitchen_dream.problems.kitchen.gym_env:KitchenPhysicsEnv"},
    "KitchenDream/KitchenCamera-v0": {"entry_point": "kitchen_dream.problems.kitchen.camera_env:KitchenCameraEnv"},
    "KitchenDream/KitchenTrial-v0": {"entry_point": "kitchen_dream.trial.trial_env:KitchenTrialEnv"},
    "KitchenDream/KitchenTrialPhysics-v0": {"entry_point": "kitchen_dream.trial.trial_env:KitchenTrialPhysicsEnv"},
    "KitchenDream/KitchenTrialCamera-v0": {"entry_point": "kitchen_dream.trial.trial_env:KitchenTrialCameraEnv"},
}
"""Every id of the kitchen with its entry points."""

GRIDS: dict[str, dict] = {
    f"KitchenDream/{name}-v0": {
        "entry_point": f"kitchen_dream.problems.grids.environments:{name}Env",
        "vector_entry_point": f"kitchen_dream.problems.grids.vector:{name}VectorEnv",
    }
    for name in ("CookingGrid", "DistractingBus", "Map")
}
"""Every id of the paper's grid problems with its entry points."""

SIGN_ROOMS: dict[str, dict] = {
    f"KitchenDream/{name}-v0": {
        "entry_point": f"kitchen_dream.problems.sign_room.environments:{name}Env",
        "vector_entry_point": f"kitchen_dream.problems.sign_room.vector:{name}VectorEnv",
    }
    for name in ("SignRoom", "SignRoom13", "SignRoomRandom")
}
"""Every id of the sign room with its entry points."""


def register_environments() -> None:
    """Make the ids known to Gymnasium; those that it knows are left alone."""
    for name, entry_points in (ENVIRONMENTS | GRIDS | SIGN_ROOMS).items():
        if name not in registry:
            register(name, **entry_points)
