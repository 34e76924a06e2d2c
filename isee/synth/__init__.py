"""The synthetic nation: invented people and schools on Thailand's real map."""
