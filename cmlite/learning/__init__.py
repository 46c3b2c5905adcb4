"""Learns from the owner's corrections and tells languages apart, in a process of its own and never in the app."""
