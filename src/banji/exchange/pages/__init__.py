"""The pages of the exchange: lists received, messages sent, a department's own inbox."""
