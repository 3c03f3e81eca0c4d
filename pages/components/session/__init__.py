"""The typed state of one visit, the links that store this state, and the inputs that edit it.

Read in this order:

1. `lab_state`: the schedules and the training that a visitor works on. It contains only values.
2. `link_values`: the readers and writers of the values in a link.
3. `link_schedules`: the schedules in a link.
4. `link_own_training`: the visitor's own training in a link.
5. `share_link`: a complete state as a link, and a link as a state.
6. `visit`: the records of a session, one dataclass per page, and the exchange of the state with the address.
7. `run_start`: the start of a run, until the browser shows its page.
8. `widgets`: inputs made from the core's table of parameters, and texts that are safe to show.
"""
