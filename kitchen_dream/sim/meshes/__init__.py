"""Meshes made by the project itself: a builder, food, vessels and furniture."""
