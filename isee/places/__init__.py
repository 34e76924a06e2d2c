"""Where things are: areas, schools, education areas, affiliations, code lists and the term calendar."""
