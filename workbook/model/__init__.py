"""What the workbook computes: its inputs, the trials, exact values, and the results by key."""
