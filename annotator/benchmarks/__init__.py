"""What `annotator benchmark` measures in the window and around it, on media made for it.

Figures of one run compare only with each other: each part measures a plain yardstick in turns
with what it is about, or says how long a person waits.
"""
