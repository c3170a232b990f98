"""How good forecasts of capacity are."""
