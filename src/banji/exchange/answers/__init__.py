"""What comes back from a department: receipts for our messages, and answers to them."""
