"""Audits: what a journey promises, believes, hears, covers and means to improve, against what is."""
