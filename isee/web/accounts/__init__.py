"""Lists of accounts as schools write them, and the slips that come of them."""
