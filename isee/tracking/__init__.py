"""How children come to school and grow, term by term."""
