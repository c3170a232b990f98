"""Programs that call our tools through the libraries that agents are built with."""
