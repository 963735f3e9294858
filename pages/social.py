"""Social: would people come for one another, and find more to watch by it?"""

from ui import me, prototype, room, social

idea = prototype.open_idea("social")
room.present(idea.slug)

me.view_as()
social.draw(idea)
prototype.impact(idea)
