"""Help that children are entitled to, and its payment."""
