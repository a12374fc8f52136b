"""Training of SiamMask networks: data sets, pairs, targets, losses and the loop."""
