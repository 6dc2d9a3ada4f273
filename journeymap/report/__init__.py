"""The report: results of one journey as one self-contained HTML file."""
