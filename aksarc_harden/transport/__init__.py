"""
How a statement reaches a host: one `Session`, whatever carries it.

    session, connect            what callers see, and how they get it
    check, check_values         may this statement be sent?
    pooled_session, pool        a session over runspace pools, whoever opens them
    conversation, pipeline      what goes to a pool, and what comes back
    reading                     how far one read has come
    deadline, causes            how long to wait, and what an error means to a report
    wsman, streams              the two carriers: each has a pool, and a way in which reads go over it
"""
