"""People among themselves: follows, posts, stories, and what keeps them safe."""
