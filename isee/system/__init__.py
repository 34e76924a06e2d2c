"""Keys and encryption, the embedded PostgreSQL, progress of long work and the file store."""
