"""Pages to be looked at outside of the terminal, each one self-contained HTML file."""
