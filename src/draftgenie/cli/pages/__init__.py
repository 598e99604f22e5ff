"""Pages for the browser and for paper, put together from what services found."""
