"""What feeds the coder: here in one process; others may spread the documents over many."""
