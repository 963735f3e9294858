"""Stories: would people react to one another's moments, and watch from there?"""

from ui import me, prototype, room, stories

idea = prototype.open_idea("stories")
room.present(idea.slug)

me.view_as()
stories.draw(idea)
prototype.impact(idea)
