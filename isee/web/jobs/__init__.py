"""The jobs of the queue: thin tasks that open their requester's scope and call one operation."""
