"""The frozen, pseudonymous extract of one term, as Parquet files."""
