"""Results turned into what people and programs read; knows results alone, nothing that produces them."""
