"""The social registry: persons, identifiers, households, guardians, enrolments, consents."""
