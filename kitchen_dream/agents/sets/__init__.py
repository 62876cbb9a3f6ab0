"""End-to-end methods on sets of entities, for kitchens."""
