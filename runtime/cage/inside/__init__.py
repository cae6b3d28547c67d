"""The programs inside the cage: zygote and child. The host never calls them.

A child's program is a module with `prepare()`: this does the work that is the same for all runs, and returns
a function that serves one run. A zygote prepares once, and each child that it forks serves one run.
"""
