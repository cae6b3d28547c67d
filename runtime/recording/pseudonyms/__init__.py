"""People in a recording: how they are found, which pseudonym each gets, and how it is put in their place.

Pure: texts in, texts out. That the script then runs again with the pseudonyms is not done here.
"""
