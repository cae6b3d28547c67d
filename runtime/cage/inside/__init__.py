"""What runs inside the cage: the programs of zygote and child. The host never calls any of it.

A program of a child is a module with `prepare()`: it does what is heavy and the same for all runs, and
answers with what serves one run. A zygote prepares once, and each child that it forks serves.
"""
