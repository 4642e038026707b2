"""Full-screen Textual apps over the same stories as the command line."""
