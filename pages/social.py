"""Social: would people come for one another, and find more to watch by it?"""

from ui import beside, prototype, room, society

idea = prototype.open_idea("social")
room.present(idea.slug)

society.draw()
beside.draw(idea)
prototype.impact(idea)
