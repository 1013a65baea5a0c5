"""The field's formats: records out to what others read, other coders' events and dictionaries in.

Each format has a module; ``writing`` and ``taking`` are the two ways, docs/formats.md says what each format loses.
"""
