"""Meshes that are made for each kitchen: a builder, clutter, and what lies in units without food."""
