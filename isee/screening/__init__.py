"""The class that each child's screening gave, frozen by term."""
