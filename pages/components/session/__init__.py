"""The typed state of one visit, the links that carry it, and the inputs that edit it.

Read in this order:

1. `lab_state`: the schedules and the training that a visitor works on. Values only.
2. `link_parts`: how a link writes a value, the layers and a schedule, and how it reads them.
3. `share_link`: a whole state as a link, and back.
4. `visit`: what a session keeps, in one dataclass per page, and how the address follows it.
5. `widgets`: inputs made from the core's table of parameters, and texts that are safe to show.
"""
