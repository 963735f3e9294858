"""Stories: would people react to one another's moments, and watch from there?"""

from ui import beside, me, prototype, room, stories

idea = prototype.open_idea("stories")
room.present(idea.slug)

me.view_as()
stories.draw(idea)
beside.draw(idea)
prototype.impact(idea)
