"""Shared playlists: would people find more to watch in the lists of those with their taste?"""

from ui import beside, me, playlists, prototype, room

idea = prototype.open_idea("playlists")
room.present(idea.slug)

me.view_as()
playlists.draw(idea)
beside.draw(idea)
prototype.impact(idea)
