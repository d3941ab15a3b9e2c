"""What a leader looks at: indicators counted from rows, and the lists behind them. By unit, never by person."""
