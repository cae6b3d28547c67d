"""HAR, the HTTP archive that browsers and proxies save and open: as JSON values, no I/O.

http://www.softwareishard.com/blog/har-12-spec/ has version 1.2 of the format.
"""
