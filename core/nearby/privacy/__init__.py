"""How a day's viewings become numbers that say nothing about any one member."""
