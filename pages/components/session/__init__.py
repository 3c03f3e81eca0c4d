"""The typed state of one visit, the links that store this state, and the inputs that edit it.

Read in this order:

1. `lab_state`: the schedules and the training that a visitor works on. It contains only values.
2. `link_parts`: how values, layers and schedules are written into a link and read from a link.
3. `share_link`: a complete state as a link, and a link as a state.
4. `visit`: the records of a session, one dataclass per page, and the exchange of the state with the address.
5. `widgets`: inputs made from the core's table of parameters, and texts that are safe to show.
"""
