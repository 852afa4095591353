"""What is known of stations."""
