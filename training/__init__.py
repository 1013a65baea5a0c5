"""Corpus and training of Hérodote's reader; needs torch and is never imported by the package."""
