"""What the engines that search have in common, and that is about no problem of theirs: how long a search goes on, how
strictly a document is read, how few of many reasons are enough, and the command line. Pure, as engines are.
"""
