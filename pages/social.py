"""Social: would people come for one another, and find more to watch by it?"""

from ui import beside, me, prototype, room, social

idea = prototype.open_idea("social")
room.present(idea.slug)

me.view_as()
social.draw(idea)
beside.draw(idea)
prototype.impact(idea)
