"""What a user can do: one module per noun, ports and values in, values out."""
