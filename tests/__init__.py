"""Everything that proves the product: specification pages, unit tests, browser journeys."""
