"""The same for people who don't use a terminal: a web page on 127.0.0.1 (extra ``web``).

``app`` has the routes, ``jobs`` the uploads in work, ``worker`` the child that reads and screens them,
``guard`` what keeps other web sites out, ``trying`` the page that judges one target as it is typed.
"""
