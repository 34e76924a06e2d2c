"""Research extracts: asked for, approved by a second person, made anonymous, handed out, ended."""
