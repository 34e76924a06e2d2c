"""What other packages may use of `support`: nothing yet, since no help is recorded before screening is whole."""

__all__: list[str] = []
