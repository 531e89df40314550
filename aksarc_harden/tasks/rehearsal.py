"""stub"""

TASKS = ()
