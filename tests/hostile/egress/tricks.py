"""Ways to reach what isn't open: how addresses can be written, what a resolver can say, where a service can
send a script to. A `{port}` in them is that of a listener on this machine that nothing may touch.
"""

from __future__ import annotations

from dataclasses import dataclass, field

# What a resolver says of a name, call by call; the last answer is given from then on.
Answers = tuple[tuple[str, ...], ...]

PUBLIC = "93.184.215.14"
# Loopback, but not where the listener is: it stands for a place that was opened.
OPEN = "127.0.0.2"


@dataclass(frozen=True)
class Trick:
    """One way. `live` is opened by name all the same, since the name is only the first check; `redirect` is
    where the open service sends the script that asks it.
    """

    name: str
    url: str
    live: str = ""
    resolver: dict[str, Answers] = field(default_factory=dict)
    private: tuple[str, ...] = ()
    headers: dict[str, str] = field(default_factory=dict)
    redirect: str = ""
    mapped: bool = False  # `open.example.com` is mapped to the open service
    then: str = ""  # what the script asks for when it has the first answer
    retried: bool = False  # when it has the first answer, the script calls retry()
    proxy: bool = False
    elsewhere: bool = False  # it isn't denied: it ends at the place that was checked
    by_name: bool = False  # the name alone is refused: its address would be let through

    def __str__(self) -> str:
        return self.name


def literal(name: str, host: str, live: str = "", private: tuple[str, ...] = ()) -> Trick:
    return Trick(name, f"http://{host}:{{port}}/", f"{live or host}:{{port}}", private=private)


def name_trick(name: str, *answer: str, private: tuple[str, ...] = ()) -> Trick:
    """A name of the attacker's, opened by somebody who trusts it."""
    names: dict[str, Answers] = {"trusted.example.com": (answer,)}
    return Trick(
        name, "http://trusted.example.com:{port}/", "trusted.example.com:{port}", names, private=private
    )


WRITTEN = (
    literal("loopback", "127.0.0.1"),
    literal("loopback, by name", "localhost"),
    literal("loopback, by name with a final dot", "localhost."),
    literal("loopback, with a final dot", "127.0.0.1."),
    literal("loopback, elsewhere", "127.8.8.8"),
    literal("short", "127.1"),
    literal("decimal", "2130706433"),
    literal("hexadecimal", "0x7f000001"),
    literal("hexadecimal and short", "0x7f.1"),
    literal("octal", "017700000001"),
    literal("octal in its parts", "0177.0.0.1"),
    literal("this network", "0.0.0.0"),
    literal("this network, short", "0"),
    literal("IPv6 loopback", "[::1]"),
    literal("IPv6 loopback, at length", "[0:0:0:0:0:0:0:1]"),
    literal("IPv6 this host", "[::]"),
    literal("IPv4-mapped", "[::ffff:127.0.0.1]"),
    literal("IPv4-mapped in hexadecimal", "[::ffff:7f00:1]"),
    literal("IPv4-compatible", "[::127.0.0.1]"),
    literal("NAT64", "[64:ff9b::7f00:1]"),
    literal("local NAT64", "[64:ff9b:1::7f00:1]"),
    literal("6to4", "[2002:7f00:1::]"),
    literal("Teredo", "[2001:0:7f00:1::]"),
    literal("zone", "[::1%25lo]"),
    literal("zone of a link", "[fe80::1%lo]"),
    literal("full-width digits", "\uff11\uff12\uff17.\uff10.\uff10.\uff11", "127.0.0.1"),
    literal("ideographic full stops", "127\u30020\u30020\u30021", "127.0.0.1"),
    literal("letters in circles", "\u24db\u24de\u24d2\u24d0\u24db\u24d7\u24de\u24e2\u24e3", "localhost"),
    literal("soft hyphens", "local\u00adhost", "localhost"),
    literal("private 10", "10.0.0.1"),
    literal("private 172", "172.16.0.1"),
    literal("private 192", "192.168.0.1"),
    literal("CGNAT", "100.64.0.1"),
    literal("unique local", "[fd12::1]"),
    literal("multicast", "224.0.0.1"),
    literal("broadcast", "255.255.255.255"),
    literal("metadata", "169.254.169.254"),
    literal("metadata, IPv4-mapped", "[::ffff:169.254.169.254]"),
    literal("metadata in IPv6", "[fd00:ec2::254]"),
    literal("metadata, Alibaba", "100.100.100.200"),
    literal("metadata, Azure", "168.63.129.16"),
    Trick("not opened at all", "http://127.0.0.1:{port}/", "open.example.com:{port}"),
    Trick("credentials", "http://open.example.com:80@127.0.0.1:{port}/", "open.example.com:80"),
    Trick("credentials and a backslash", "http://open.example.com\\@127.0.0.1:{port}/", "127.0.0.1:{port}"),
    Trick("homograph", "http://\u043epen.example.com:{port}/", "open.example.com:{port}", by_name=True),
    Trick(
        "longer name", "http://open.example.com.example.net:{port}/", "open.example.com:{port}", by_name=True
    ),
    Trick("another scheme", "ftp://127.0.0.1:{port}/", "127.0.0.1:{port}"),
    Trick(
        "another port",
        "http://open.example.com:{port}/",
        "open.example.com",
        by_name=True,
        private=("127.0.0.1",),
        resolver={"open.example.com": (("127.0.0.1",),)},
    ),
    Trick(
        "another Host header",
        "http://open.example.com:{port}/",
        "open.example.com:{port}",
        by_name=True,
        private=("127.0.0.1",),
        resolver={"open.example.com": (("127.0.0.1",),)},
        headers={"Host": "intranet.example.com"},
    ),
)

RESOLVED = (
    name_trick("name of loopback", "127.0.0.1"),
    name_trick("name of IPv6 loopback", "::1"),
    name_trick("name of a mapped address", "::ffff:127.0.0.1"),
    name_trick("name of a link", "fe80::1%lo"),
    name_trick("name of a public address and of loopback", PUBLIC, "127.0.0.1"),
    name_trick("name of loopback and of a public address", "127.0.0.1", PUBLIC),
    name_trick("name of metadata", "169.254.169.254"),
    name_trick(
        "name of metadata, with all that is private open",
        "169.254.169.254",
        private=("0.0.0.0/0", "::/0"),
    ),
    name_trick("name of loopback, with another network open", "127.0.0.1", private=("10.0.0.0/8", OPEN)),
    # The resolver says one thing to whoever checks, and another to whoever connects.
    Trick(
        "rebinding between check and connection",
        "http://trusted.example.com:{port}/",
        "trusted.example.com:{port}",
        {"trusted.example.com": ((OPEN,), ("127.0.0.1",))},
        private=(OPEN,),
        elsewhere=True,
    ),
    Trick(
        "rebinding between two requests",
        "http://trusted.example.com:{port}/",
        "trusted.example.com:{port}",
        {"trusted.example.com": ((OPEN,), ("127.0.0.1",))},
        private=(OPEN,),
        then="http://trusted.example.com:{port}/",
    ),
    Trick(
        "rebinding before a retry",
        "http://trusted.example.com:{port}/",
        "trusted.example.com:{port}",
        {"trusted.example.com": ((OPEN,), ("127.0.0.1",))},
        private=(OPEN,),
        retried=True,
    ),
)

SENT_ON = (
    *(
        Trick(
            f"redirect to {where}",
            "http://open.example.com/",
            redirect=f"http://{where}:{{port}}/",
            live=live,
            mapped=True,
        )
        for where, live in (
            ("127.0.0.1", "open.example.com"),
            ("127.0.0.1", "open.example.com,127.0.0.1:{port}"),
            ("0x7f.1", "open.example.com"),
            ("[::ffff:127.0.0.1]", "open.example.com,[::ffff:127.0.0.1]:{port}"),
            ("169.254.169.254", "open.example.com,169.254.169.254:{port}"),
        )
    ),
    Trick(
        "redirect to a name of loopback",
        "http://open.example.com/",
        "open.example.com,trusted.example.com:{port}",
        {"trusted.example.com": (("127.0.0.1",),)},
        redirect="http://trusted.example.com:{port}/",
        mapped=True,
    ),
    # The address of `--map` is its own host's alone, and so is the connection to it.
    Trick(
        "the connection of a mapped host",
        "http://open.example.com/",
        "open.example.com,127.0.0.1:{open}",
        mapped=True,
        then="http://127.0.0.1:{open}/",
    ),
    Trick("loopback of a proxy", "http://127.0.0.1:{port}/", "127.0.0.1:{port}", proxy=True),
    Trick("loopback of a proxy, by name", "http://x.localhost:{port}/", "x.localhost:{port}", proxy=True),
    Trick("metadata behind a proxy", "http://169.254.169.254/", "169.254.169.254", proxy=True),
)

TRICKS = (*WRITTEN, *RESOLVED, *SENT_ON)
