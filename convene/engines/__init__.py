"""Pure engines: no Flask, no database, no clock; plain values in and out; equal input, equal output.

Each engine owns its data types and is a stranger to the others. Each has a README with its idea.
"""
