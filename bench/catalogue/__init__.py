"""What our tools cost the models that choose among them."""
