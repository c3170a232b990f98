"""What is looked at again and again, beside the incidents themselves."""
