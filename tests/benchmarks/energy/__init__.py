"""How well the energy manager charges, in a simulated house."""
