"""How Chinese characters sound, by pypinyin."""
