"""The files of the six ministries about a made province, with their faults, and the truth beside them."""
