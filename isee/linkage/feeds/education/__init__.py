"""The Ministry of Education's roster export (DMC)."""
