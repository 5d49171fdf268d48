"""Uploads: what kind they are is told by their content, pictures are made anew without their metadata.

A file belongs to a row of a feature and has an audience; one page serves all files and asks both.
"""
